package org.rehome.gateway.bus;

import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.xmpp.stanza.ErrorReply;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// Makes the errors that go back to senders, as stanzas on the lane of the other direction.
final class Returns {
    private static final Logger LOG = Logger.getLogger(Returns.class);

    private Returns() {}

    /// The error for a local user's stanza: back to the pool of her home.
    static Optional<LaneStanza> toLocalSender(LaneStanza stanza, StanzaErrorCondition condition, String reason) {
        return error(stanza, LaneStanza.inboundLane(stanza.from()), condition, reason);
    }

    /// The error for a partner's stanza.
    static Optional<LaneStanza> toPartner(LaneStanza stanza, StanzaErrorCondition condition, String reason) {
        String lane =
                LaneStanza.outboundLane(stanza.to().domain(), stanza.from().domain());
        return error(stanza, lane, condition, reason);
    }

    private static Optional<LaneStanza> error(
            LaneStanza stanza, String lane, StanzaErrorCondition condition, String reason) {
        // an error is never answered with another
        if (stanza.returned() != null) {
            return Optional.empty();
        }
        try {
            return ErrorReply.to(stanza, condition, text(condition))
                    .map(xml -> new LaneStanza(
                            lane,
                            stanza.to(),
                            stanza.from(),
                            kind(stanza.kind()),
                            Instant.now(),
                            stanza.stream(),
                            stanza.trace(),
                            reason,
                            xml));
        } catch (IllegalArgumentException e) {
            LOG.errorf("stanza cannot be answered stream=%s error=%s", stanza.stream(), e.getMessage());
            return Optional.empty();
        }
    }

    // for people; says nothing of who exists or what is allowed
    private static String text(StanzaErrorCondition condition) {
        return switch (condition) {
            case REMOTE_SERVER_TIMEOUT -> "The other server cannot be reached at the moment.";
            case RECIPIENT_UNAVAILABLE -> "The recipient cannot be reached at the moment.";
            case POLICY_VIOLATION -> "This server is not the way to this domain any more: follow its SRV records.";
            default -> "";
        };
    }

    private static StanzaKind kind(StanzaKind answered) {
        return switch (answered) {
            case MESSAGE, MESSAGE_ERROR -> StanzaKind.MESSAGE_ERROR;
            case PRESENCE, PRESENCE_PROBE, PRESENCE_SUBSCRIPTION, PRESENCE_ERROR -> StanzaKind.PRESENCE_ERROR;
            case IQ_REQUEST, IQ_RESULT, IQ_ERROR -> StanzaKind.IQ_ERROR;
        };
    }
}
