package org.rehome.edge.partner;

import org.rehome.contracts.address.Domain;
import org.rehome.contracts.stanza.LaneStanza;

/// A domain of ours and a partner's: what is authenticated on a stream, and what an outbound stream carries stanzas
/// for (RFC 6120 §8.1.1.2).
public record DomainPair(Domain local, Domain partner) implements Comparable<DomainPair> {

    /// The key of the outbound lane.
    public String lane() {
        return LaneStanza.outboundLane(local, partner);
    }

    @Override
    public int compareTo(DomainPair other) {
        return lane().compareTo(other.lane());
    }

    @Override
    public String toString() {
        return lane();
    }
}
