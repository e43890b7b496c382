package org.rehome.rest;

import jakarta.ws.rs.core.EntityTag;
import org.jspecify.annotations.Nullable;

/// Optimistic concurrency by versions in entity tags (RFC 9110 §8.8.3 and §13.1.1).
public final class EntityTags {

    private EntityTags() {}

    public static EntityTag tag(long version) {
        return new EntityTag(Long.toString(version));
    }

    /// Checks an `If-Match` header against the version that the thing has; without a header everything matches.
    ///
    /// @throws Problem 409 with the current version when it names another
    public static void check(@Nullable String ifMatch, long version) {
        if (ifMatch == null || ifMatch.isBlank() || ifMatch.trim().equals("*")) {
            return;
        }
        for (String each : ifMatch.split(",", -1)) {
            if (each.trim().equals("\"" + version + "\"")) {
                return;
            }
        }
        throw Problem.conflict(
                "it has changed: If-Match is " + ifMatch + ", the current version is " + version, version);
    }
}
