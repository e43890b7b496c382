package org.rehome.edge.splice;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.xmpp.stream.StreamHeader;

/// Whom a new connection says it is from and to, before anything is encrypted or proven.
///
/// @param from null when it does not say, or not readably
/// @param to null when it does not say, or not readably
public record FirstWords(@Nullable Domain from, @Nullable Domain to) {
    private static final FirstWords NOTHING = new FirstWords(null, null);

    /// Of a connection that says nothing that can be read.
    public static FirstWords nothing() {
        return NOTHING;
    }

    static FirstWords of(StreamHeader header) {
        return new FirstWords(domain(header.from()), domain(header.to()));
    }

    /// Of a connection that begins with TLS: the name that the handshake asks for is a `to` (XEP-0368 §4); there is
    /// no `from`.
    static FirstWords to(@Nullable String name) {
        return new FirstWords(null, domain(name));
    }

    private static @Nullable Domain domain(@Nullable String text) {
        try {
            return text == null ? null : Domain.parse(text);
        } catch (InvalidAddress e) {
            return null;
        }
    }
}
