package org.rehome.lab.stanza;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An XMPP address (RFC 7622). The lab's addresses are ASCII, so it prepares them by lower-casing alone.
///
/// @param local localpart, null for a server
/// @param domain domainpart
/// @param resource resourcepart, null for a bare address
public record Jid(
        @Nullable String local, String domain, @Nullable String resource) {

    private static final String FORBIDDEN = "\"&'/:<>@ ";

    public Jid {
        if (local != null) {
            local = local.toLowerCase(Locale.ROOT);
            if (local.isEmpty() || local.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
                throw new IllegalArgumentException("not a localpart: '" + local + "'");
            }
        }
        domain = domain.toLowerCase(Locale.ROOT);
        if (domain.isEmpty() || domain.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("not a domainpart: '" + domain + "'");
        }
        if (resource != null && resource.isEmpty()) {
            throw new IllegalArgumentException("an empty resourcepart");
        }
    }

    /// The address in a text.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Jid of(String text) {
        int slash = text.indexOf('/');
        String bare = slash < 0 ? text : text.substring(0, slash);
        String resource = slash < 0 ? null : text.substring(slash + 1);
        int at = bare.indexOf('@');
        String local = at < 0 ? null : bare.substring(0, at);
        return new Jid(local, bare.substring(at + 1), resource);
    }

    /// The address in a text from the network, empty if it is none.
    public static Optional<Jid> parse(String text) {
        try {
            return Optional.of(of(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public Jid bare() {
        return resource == null ? this : new Jid(local, domain, null);
    }

    public Jid withResource(String newResource) {
        return new Jid(local, domain, newResource);
    }

    @Override
    public String toString() {
        return (local == null ? "" : local + "@") + domain + (resource == null ? "" : "/" + resource);
    }
}
