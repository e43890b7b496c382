package org.rehome.edge.negotiation;

import java.util.OptionalLong;
import org.rehome.edge.acknowledgement.StanzaCount;
import org.rehome.edge.negotiation.InboundAction.Acknowledge;
import org.rehome.edge.negotiation.InboundAction.Count;
import org.rehome.edge.negotiation.InboundAction.Fail;
import org.rehome.edge.negotiation.InboundAction.Ignored;
import org.rehome.edge.negotiation.InboundAction.Send;
import org.rehome.edge.negotiation.InboundState.Closed;
import org.rehome.edge.negotiation.InboundState.Open;
import org.rehome.edge.negotiation.InboundState.Session;
import org.rehome.xmpp.stanza.StanzaErrorCondition;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// Stream management on a stream that a peer opened to us (XEP-0198 §3 to §6): it may have its stanzas acknowledged,
/// and nothing else.
final class InboundManagement {

    Step<InboundState, InboundAction> element(Session session, Frame frame) {
        return switch (frame.name()) {
            case "enable" -> enable(session);
            case "resume" ->
                Step.to(
                        new Open(session),
                        new Send(StreamManagement.failed(
                                session.established()
                                        ? StanzaErrorCondition.FEATURE_NOT_IMPLEMENTED
                                        : StanzaErrorCondition.UNEXPECTED_REQUEST)));
            case "r" ->
                session.managed()
                        ? Step.to(new Open(session), new Acknowledge())
                        : Step.to(new Open(session), new Ignored("<r/> without stream management"));
            case "a" -> acknowledged(session, frame);
            default ->
                InboundNegotiation.fail(
                        StreamErrorCondition.UNSUPPORTED_STANZA_TYPE, HandshakeFailure.STREAM, "sm " + frame.name());
        };
    }

    /// The wish to resume is not granted, and no reason to refuse the rest (XEP-0198 §5).
    private static Step<InboundState, InboundAction> enable(Session session) {
        if (!session.established()) {
            return Step.to(
                    new Open(session), new Send(StreamManagement.failed(StanzaErrorCondition.UNEXPECTED_REQUEST)));
        }
        return session.managed()
                ? InboundNegotiation.fail(
                        StreamErrorCondition.POLICY_VIOLATION,
                        HandshakeFailure.STREAM,
                        "stream management is enabled already")
                : Step.to(new Open(session.withManagement()), new Count(), new Send(StreamManagement.ENABLED));
    }

    /// We send no stanzas on a stream that a peer opened, so there is nothing to acknowledge.
    private static Step<InboundState, InboundAction> acknowledged(Session session, Frame frame) {
        OptionalLong h = StanzaCount.read(frame.attribute("h").orElse(""));
        if (!session.managed()) {
            return Step.to(new Open(session), new Ignored("<a/> without stream management"));
        }
        if (h.isEmpty()) {
            return InboundNegotiation.fail(
                    StreamErrorCondition.INVALID_XML, HandshakeFailure.STREAM, "an acknowledgement without a number");
        }
        return h.getAsLong() == 0
                ? Step.to(new Open(session))
                : Step.to(
                        new Closed(),
                        new Fail(
                                StreamErrorCondition.UNDEFINED_CONDITION,
                                HandshakeFailure.STREAM,
                                h.getAsLong() + " stanzas acknowledged, none sent",
                                StreamManagement.countTooHigh(h.getAsLong(), 0)));
    }
}
