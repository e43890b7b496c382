package org.rehome.gateway.bus;

import java.util.Optional;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.link.Intake;

/// Stanzas for users of ours that hooks have handed over, on inbound lanes: their stream's name says so.
final class HandedOver {

    private HandedOver() {}

    /// On the lane of its recipient.
    static LaneStanza onLane(LaneStanza taken) {
        return new LaneStanza(
                LaneStanza.inboundLane(taken.to()),
                taken.from(),
                taken.to(),
                taken.kind(),
                taken.receivedAt(),
                taken.stream(),
                taken.trace(),
                taken.returned(),
                taken.xml());
    }

    /// The pool whose hook has handed it over; empty when none has. The name is `gateway/pool/hook/component`.
    static Optional<PoolName> by(LaneStanza stanza) {
        String[] parts = stanza.stream().split("/", -1);
        return parts.length == 4 && parts[2].equals(Intake.HANDED_OVER)
                ? Optional.of(new PoolName(parts[1]))
                : Optional.empty();
    }
}
