package org.rehome.edge.partner;

/// Whether a domain's streams may end at this edge.
public sealed interface Admission {
    record Admitted(KnownPartner partner) implements Admission {}

    /// @param reason in words, for the log and for the peer
    record Refused(String reason) implements Admission {}
}
