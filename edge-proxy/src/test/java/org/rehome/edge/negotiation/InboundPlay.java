package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.edge.trust.PeerIdentities;
import org.rehome.edge.trust.TrustFailure;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// A handshake as a play: what the peer does, and what the edge does then. The edge's lines are written as text:
/// XML as it is sent, everything else in brackets.
final class InboundPlay {
    /// What features say of limits (XEP-0478).
    static final Pattern LIMITS = Pattern.compile("<limits .*</limits>");

    static final Duration IDLE = Duration.ofMinutes(30);

    private final AtomicInteger ids = new AtomicInteger();
    private final InboundNegotiation negotiation;
    private InboundState state;
    private List<String> lines = List.of();
    private List<InboundAction> actions = List.of();

    InboundPlay(World world) {
        negotiation = new InboundNegotiation(world.facts(), () -> "id" + ids.incrementAndGet(), IDLE);
        state = negotiation.start();
    }

    static PeerCertificate trusted(String... names) {
        return new PeerCertificate.Trusted(
                new PeerIdentities(List.of(names), List.of(), List.of()),
                "f1",
                Instant.parse("2030-01-01T00:00:00Z"),
                Set.of(),
                List.of());
    }

    static PeerCertificate untrusted(TrustFailure failure) {
        return new PeerCertificate.Untrusted(failure, "as it is");
    }

    InboundPlay on(InboundEvent event) {
        Step<InboundState, InboundAction> step = negotiation.on(state, event);
        state = step.next();
        actions = step.actions();
        lines = new ArrayList<>();
        actions.forEach(action -> lines.add(line(action)));
        return this;
    }

    InboundPlay header(String attributes) {
        return on(new InboundEvent.HeaderArrived(Frames.header(attributes)));
    }

    InboundPlay peer(String xml) {
        return on(new InboundEvent.ElementArrived(Frames.element(xml)));
    }

    InboundPlay tls(PeerCertificate certificate) {
        return on(new InboundEvent.TlsEstablished(certificate));
    }

    InboundPlay unreadable(StreamErrorCondition condition) {
        return on(new InboundEvent.Unreadable(condition, "as it is"));
    }

    InboundPlay certificateExpires() {
        return on(new InboundEvent.CertificateExpired("as it is"));
    }

    InboundPlay authority(AuthorityAnswer answer) {
        DialbackRequest asked = actions.stream()
                .filter(InboundAction.AskAuthority.class::isInstance)
                .map(action -> ((InboundAction.AskAuthority) action).request())
                .findFirst()
                .orElseThrow();
        return on(new InboundEvent.AuthorityAnswered(asked, answer));
    }

    InboundPlay legacyGateway(AuthorityAnswer answer) {
        DialbackRequest question = actions.stream()
                .filter(InboundAction.AskLegacy.class::isInstance)
                .map(action -> ((InboundAction.AskLegacy) action).question())
                .findFirst()
                .orElseThrow();
        return on(new InboundEvent.LegacyAnswered(question, answer));
    }

    /// All that the edge does, line by line.
    InboundPlay edge(String... expected) {
        assertThat(lines).containsExactly(expected);
        return this;
    }

    /// The edge closes with this error behind its own header (RFC 6120 §4.9.1.1).
    InboundPlay refuses(StreamErrorCondition condition) {
        assertThat(lines).last().asString().startsWith("[fail " + condition.wire());
        assertThat(state).isInstanceOf(InboundState.Closed.class);
        return this;
    }

    InboundPlay closed() {
        assertThat(state).isInstanceOf(InboundState.Closed.class);
        return this;
    }

    boolean isClosed() {
        return state instanceof InboundState.Closed;
    }

    InboundPlay open() {
        assertThat(state).isInstanceOf(InboundState.Open.class);
        return this;
    }

    List<String> lines() {
        return lines;
    }

    /// What features say of limits; empty for nothing.
    String limits() {
        return actions.stream()
                .filter(InboundAction.Send.class::isInstance)
                .map(action -> LIMITS.matcher(((InboundAction.Send) action).xml()))
                .filter(Matcher::find)
                .map(Matcher::group)
                .findFirst()
                .orElse("");
    }

    private static String line(InboundAction action) {
        return switch (action) {
            case InboundAction.SendHeader(var header) ->
                "<stream from=" + header.from() + " to=" + header.to() + " id=" + header.id() + " version="
                        + header.version() + ">";
            // the limits have a test of their own
            case InboundAction.Send(var xml) -> LIMITS.matcher(xml).replaceAll("");
            case InboundAction.StartTls(var local) -> "[tls " + local + "]";
            case InboundAction.Restart() -> "[restart]";
            case InboundAction.AskAuthority(var request) ->
                "[ask " + request.pair() + " " + request.streamId() + " " + request.key() + "]";
            case InboundAction.AskLegacy(var question) ->
                "[ask legacy " + question.pair() + " " + question.streamId() + " " + question.key() + "]";
            case InboundAction.Authenticated(var pair, var method) -> "[authenticated " + pair + " " + method + "]";
            case InboundAction.Accept(var stanza, var pair) -> "[accept " + stanza.name() + " " + pair + "]";
            case InboundAction.Bounce(var pair, var error) -> "[bounce " + pair + "]" + error;
            case InboundAction.Drop drop -> "[drop]";
            case InboundAction.Count() -> "[count]";
            case InboundAction.Acknowledge() -> "[acknowledge]";
            case InboundAction.Ignored ignored -> "[ignored]";
            case InboundAction.BeginClose(var condition, var detail) -> begin(condition, detail);
            case InboundAction.FinishClose() -> "[finish close]";
            case InboundAction.Fail(var condition, var failure, var detail, var application) ->
                "[fail " + condition.wire() + " " + failure.wire() + "]" + application;
            case InboundAction.Abort(var failure, var detail) -> "[abort " + failure.wire() + "]";
        };
    }

    private static String begin(@Nullable StreamErrorCondition condition, String detail) {
        if (condition == null) {
            return "[begin close]";
        }
        String why = detail.equals("the edge ends this stream") ? "" : ": " + detail;
        return "[begin close " + condition.wire() + why + "]";
    }
}
