package org.rehome.edge.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.xmpp.stanza.ErrorReply;

/// Returns stanzas to their local senders, as errors on the sender's inbound lane.
public final class Returns {
    private final InboundLanes lanes;
    private final String stream;
    private final InstantSource clock;

    /// Where returned stanzas go.
    @FunctionalInterface
    public interface InboundLanes {
        /// Waits until the stanza is durable.
        ///
        /// @throws IllegalStateException when it was not accepted
        void publish(LaneStanza stanza) throws InterruptedException;
    }

    /// @param stream what returned stanzas have as the stream that they came from
    public Returns(InboundLanes lanes, String stream, InstantSource clock) {
        this.lanes = lanes;
        this.stream = stream;
        this.clock = clock;
    }

    /// Waits until the error is durable on the sender's lane. A stanza that may not be answered just ends here.
    public void toSender(LaneStanza stanza, ReturnReason reason, String detail) throws InterruptedException {
        Optional<LaneStanza> error = error(stanza, reason, detail, clock.instant());
        if (error.isPresent()) {
            lanes.publish(error.get());
        }
    }

    private Optional<LaneStanza> error(LaneStanza stanza, ReturnReason reason, String detail, Instant now) {
        if (stanza.returned() != null) {
            return Optional.empty();
        }
        return ErrorReply.to(stanza, reason.condition(), detail)
                .map(xml -> new LaneStanza(
                        LaneStanza.inboundLane(stanza.from()),
                        stanza.to(),
                        stanza.from(),
                        errorOf(stanza.kind()),
                        now,
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
