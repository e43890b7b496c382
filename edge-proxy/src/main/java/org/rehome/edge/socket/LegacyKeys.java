package org.rehome.edge.socket;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.rehome.edge.negotiation.AuthorityAnswer;
import org.rehome.edge.negotiation.DialbackRequest;
import org.rehome.edge.negotiation.OutboundGoal;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.NegotiationRules;
import org.rehome.edge.splice.LegacyGateway;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// Asks the legacy gateway about dialback keys of our domains that are not ours, as the partner would that wants to
/// know, each time over a connection of its own (XEP-0220 §2.1.2).
final class LegacyKeys implements InboundParts.Authorities {
    private static final int MAX_UNDER_WAY = 100;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /// TLS where it is offered; the key is worth nothing to others either way.
    private static final NegotiationRules RULES = new NegotiationRules(false, true, true);

    private final OutboundParts parts;
    private final LegacyConnector connector;
    private final Duration limit;
    private final AtomicInteger underWay = new AtomicInteger();

    LegacyKeys(OutboundParts parts, LegacyGateway legacy) {
        // the stream that waits for the answer must still be there to get it
        Duration half = parts.limits().establishment().dividedBy(2);
        this.limit = half.compareTo(LIMIT) < 0 ? half : LIMIT;
        this.parts = new OutboundParts(
                parts.vertx(),
                parts.facts(),
                parts.tls().anonymous(),
                parts.table(),
                parts.events(),
                parts.limits().withEstablishment(limit));
        this.connector = new LegacyConnector(parts.vertx(), legacy);
    }

    @Override
    public void ask(DialbackRequest question, Consumer<AuthorityAnswer> answered) {
        if (underWay.incrementAndGet() > MAX_UNDER_WAY) {
            underWay.decrementAndGet();
            answered.accept(new AuthorityAnswer.Unknown(
                    StanzaErrorCondition.RESOURCE_CONSTRAINT, "too many keys are being verified"));
            return;
        }
        Waiting waiting = new Waiting(answered);
        parts.vertx().setTimer(limit.toMillis(), ignored -> waiting.tell(unknown("no answer in time")));
        Context context = Contexts.eventLoop(parts.vertx());
        connector.connect(context, outcome -> {
            switch (outcome) {
                case LegacyConnector.Outcome.Unreachable(var reason) -> over(waiting, unknown(reason));
                case LegacyConnector.Outcome.Connected(var socket) -> connected(question, context, socket, waiting);
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void connected(DialbackRequest question, Context context, NetSocket socket, Waiting waiting) {
        if (waiting.told()) {
            socket.close();
            over(waiting, unknown("connected too late"));
            return;
        }
        byte[] ahead = connector.aheadOfOurs(socket);
        if (ahead.length > 0) {
            socket.write(Buffer.buffer(ahead));
        }
        // from the domain that asks, to ours
        DomainPair pair = question.pair();
        DomainPair turned = new DomainPair(/* local= */ pair.partner(), /* partner= */ pair.local());
        DialbackRequest request = new DialbackRequest(turned, question.streamId(), question.key());
        OutboundStream stream = new OutboundStream(
                parts,
                new OutboundGoal.AskVerdict(request, RULES),
                null,
                parts.table().nextName(),
                context,
                socket,
                ConnectedServer.CONFIGURED);
        stream.start(outcome -> over(waiting, DialbackAuthorities.answer(outcome)));
    }

    /// Only now does it no longer count, also when the time was up before.
    private void over(Waiting waiting, AuthorityAnswer answer) {
        underWay.decrementAndGet();
        waiting.tell(answer);
    }

    private static AuthorityAnswer unknown(String detail) {
        return new AuthorityAnswer.Unknown(StanzaErrorCondition.REMOTE_SERVER_TIMEOUT, detail);
    }

    /// Who is told the answer, or that the time is up, whichever comes first.
    private static final class Waiting {
        private final Consumer<AuthorityAnswer> answered;
        private final AtomicBoolean told = new AtomicBoolean();

        Waiting(Consumer<AuthorityAnswer> answered) {
            this.answered = answered;
        }

        boolean told() {
            return told.get();
        }

        void tell(AuthorityAnswer answer) {
            if (told.compareAndSet(false, true)) {
                answered.accept(answer);
            }
        }
    }
}
