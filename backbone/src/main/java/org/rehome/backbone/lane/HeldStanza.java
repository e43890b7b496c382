package org.rehome.backbone.lane;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.stanza.StanzaKind;

/// A stanza that waits in a deferred topic: who, to whom and why, and nothing of what it says.
///
/// @param since when it was read from the socket
/// @param reason why its lane was held when it went there; null when nobody has noted it
public record HeldStanza(
        HeldPlace place,
        String lane,
        Jid sender,
        Jid recipient,
        StanzaKind kind,
        Instant since,
        @Nullable String reason) {

    /// The address of ours.
    public Jid local() {
        return place.direction() == Direction.Inbound ? recipient : sender;
    }

    /// The partner's address.
    public Jid peer() {
        return place.direction() == Direction.Inbound ? sender : recipient;
    }
}
