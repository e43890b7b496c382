package org.rehome.dns.cutover;

import java.util.Locale;

/// A server that is asked whether the cut-over has reached it.
///
/// @param name how the zone calls it, or its address
/// @param address `host:port`; a text that says what is missing when there is none
public record Server(String name, String address, Role role) {
    /// What is expected of a server.
    public enum Role {
        /// Took the update.
        PRIMARY,
        /// Must have the zone, with the TTLs that it was given.
        AUTHORITATIVE,
        /// May hold an old answer until its TTL ends.
        RESOLVER;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
