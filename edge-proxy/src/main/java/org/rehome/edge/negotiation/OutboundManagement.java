package org.rehome.edge.negotiation;

import java.util.OptionalLong;
import org.rehome.contracts.event.FederationEvent.Confirmation;
import org.rehome.edge.acknowledgement.Miscount;
import org.rehome.edge.acknowledgement.StanzaCount;
import org.rehome.edge.negotiation.OutboundAction.Acknowledge;
import org.rehome.edge.negotiation.OutboundAction.Acknowledged;
import org.rehome.edge.negotiation.OutboundAction.Close;
import org.rehome.edge.negotiation.OutboundAction.Failed;
import org.rehome.edge.negotiation.OutboundAction.Send;
import org.rehome.edge.negotiation.OutboundState.AwaitEnabled;
import org.rehome.edge.negotiation.OutboundState.Closed;
import org.rehome.edge.negotiation.OutboundState.Peer;
import org.rehome.edge.negotiation.OutboundState.Ready;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// Stream management on a stream that we open, once it is authenticated (XEP-0198 §3 to §6): where the peer offers it,
/// it acknowledges what we send. Nothing is sent before it has answered, so every stanza is counted.
final class OutboundManagement {
    private final Confirmation confirmation;

    OutboundManagement(Confirmation confirmation) {
        this.confirmation = confirmation;
    }

    /// The stream is authenticated.
    Step<OutboundState, OutboundAction> begin(Peer peer, Authentication method) {
        boolean offered = peer.features().stream().anyMatch(StreamFeature.Management.class::isInstance);
        return offered && confirmation != Confirmation.Ping
                ? Step.to(new AwaitEnabled(peer, method), new Send(StreamManagement.ENABLE))
                : ready(peer, method, false);
    }

    static Step<OutboundState, OutboundAction> ready(Peer peer, Authentication method, boolean managed) {
        return Step.to(
                new Ready(peer, method, managed),
                new OutboundAction.Ready(method, managed, StreamFeature.Limits.of(peer.features())));
    }

    /// A stream without stream management is not used where the partner's settings ask for it.
    Step<OutboundState, OutboundAction> checked(Step<OutboundState, OutboundAction> step) {
        boolean missing = confirmation == Confirmation.StreamManagement
                && step.next() instanceof Ready(var peer, var method, var managed)
                && !managed;
        return missing
                ? OutboundNegotiation.fail(
                        null,
                        HandshakeFailure.NO_METHOD,
                        "the peer acknowledges nothing (XEP-0198), the partner's setting confirmation asks for it")
                : step;
    }

    Step<OutboundState, OutboundAction> enabled(AwaitEnabled state, Frame frame) {
        if (frame.is(Namespaces.STREAM_MANAGEMENT, "enabled")) {
            return ready(state.peer(), state.method(), true);
        }
        return frame.is(Namespaces.STREAM_MANAGEMENT, "failed")
                ? ready(state.peer(), state.method(), false)
                : OutboundNegotiation.ignored(state, frame);
    }

    /// Without bidirectional streams nothing else may come this way.
    Step<OutboundState, OutboundAction> ready(Ready state, Frame frame) {
        if (!state.managed() || !frame.namespace().equals(Namespaces.STREAM_MANAGEMENT)) {
            return OutboundNegotiation.ignored(state, frame);
        }
        return switch (frame.name()) {
            case "r" -> Step.to(state, new Acknowledge());
            case "a" -> {
                OptionalLong h = count(frame);
                yield h.isPresent()
                        ? Step.to(state, new Acknowledged(h.getAsLong()))
                        : OutboundNegotiation.fail(
                                StreamErrorCondition.INVALID_XML,
                                HandshakeFailure.STREAM,
                                "an acknowledgement without a number");
            }
            default -> OutboundNegotiation.ignored(state, frame);
        };
    }

    private static OptionalLong count(Frame frame) {
        return StanzaCount.read(frame.attribute("h").orElse(""));
    }

    /// After our closing tag, what the peer has on its way still counts; nothing can be answered any more.
    Step<OutboundState, OutboundAction> closed(Closed state, OutboundEvent event) {
        boolean acknowledgement = state.managed()
                && event instanceof OutboundEvent.ElementArrived(var frame)
                && frame.is(Namespaces.STREAM_MANAGEMENT, "a")
                && count(frame).isPresent();
        return acknowledgement && event instanceof OutboundEvent.ElementArrived(var frame)
                ? Step.to(state, new Acknowledged(count(frame).getAsLong()))
                : Step.to(state);
    }

    static Step<OutboundState, OutboundAction> miscounted(Miscount miscount) {
        return switch (miscount) {
            case Miscount.TooHigh(var h, var sent) ->
                wrong(
                        StreamErrorCondition.UNDEFINED_CONDITION,
                        h + " stanzas acknowledged, " + sent + " sent",
                        StreamManagement.countTooHigh(h, sent));
            case Miscount.GoneBack(var h, var before) ->
                wrong(
                        StreamErrorCondition.POLICY_VIOLATION,
                        h + " stanzas acknowledged, " + before + " were before",
                        "");
        };
    }

    private static Step<OutboundState, OutboundAction> wrong(
            StreamErrorCondition condition, String detail, String application) {
        return Step.to(
                new Closed(), new Failed(HandshakeFailure.STREAM, detail), new Close(condition, detail, application));
    }
}
