package org.rehome.edge.socket;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.rehome.edge.negotiation.AuthorityAnswer;
import org.rehome.edge.negotiation.DialbackRequest;
import org.rehome.edge.negotiation.OutboundGoal;
import org.rehome.edge.partner.Admission;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// Asks authoritative servers about dialback keys, each time over a connection of its own to where the partner's domain
/// is in the DNS (XEP-0220 §2.1.2).
public final class DialbackAuthorities implements InboundParts.Authorities {
    private static final int MAX_UNDER_WAY = 200;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final OutboundParts parts;
    private final Connector connector;
    private final AtomicInteger underWay = new AtomicInteger();

    public DialbackAuthorities(OutboundParts parts, OutboundStreams streams) {
        // the stream that waits for the answer must still be there to get it
        Duration half = parts.limits().establishment().dividedBy(2);
        Duration limit = half.compareTo(LIMIT) < 0 ? half : LIMIT;
        this.parts = new OutboundParts(
                parts.vertx(),
                parts.facts(),
                parts.tls(),
                parts.table(),
                parts.events(),
                parts.limits().withEstablishment(limit));
        this.connector = streams.connector();
    }

    @Override
    public void ask(DialbackRequest request, Consumer<AuthorityAnswer> answered) {
        if (underWay.incrementAndGet() > MAX_UNDER_WAY) {
            underWay.decrementAndGet();
            answered.accept(new AuthorityAnswer.Unknown(
                    StanzaErrorCondition.RESOURCE_CONSTRAINT, "too many keys are being verified"));
            return;
        }
        Consumer<AuthorityAnswer> once = answer -> {
            underWay.decrementAndGet();
            answered.accept(answer);
        };
        switch (parts.facts().partners().admission(request.pair().partner())) {
            case Admission.Refused(var reason) ->
                once.accept(new AuthorityAnswer.Unknown(StanzaErrorCondition.POLICY_VIOLATION, reason));
            case Admission.Admitted(var partner) -> connect(request, partner, once);
        }
    }

    private void connect(DialbackRequest request, KnownPartner partner, Consumer<AuthorityAnswer> answered) {
        Context context = Contexts.eventLoop(parts.vertx());
        // the partner has just come itself, so what failed before says nothing
        connector.connectAnew(
                context,
                request.pair().partner(),
                partner,
                connected -> connected(request, partner, connected, answered));
    }

    private void connected(
            DialbackRequest request,
            KnownPartner partner,
            Connector.Outcome connected,
            Consumer<AuthorityAnswer> answered) {
        switch (connected) {
            case Connector.Outcome.NotFound(var reason) ->
                answered.accept(new AuthorityAnswer.Unknown(StanzaErrorCondition.REMOTE_SERVER_NOT_FOUND, reason));
            case Connector.Outcome.Unreachable(var reason) ->
                answered.accept(new AuthorityAnswer.Unknown(StanzaErrorCondition.REMOTE_CONNECTION_FAILED, reason));
            case Connector.Outcome.Connected(var socket, var context, var target, var server) -> {
                OutboundStream stream = new OutboundStream(
                        parts,
                        new OutboundGoal.AskVerdict(request, partner.rules()),
                        null,
                        parts.table().nextName(),
                        context,
                        socket,
                        server);
                stream.start(outcome -> answered.accept(answer(outcome)));
            }
        }
    }

    static AuthorityAnswer answer(OutboundOutcome outcome) {
        return switch (outcome) {
            case OutboundOutcome.Verdict(var answer) -> answer;
            case OutboundOutcome.Failed(var failure, var detail) ->
                new AuthorityAnswer.Unknown(
                        StanzaErrorCondition.REMOTE_SERVER_TIMEOUT,
                        "the authoritative server gave no answer: " + failure.wire() + ": " + detail);
            case OutboundOutcome.Redirected redirected ->
                throw new IllegalStateException("a redirection of a verify connection");
            case OutboundOutcome.Ready() -> throw new IllegalStateException("stanzas on a verify connection");
        };
    }
}
