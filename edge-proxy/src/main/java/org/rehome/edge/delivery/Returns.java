package org.rehome.edge.delivery;

import java.time.InstantSource;
import java.util.Optional;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.xmpp.stanza.ErrorReply;

/// Makes the errors that go back to local senders, each on its sender's inbound lane.
public final class Returns {
    private final String stream;
    private final InstantSource clock;

    /// @param stream what returned stanzas have as the stream that they came from
    public Returns(String stream, InstantSource clock) {
        this.stream = stream;
        this.clock = clock;
    }

    /// The error for a stanza; empty for one that may not be answered.
    public Optional<LaneStanza> error(LaneStanza stanza, ReturnReason reason, String detail) {
        if (stanza.returned() != null) {
            return Optional.empty();
        }
        return ErrorReply.to(stanza, reason.condition(), detail)
                .map(xml -> new LaneStanza(
                        LaneStanza.inboundLane(stanza.from()),
                        stanza.to(),
                        stanza.from(),
                        errorOf(stanza.kind()),
                        clock.instant(),
                        stream,
                        stanza.trace(),
                        reason.wire(),
                        xml));
    }

    private static StanzaKind errorOf(StanzaKind kind) {
        return switch (kind) {
            case MESSAGE, MESSAGE_ERROR -> StanzaKind.MESSAGE_ERROR;
            case PRESENCE, PRESENCE_PROBE, PRESENCE_SUBSCRIPTION, PRESENCE_ERROR -> StanzaKind.PRESENCE_ERROR;
            case IQ_REQUEST, IQ_RESULT, IQ_ERROR -> StanzaKind.IQ_ERROR;
        };
    }
}
