package org.rehome.edge.negotiation;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.negotiation.OutboundAction.Abort;
import org.rehome.edge.negotiation.OutboundAction.Close;
import org.rehome.edge.negotiation.OutboundAction.Failed;
import org.rehome.edge.negotiation.OutboundAction.Ignored;
import org.rehome.edge.negotiation.OutboundAction.Redirected;
import org.rehome.edge.negotiation.OutboundAction.Restart;
import org.rehome.edge.negotiation.OutboundAction.Send;
import org.rehome.edge.negotiation.OutboundAction.SendHeader;
import org.rehome.edge.negotiation.OutboundAction.StartTls;
import org.rehome.edge.negotiation.OutboundState.AwaitDialback;
import org.rehome.edge.negotiation.OutboundState.AwaitEnabled;
import org.rehome.edge.negotiation.OutboundState.AwaitFeatures;
import org.rehome.edge.negotiation.OutboundState.AwaitHeader;
import org.rehome.edge.negotiation.OutboundState.AwaitProceed;
import org.rehome.edge.negotiation.OutboundState.AwaitSaslOutcome;
import org.rehome.edge.negotiation.OutboundState.AwaitVerdict;
import org.rehome.edge.negotiation.OutboundState.Closed;
import org.rehome.edge.negotiation.OutboundState.Peer;
import org.rehome.edge.negotiation.OutboundState.Ready;
import org.rehome.edge.negotiation.OutboundState.Securing;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.edge.trust.TrustFailure;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamHeader;

/// The handshake of a stream that we open, until it may carry stanzas or has its answer.
public final class OutboundNegotiation {
    private static final String STARTTLS = "<starttls xmlns='" + Namespaces.TLS + "'/>";

    private final OutboundGoal goal;
    private final OutboundAuthentication authentication;
    private final OutboundManagement management;

    /// @param dialbackSecret shared by every edge that our SRV records name (XEP-0185 §2)
    public OutboundNegotiation(OutboundGoal goal, String dialbackSecret) {
        this.goal = goal;
        this.management = new OutboundManagement(goal.confirmation());
        this.authentication = new OutboundAuthentication(goal, dialbackSecret);
    }

    /// @param direct whether TLS comes before the first header (XEP-0368), instead of STARTTLS behind it
    public OutboundState start(boolean direct) {
        return direct ? new Securing() : new AwaitHeader(new Security.Plain(), false);
    }

    /// What an event does to the stream.
    public Step<OutboundState, OutboundAction> on(OutboundState state, OutboundEvent event) {
        return state instanceof Closed closed
                ? management.closed(closed, event)
                : management.checked(alive(state, event));
    }

    private Step<OutboundState, OutboundAction> alive(OutboundState state, OutboundEvent event) {
        return switch (event) {
            case OutboundEvent.Connected() -> Step.to(state, state instanceof Securing ? startTls() : header());
            case OutboundEvent.HeaderArrived(var header) -> headerArrived(state, header);
            case OutboundEvent.ElementArrived(var frame) -> element(state, frame);
            case OutboundEvent.TlsEstablished(var certificate) -> secured(certificate);
            case OutboundEvent.PeerClosed() -> fail(null, HandshakeFailure.PEER_CLOSED, "the peer closed the stream");
            case OutboundEvent.Unreadable(var condition, var detail, var application) ->
                Step.to(
                        new Closed(),
                        new Failed(HandshakeFailure.STREAM, detail),
                        new Close(condition, detail, application));
            case OutboundEvent.TimeUp() -> timeUp(state);
            case OutboundEvent.Miscounted(var miscount) -> OutboundManagement.miscounted(miscount);
            case OutboundEvent.EndWanted(var condition, var detail) ->
                state instanceof Securing
                        ? Step.to(new Closed(), new Failed(HandshakeFailure.STOPPING, detail), new Abort())
                        : Step.to(
                                new Closed(state instanceof Ready ready && ready.managed()),
                                new Failed(HandshakeFailure.STOPPING, detail),
                                new Close(condition, detail));
        };
    }

    /// The same addresses in every header of a connection; a peer may close it when they change (RFC 6120 §4.7.1).
    private SendHeader header() {
        return new SendHeader(StreamHeader.server(
                goal.pair().local().name(), goal.pair().partner().name(), null));
    }

    private StartTls startTls() {
        return new StartTls(goal.pair().local(), goal.pair().partner());
    }

    private Step<OutboundState, OutboundAction> headerArrived(OutboundState state, StreamHeader header) {
        if (!(state instanceof AwaitHeader(var security, var authenticated))) {
            throw new IllegalStateException("a header inside a stream");
        }
        OptionalInt major = header.majorVersion();
        if (major.isEmpty() || major.getAsInt() > 1) {
            return fail(
                    StreamErrorCondition.UNSUPPORTED_VERSION,
                    HandshakeFailure.STREAM,
                    "version " + header.version() + " is not supported, 1.0 is");
        }
        boolean modern = major.getAsInt() == 1;
        Peer peer = new Peer(security, header.id(), modern, header.dialback(), List.of());
        if (modern) {
            return Step.to(new AwaitFeatures(peer, authenticated));
        }
        return goal.rules().plainDialback() && !security.encrypted()
                ? authentication.plain(peer, "the peer is from before version 1.0")
                : fail(
                        StreamErrorCondition.UNSUPPORTED_VERSION,
                        HandshakeFailure.TLS_REQUIRED,
                        "the peer is from before version 1.0 and knows no TLS");
    }

    private Step<OutboundState, OutboundAction> secured(PeerCertificate certificate) {
        if (certificate instanceof PeerCertificate.Untrusted(var failure, var detail)
                && failure == TrustFailure.TLSA_MISMATCH) {
            // the partner's own zone says that this is not its server, so dialback would not prove more (RFC 7673 §4)
            return Step.to(
                    new Closed(),
                    new Failed(HandshakeFailure.UNTRUSTED_CERTIFICATE, failure.wire() + ": " + detail),
                    new Abort());
        }
        // nothing of the plain stream counts any more (RFC 6120 §5.4.3.3)
        return Step.to(new AwaitHeader(new Security.Encrypted(certificate), false), header());
    }

    private static Step<OutboundState, OutboundAction> timeUp(OutboundState state) {
        return switch (state) {
            case Ready ready -> Step.to(ready);
            case Securing securing ->
                Step.to(new Closed(), new Failed(HandshakeFailure.TIMEOUT, "no TLS handshake in time"), new Abort());
            case AwaitHeader waiting -> late();
            case AwaitFeatures waiting -> late();
            case AwaitProceed waiting -> late();
            case AwaitSaslOutcome waiting -> late();
            case AwaitDialback waiting -> late();
            case AwaitVerdict waiting -> late();
            // it is authenticated, and may do without
            case AwaitEnabled(var peer, var method) -> OutboundManagement.ready(peer, method, false);
            case Closed closed -> Step.to(closed);
        };
    }

    private static Step<OutboundState, OutboundAction> late() {
        return fail(
                StreamErrorCondition.CONNECTION_TIMEOUT, HandshakeFailure.TIMEOUT, "the peer did not answer in time");
    }

    private Step<OutboundState, OutboundAction> element(OutboundState state, Frame frame) {
        if (frame.is(Namespaces.STREAM, "error")) {
            return peerError(state, PeerError.read(frame));
        }
        return switch (state) {
            case AwaitFeatures(var peer, var authenticated) ->
                frame.is(Namespaces.STREAM, "features")
                        ? features(peer.offering(StreamFeature.read(frame.tree())), authenticated)
                        : ignored(state, frame);
            case AwaitProceed(var offered) -> proceed(state, offered, frame);
            case AwaitSaslOutcome(var peer) -> saslOutcome(state, peer, frame);
            case AwaitDialback(var peer) -> authentication.dialbackAnswer(state, peer, frame);
            case AwaitVerdict(var peer) -> authentication.verdict(state, frame);
            case AwaitEnabled waiting -> management.enabled(waiting, frame);
            case Ready ready -> management.ready(ready, frame);
            case Securing securing -> ignored(securing, frame);
            case AwaitHeader waiting -> ignored(waiting, frame);
            case Closed closed -> Step.to(closed);
        };
    }

    /// Some answer a STARTTLS that they do not know with the end of the stream (RFC 6120 §5.4.2.2 has `<failure/>`).
    private static HandshakeFailure refusal(OutboundState state) {
        return state instanceof AwaitProceed ? HandshakeFailure.TLS_REQUIRED : HandshakeFailure.PEER_ERROR;
    }

    private Step<OutboundState, OutboundAction> peerError(OutboundState state, PeerError error) {
        // in plain text anybody in between could send us anywhere (RFC 6120 §4.9.3.19)
        boolean follows = error.condition() == StreamErrorCondition.SEE_OTHER_HOST
                && state.negotiatesEncrypted()
                && !(goal instanceof OutboundGoal.AskVerdict);
        if (follows) {
            return Step.to(new Closed(), new Redirected(error.content()), new Close(null, ""));
        }
        boolean second = error.condition() == StreamErrorCondition.CONFLICT;
        return fail(null, second ? HandshakeFailure.CONFLICT : refusal(state), error.words());
    }

    static Step<OutboundState, OutboundAction> ignored(OutboundState state, Frame frame) {
        return Step.to(state, new Ignored(frame.name() + " in " + frame.namespace()));
    }

    private Step<OutboundState, OutboundAction> features(Peer peer, boolean authenticated) {
        var unknown = StreamFeature.unsupported(peer.features());
        if (unknown.isPresent()) {
            return fail(
                    StreamErrorCondition.UNSUPPORTED_FEATURE,
                    HandshakeFailure.NO_METHOD,
                    "the peer requires " + unknown.get().name() + " of "
                            + unknown.get().namespace());
        }
        if (authenticated) {
            return management.begin(peer, Authentication.EXTERNAL);
        }
        return peer.security().encrypted() ? authentication.begin(peer) : plain(peer);
    }

    private Step<OutboundState, OutboundAction> plain(Peer peer) {
        boolean offered = peer.features().stream().anyMatch(StreamFeature.StartTls.class::isInstance);
        boolean required =
                peer.features().stream().anyMatch(each -> each instanceof StreamFeature.StartTls(var must) && must);
        if (!goal.rules().allowsTls()) {
            if (!goal.rules().plainDialback()) {
                return fail(null, HandshakeFailure.NO_METHOD, "the partner's settings allow nothing");
            }
            return required
                    ? fail(null, HandshakeFailure.NO_METHOD, "the peer requires TLS, the partner's settings forbid it")
                    : authentication.plain(peer);
        }
        if (!offered && goal.rules().plainDialback()) {
            return authentication.plain(peer);
        }
        // a missing offer must not deter us: somebody in between may have cut it out (RFC 7590 §3.1)
        return Step.to(new AwaitProceed(offered), new Send(STARTTLS));
    }

    private Step<OutboundState, OutboundAction> proceed(OutboundState state, boolean offered, Frame frame) {
        if (frame.is(Namespaces.TLS, "proceed")) {
            return Step.to(new Securing(), startTls());
        }
        return frame.is(Namespaces.TLS, "failure")
                ? fail(
                        null,
                        HandshakeFailure.TLS_REQUIRED,
                        offered ? "the peer refuses the STARTTLS that it offers" : "the peer knows no STARTTLS")
                : ignored(state, frame);
    }

    private Step<OutboundState, OutboundAction> saslOutcome(OutboundState state, Peer peer, Frame frame) {
        if (!frame.namespace().equals(Namespaces.SASL)) {
            return ignored(state, frame);
        }
        return switch (frame.name()) {
            case "success" -> Step.to(new AwaitHeader(peer.security(), true), new Restart(), header());
            case "failure" -> authentication.afterSaslFailure(peer, frame);
            default ->
                fail(
                        StreamErrorCondition.POLICY_VIOLATION,
                        HandshakeFailure.NOT_AUTHORIZED,
                        "EXTERNAL has no " + frame.name() + " after an initial response");
        };
    }

    static Step<OutboundState, OutboundAction> fail(
            @Nullable StreamErrorCondition condition, HandshakeFailure failure, String detail) {
        return Step.to(new Closed(), new Failed(failure, detail), new Close(condition, detail));
    }
}
