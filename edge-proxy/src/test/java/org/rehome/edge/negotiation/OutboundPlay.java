package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.rehome.edge.trust.PeerCertificate;

/// A handshake that we begin, as a play: what the peer says, and what the edge does then.
final class OutboundPlay {
    private final OutboundNegotiation negotiation;
    private OutboundState state;
    private List<String> lines = List.of();

    OutboundPlay(OutboundGoal goal) {
        this(goal, false);
    }

    /// @param direct whether TLS begins at once
    OutboundPlay(OutboundGoal goal, boolean direct) {
        negotiation = new OutboundNegotiation(goal, World.SECRET);
        state = negotiation.start(direct);
        on(new OutboundEvent.Connected());
    }

    OutboundPlay on(OutboundEvent event) {
        Step<OutboundState, OutboundAction> step = negotiation.on(state, event);
        state = step.next();
        lines = new ArrayList<>();
        step.actions().forEach(action -> lines.add(line(action)));
        return this;
    }

    OutboundPlay header(String attributes) {
        return on(new OutboundEvent.HeaderArrived(Frames.header(attributes)));
    }

    OutboundPlay peer(String xml) {
        return on(new OutboundEvent.ElementArrived(Frames.element(xml)));
    }

    OutboundPlay tls(PeerCertificate certificate) {
        return on(new OutboundEvent.TlsEstablished(certificate));
    }

    boolean isSecuring() {
        return state instanceof OutboundState.Securing;
    }

    List<String> lines() {
        return lines;
    }

    OutboundPlay edge(String... expected) {
        assertThat(lines).containsExactly(expected);
        return this;
    }

    OutboundPlay fails(HandshakeFailure failure) {
        assertThat(lines).first().asString().startsWith("[failed " + failure.wire());
        assertThat(lines).hasSize(2);
        assertThat(state).isInstanceOf(OutboundState.Closed.class);
        return this;
    }

    OutboundPlay ready() {
        assertThat(state).isInstanceOf(OutboundState.Ready.class);
        return this;
    }

    private static String line(OutboundAction action) {
        return switch (action) {
            case OutboundAction.SendHeader(var header) ->
                "<stream from=" + header.from() + " to=" + header.to() + " id=" + header.id() + " version="
                        + header.version() + " db=" + header.dialback() + ">";
            case OutboundAction.Send(var xml) -> xml;
            case OutboundAction.StartTls(var local, var partner) -> "[tls " + local + " to " + partner + "]";
            case OutboundAction.Restart() -> "[restart]";
            case OutboundAction.Ready(var method, var managed, var limits) ->
                "[ready " + method + (managed ? " managed" : "") + "]"
                        + (limits.equals(StreamFeature.Limits.NONE) ? "" : limits);
            case OutboundAction.Acknowledged(var h) -> "[acknowledged " + h + "]";
            case OutboundAction.Acknowledge() -> "[acknowledge]";
            case OutboundAction.Verdict(var answer) -> "[verdict " + answer + "]";
            case OutboundAction.Redirected(var host) -> "[redirected " + host + "]";
            case OutboundAction.Ignored ignored -> "[ignored]";
            case OutboundAction.Failed(var failure, var detail) -> "[failed " + failure.wire() + ": " + detail + "]";
            case OutboundAction.Close(var condition, var detail, var application) ->
                "[close" + (condition == null ? "" : " " + condition.wire()) + "]" + application;
            case OutboundAction.Abort() -> "[abort]";
        };
    }
}
