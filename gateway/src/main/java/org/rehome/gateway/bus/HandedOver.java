package org.rehome.gateway.bus;

import java.util.Optional;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.link.Intake;

/// Stanzas for users of ours that hooks have handed over, on inbound lanes: their stream's name says so.
final class HandedOver {
    private static final String MARK = "/" + Intake.HANDED_OVER + "/";

    private HandedOver() {}

    /// The pool whose hook has handed it over; empty when none has. The name is `gateway/pool/hook/component`.
    static Optional<PoolName> by(LaneStanza stanza) {
        // asked about every stanza: most names have no such part
        if (!stanza.stream().contains(MARK)) {
            return Optional.empty();
        }
        String[] parts = stanza.stream().split("/", -1);
        return parts.length == 4 && parts[2].equals(Intake.HANDED_OVER)
                ? Optional.of(new PoolName(parts[1]))
                : Optional.empty();
    }
}
