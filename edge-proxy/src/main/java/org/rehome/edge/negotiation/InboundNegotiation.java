package org.rehome.edge.negotiation;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.negotiation.InboundAction.Abort;
import org.rehome.edge.negotiation.InboundAction.BeginClose;
import org.rehome.edge.negotiation.InboundAction.Fail;
import org.rehome.edge.negotiation.InboundAction.FinishClose;
import org.rehome.edge.negotiation.InboundAction.Ignored;
import org.rehome.edge.negotiation.InboundAction.Send;
import org.rehome.edge.negotiation.InboundAction.SendHeader;
import org.rehome.edge.negotiation.InboundAction.StartTls;
import org.rehome.edge.negotiation.InboundState.AwaitHeader;
import org.rehome.edge.negotiation.InboundState.Closed;
import org.rehome.edge.negotiation.InboundState.Draining;
import org.rehome.edge.negotiation.InboundState.Open;
import org.rehome.edge.negotiation.InboundState.Securing;
import org.rehome.edge.negotiation.InboundState.Session;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.NegotiationRules;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamHeader;

/// The handshake of a stream that a peer opens to us, and the admission of what comes on it.
public final class InboundNegotiation {
    private static final String PROCEED = "<proceed xmlns='" + Namespaces.TLS + "'/>";
    private static final String TLS_FAILURE = "<failure xmlns='" + Namespaces.TLS + "'/>";

    private final EdgeFacts facts;
    private final Supplier<String> ids;
    private final HeaderRules headers;
    private final InboundFeatures features;
    private final InboundSasl sasl;
    private final InboundDialback dialback;
    private final InboundManagement management = new InboundManagement();
    private final StanzaRules stanzas = new StanzaRules();

    /// @param ids ids of response headers: each once, none to be guessed (RFC 6120 §4.7.3)
    /// @param idle after so much silence a stream may be closed whose partner has to send keep-alives
    public InboundNegotiation(EdgeFacts facts, Supplier<String> ids, Duration idle) {
        this.facts = facts;
        this.ids = ids;
        this.headers = new HeaderRules(facts);
        this.features = new InboundFeatures(facts, idle);
        this.sasl = new InboundSasl(facts);
        this.dialback = new InboundDialback(facts);
    }

    public InboundState start() {
        return new AwaitHeader(new Security.Plain(), null);
    }

    /// What an event does to a stream.
    public Step<InboundState, InboundAction> on(InboundState state, InboundEvent event) {
        return switch (state) {
            case AwaitHeader waiting -> awaitingHeader(waiting, event);
            case Securing securing -> securing(securing, event);
            case Open(var session) -> open(session, event);
            case Draining(var session) -> draining(session, event);
            case Closed closed -> Step.to(closed);
        };
    }

    private Step<InboundState, InboundAction> awaitingHeader(AwaitHeader state, InboundEvent event) {
        return switch (event) {
            case InboundEvent.HeaderArrived(var header) -> header(state, header);
            case InboundEvent.ElementArrived element -> throw new IllegalStateException("an element before a header");
            case InboundEvent.TlsBegun() -> Step.to(new Securing());
            case InboundEvent.TlsEstablished tls -> throw new IllegalStateException("TLS without <starttls/>");
            case InboundEvent.AuthorityAnswered late -> Step.to(state);
            case InboundEvent.LegacyAnswered late -> Step.to(state);
            case InboundEvent.PeerClosed() ->
                refuseUnopened(StreamErrorCondition.BAD_FORMAT, HandshakeFailure.PEER_CLOSED, "closed before a header");
            case InboundEvent.Unreadable(var condition, var detail, var application) ->
                Step.to(
                        new Closed(),
                        new SendHeader(response(headers.anyLocal(), null)),
                        new Fail(condition, HandshakeFailure.STREAM, detail, application));
            case InboundEvent.TimeUp() ->
                refuseUnopened(
                        StreamErrorCondition.CONNECTION_TIMEOUT, HandshakeFailure.TIMEOUT, "no header came in time");
            case InboundEvent.EndWanted(var stopping) ->
                refuseUnopened(endCondition(stopping), HandshakeFailure.STOPPING, "the edge ends this stream");
            case InboundEvent.CertificateExpired(var detail) ->
                refuseUnopened(StreamErrorCondition.RESET, HandshakeFailure.UNTRUSTED_CERTIFICATE, detail);
            // what the settings forbid now, they forbid when the header comes
            case InboundEvent.Forbidden forbidden -> Step.to(state);
            case InboundEvent.Silent early -> Step.to(state);
        };
    }

    private Step<InboundState, InboundAction> securing(Securing state, InboundEvent event) {
        return switch (event) {
            case InboundEvent.TlsEstablished(var certificate) ->
                Step.to(new AwaitHeader(new Security.Encrypted(certificate), null));
            // no word may be sent in the middle of a TLS handshake (RFC 6120 §5.4.3.2)
            case InboundEvent.TimeUp() ->
                Step.to(new Closed(), new Abort(HandshakeFailure.TIMEOUT, "no TLS handshake in time"));
            case InboundEvent.EndWanted wanted ->
                Step.to(new Closed(), new Abort(HandshakeFailure.STOPPING, "the edge ends this stream"));
            case InboundEvent.TlsBegun ignored -> Step.to(state);
            case InboundEvent.HeaderArrived ignored -> Step.to(state);
            case InboundEvent.ElementArrived ignored -> Step.to(state);
            case InboundEvent.AuthorityAnswered ignored -> Step.to(state);
            case InboundEvent.LegacyAnswered ignored -> Step.to(state);
            case InboundEvent.PeerClosed ignored -> Step.to(state);
            case InboundEvent.Unreadable ignored -> Step.to(state);
            case InboundEvent.CertificateExpired ignored -> Step.to(state);
            case InboundEvent.Forbidden ignored -> Step.to(state);
            case InboundEvent.Silent ignored -> Step.to(state);
        };
    }

    private Step<InboundState, InboundAction> open(Session session, InboundEvent event) {
        return switch (event) {
            case InboundEvent.ElementArrived(var frame) -> element(session, frame);
            case InboundEvent.AuthorityAnswered(var request, var answer) -> dialback.answered(session, request, answer);
            case InboundEvent.LegacyAnswered(var question, var answer) ->
                dialback.legacyAnswered(session, question, answer);
            case InboundEvent.PeerClosed() -> Step.to(new Closed(), new FinishClose());
            case InboundEvent.Unreadable(var condition, var detail, var application) ->
                Step.to(new Closed(), new Fail(condition, HandshakeFailure.STREAM, detail, application));
            case InboundEvent.TimeUp() ->
                session.established()
                        ? Step.to(new Open(session))
                        : fail(
                                StreamErrorCondition.CONNECTION_TIMEOUT,
                                HandshakeFailure.TIMEOUT,
                                "the stream was not authenticated in time");
            case InboundEvent.EndWanted(var stopping) ->
                session.established()
                        ? Step.to(
                                new Draining(session),
                                new BeginClose(endCondition(stopping), "the edge ends this stream"))
                        : fail(endCondition(stopping), HandshakeFailure.STOPPING, "the edge ends this stream");
            // RFC 6120 §13.7.2.3
            case InboundEvent.CertificateExpired(var detail) ->
                session.established()
                        ? Step.to(new Draining(session), new BeginClose(StreamErrorCondition.RESET, detail))
                        : fail(StreamErrorCondition.RESET, HandshakeFailure.UNTRUSTED_CERTIFICATE, detail);
            case InboundEvent.Forbidden(var condition, var why) ->
                session.established()
                        ? Step.to(new Draining(session), new BeginClose(condition, why))
                        : Step.to(new Open(session));
            case InboundEvent.Silent() -> Step.to(new Draining(session), new BeginClose(null, ""));
            case InboundEvent.HeaderArrived header -> throw new IllegalStateException("a header inside a stream");
            case InboundEvent.TlsBegun tls -> throw new IllegalStateException("TLS inside a stream");
            case InboundEvent.TlsEstablished tls -> throw new IllegalStateException("TLS without <starttls/>");
        };
    }

    private Step<InboundState, InboundAction> draining(Session session, InboundEvent event) {
        return switch (event) {
            case InboundEvent.ElementArrived(var frame) -> stanzas.draining(session, frame);
            case InboundEvent.PeerClosed() -> Step.to(new Closed(), new FinishClose());
            case InboundEvent.Unreadable unreadable -> Step.to(new Closed(), new FinishClose());
            case InboundEvent.HeaderArrived ignored -> Step.to(new Draining(session));
            case InboundEvent.TlsBegun ignored -> Step.to(new Draining(session));
            case InboundEvent.TlsEstablished ignored -> Step.to(new Draining(session));
            case InboundEvent.AuthorityAnswered ignored -> Step.to(new Draining(session));
            case InboundEvent.LegacyAnswered ignored -> Step.to(new Draining(session));
            case InboundEvent.TimeUp ignored -> Step.to(new Draining(session));
            case InboundEvent.EndWanted ignored -> Step.to(new Draining(session));
            case InboundEvent.CertificateExpired ignored -> Step.to(new Draining(session));
            case InboundEvent.Forbidden ignored -> Step.to(new Draining(session));
            case InboundEvent.Silent ignored -> Step.to(new Draining(session));
        };
    }

    private static StreamErrorCondition endCondition(boolean stopping) {
        return stopping ? StreamErrorCondition.SYSTEM_SHUTDOWN : StreamErrorCondition.RESET;
    }

    /// A stream error is sent behind our own header, also when the peer's never came (RFC 6120 §4.9.1.1).
    private Step<InboundState, InboundAction> refuseUnopened(
            StreamErrorCondition condition, HandshakeFailure failure, String detail) {
        return Step.to(
                new Closed(), new SendHeader(response(headers.anyLocal(), null)), new Fail(condition, failure, detail));
    }

    private StreamHeader response(@Nullable Domain local, @Nullable String to) {
        return StreamHeader.server(local == null ? null : local.name(), to, ids.get());
    }

    private Step<InboundState, InboundAction> header(AwaitHeader state, StreamHeader header) {
        return switch (headers.judge(header)) {
            case HeaderRules.Verdict.Bad(var condition, var failure, var detail, var local) ->
                Step.to(
                        new Closed(),
                        new SendHeader(response(local, header.from())),
                        new Fail(condition, failure, detail));
            case HeaderRules.Verdict.Good good -> opened(state, header, good);
        };
    }

    private Step<InboundState, InboundAction> opened(
            AwaitHeader state, StreamHeader header, HeaderRules.Verdict.Good good) {
        StreamHeader answer = response(good.local(), header.from());
        SendHeader sending = new SendHeader(good.features() ? answer : answer.withoutVersion());
        DomainPair authenticated = state.authenticated();
        if (authenticated != null
                && !(authenticated.local().equals(good.local())
                        && authenticated.partner().equals(good.from()))) {
            return Step.to(
                    new Closed(),
                    sending,
                    new Fail(
                            StreamErrorCondition.INVALID_FROM,
                            HandshakeFailure.ADDRESS,
                            "the header after SASL names another pair than " + authenticated));
        }
        InboundFeatures.Offer offer = features.offer(state.security(), authenticated != null, good);
        return switch (offer) {
            case InboundFeatures.Offer.Nothing(var condition, var failure, var detail) ->
                Step.to(new Closed(), sending, new Fail(condition, failure, detail));
            case InboundFeatures.Offer.Offered(var offered) -> {
                Session session = new Session(
                        good.local(),
                        good.from(),
                        String.valueOf(answer.id()),
                        state.security(),
                        StreamFeature.offersExternal(offered),
                        false,
                        0,
                        authenticated == null ? Set.of() : Set.of(authenticated),
                        Set.of(),
                        false);
                List<InboundAction> actions =
                        good.features() ? List.of(sending, new Send(StreamFeature.toXml(offered))) : List.of(sending);
                yield new Step<>(new Open(session), actions);
            }
        };
    }

    private Step<InboundState, InboundAction> element(Session session, Frame frame) {
        return switch (frame.namespace()) {
            case Namespaces.STREAM -> streamElement(frame);
            case Namespaces.TLS -> tls(session, frame);
            case Namespaces.SASL -> sasl.element(session, frame);
            case Namespaces.DIALBACK -> dialback.element(session, frame);
            default -> {
                if (!session.security().encrypted() && tlsRequired(session)) {
                    yield fail(
                            StreamErrorCondition.POLICY_VIOLATION,
                            HandshakeFailure.TLS_REQUIRED,
                            "the stream must be encrypted first");
                }
                yield frame.namespace().equals(Namespaces.STREAM_MANAGEMENT)
                        ? management.element(session, frame)
                        : stanzas.open(session, frame);
            }
        };
    }

    private Step<InboundState, InboundAction> streamElement(Frame frame) {
        if (frame.is(Namespaces.STREAM, "error")) {
            // what it says is for people; the stream is over (RFC 6120 §4.9.1.1)
            return Step.to(new Closed(), new Ignored("stream error of the peer"), new FinishClose());
        }
        return fail(StreamErrorCondition.UNSUPPORTED_STANZA_TYPE, HandshakeFailure.STREAM, "stream:" + frame.name());
    }

    private Step<InboundState, InboundAction> tls(Session session, Frame frame) {
        boolean possible = !session.security().encrypted()
                && frame.name().equals("starttls")
                && facts.certified().test(session.local())
                && allowsTls(session);
        return possible
                ? Step.to(new Securing(), new Send(PROCEED), new StartTls(session.local()))
                : Step.to(new Closed(), new Send(TLS_FAILURE), new FinishClose());
    }

    private boolean allowsTls(Session session) {
        return rules(session).allowsTls();
    }

    private boolean tlsRequired(Session session) {
        return !rules(session).plainDialback();
    }

    /// Without a `from` the strictest rules hold until the header after TLS.
    private NegotiationRules rules(Session session) {
        return session.peer()
                .flatMap(from -> facts.partners().find(from))
                .map(KnownPartner::rules)
                .orElse(new NegotiationRules(true, true, false));
    }

    static Step<InboundState, InboundAction> fail(
            StreamErrorCondition condition, HandshakeFailure failure, String detail) {
        return Step.to(new Closed(), new Fail(condition, failure, detail));
    }
}
