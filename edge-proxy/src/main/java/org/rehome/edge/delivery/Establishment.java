package org.rehome.edge.delivery;

/// What an attempt to have a stream came to.
public sealed interface Establishment {
    record Established(StanzaStream stream) implements Establishment {}

    /// The domain does not resolve (RFC 6120 §8.3.3.16).
    record NotFound(String reason) implements Establishment {}

    /// The domain resolves, but there is no stream (RFC 6120 §8.3.3.17).
    record NoStream(String reason) implements Establishment {}

    /// The partner was told that our dialback key is not ours (XEP-0220 §2.1.1).
    record Rejected(String reason) implements Establishment {}
}
