package org.rehome.edge.negotiation;

import org.rehome.edge.trust.PeerCertificate;

/// Whether a stream is encrypted, and by what the peer showed.
public sealed interface Security {
    record Plain() implements Security {}

    record Encrypted(PeerCertificate certificate) implements Security {}

    default boolean encrypted() {
        return this instanceof Encrypted;
    }
}
