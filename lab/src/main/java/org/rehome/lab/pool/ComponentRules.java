package org.rehome.lab.pool;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which components may connect.
///
/// @param domains the pool's own domains; no component may take one
/// @param injections names with sender checks off, and their secrets
/// @param captures names of partner domains, and their secrets
/// @param anySecret secret by which every further name is accepted, null for none: below a domain of the pool as an
///     injection, else as a capture
record ComponentRules(
        Set<String> domains,
        Map<String, String> injections,
        Map<String, String> captures,
        @Nullable String anySecret) {

    ComponentRules {
        domains = Set.copyOf(domains);
        injections = Map.copyOf(injections);
        captures = Map.copyOf(captures);
        if (domains.isEmpty()) {
            throw new IllegalArgumentException("a pool has at least one domain");
        }
    }

    /// What a name is good for.
    sealed interface Admission {
        /// It may connect with this secret.
        ///
        /// @param anySender whether it may send in anybody's name (injection)
        record Admitted(String name, String secret, boolean anySender) implements Admission {}

        /// It may not (XEP-0114 §3).
        record Refused(String condition, String reason) implements Admission {}
    }

    Admission admission(String asked) {
        String name = asked.toLowerCase(Locale.ROOT);
        if (domains.contains(name)) {
            return new Admission.Refused("conflict", name + " is a domain of the pool itself");
        }
        String injection = injections.get(name);
        if (injection != null) {
            return new Admission.Admitted(name, injection, true);
        }
        String capture = captures.get(name);
        if (capture != null) {
            return new Admission.Admitted(name, capture, false);
        }
        if (anySecret != null) {
            boolean below = domains.stream().anyMatch(domain -> name.endsWith("." + domain));
            return new Admission.Admitted(name, anySecret, below);
        }
        return new Admission.Refused("host-unknown", "no component " + name + " here");
    }
}
