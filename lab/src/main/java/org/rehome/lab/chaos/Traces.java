package org.rehome.lab.chaos;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.ledger.Token;
import org.rehome.lab.server.Received;
import org.rehome.lab.server.StanzaListener;

/// What is on its way at this moment, and what has come through: by this chaos sees that a suite has recovered.
final class Traces implements StanzaListener {
    private static final long OVERDUE_NANOS = 3_000_000_000L;
    private static final long ACCEPTED_WITHIN_NANOS = 3_000_000_000L;

    private final Ledger ledger;
    private final Accepted accepted;
    private final StreamJournal journal;
    private final AtomicLong inbound = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong outbound = new AtomicLong(Long.MIN_VALUE);

    Traces(Ledger ledger, Accepted accepted, StreamJournal journal) {
        this.ledger = ledger;
        this.accepted = accepted;
        this.journal = journal;
    }

    @Override
    public void received(Received received) {
        if (!received.stanza().isError()) {
            Token.parse(received.stanza().id()).ifPresent(token -> {
                long sentAt = ledger.sentAt(token);
                lastThrough(Way.of(token)).accumulateAndGet(sentAt, Math::max);
            });
        }
    }

    private AtomicLong lastThrough(Way way) {
        return switch (way) {
            case INBOUND -> inbound;
            case OUTBOUND -> outbound;
        };
    }

    /// Whether both ways a message arrived that was sent after this instant, and none that was accepted is overdue.
    boolean flowsSince(long instant) {
        return inbound.get() > instant
                && outbound.get() > instant
                && ledger.outstandingTokens().stream()
                        .noneMatch(token ->
                                accepted.contains(token) && System.nanoTime() - ledger.sentAt(token) > OVERDUE_NANOS);
    }

    /// Messages that may still arrive: all that are missing but those whose stream has ended without their having been
    /// accepted.
    List<Token> onTheirWay() {
        return ledger.outstandingTokens().stream().filter(this::mayArrive).toList();
    }

    /// The same, of one sender.
    boolean anyOnItsWayFrom(String sender) {
        return ledger.outstandingFrom(sender) > 0
                && onTheirWay().stream().anyMatch(token -> token.pair().sender().equals(sender));
    }

    private boolean mayArrive(Token token) {
        if (accepted.contains(token)) {
            return true;
        }
        OptionalLong end = journal.endOfStream(token);
        return end.isEmpty() || !accepted.knowsAllUntil(end.getAsLong() + ACCEPTED_WITHIN_NANOS);
    }
}
