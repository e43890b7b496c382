package org.rehome.edge.socket;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.Standing;

/// Takes the stanzas of one inbound stream to their lanes, in order, and lets the stream be read only while little of
/// it is not yet durable. Stanzas of a paused partner are held here, and so hold back the stream too. Lives on the
/// stream's event loop, except what says that it does not.
final class Intake {
    /// With the piece that may be read after the last look, at most 64 KiB of a stream are read and not durable; a
    /// single larger stanza counts as itself.
    private static final long STOP_BYTES = 48 * 1024;

    private static final long GO_ON_BYTES = 24 * 1024;

    private record Held(LaneStanza stanza, DomainPair pair) {}

    private final InboundParts parts;
    private final S2sConnection connection;
    private final Consumer<String> failed;
    private final AtomicLong notDurableBytes = new AtomicLong();
    private final AtomicLong notDurableStanzas = new AtomicLong();
    private final Deque<Held> held = new ArrayDeque<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private volatile boolean paused;
    private volatile boolean awaited;
    private volatile boolean broken;

    /// @param failed told on the event loop when a stanza was not accepted
    Intake(InboundParts parts, S2sConnection connection, Consumer<String> failed) {
        this.parts = parts;
        this.connection = connection;
        this.failed = failed;
    }

    void take(LaneStanza stanza, DomainPair pair) {
        if (broken) {
            return;
        }
        notDurableStanzas.incrementAndGet();
        if (notDurableBytes.addAndGet(stanza.xml().length) >= STOP_BYTES && !paused) {
            paused = true;
            connection.pause();
        }
        if (!held.isEmpty() || isPaused(pair)) {
            held.add(new Held(stanza, pair));
        } else {
            publish(stanza, pair);
        }
    }

    private boolean isPaused(DomainPair pair) {
        return parts.facts()
                .partners()
                .find(pair.partner())
                .filter(partner -> partner.standing() == Standing.PAUSED)
                .isPresent();
    }

    private void publish(LaneStanza stanza, DomainPair pair) {
        parts.events().publish(stanza, failure -> published(stanza, pair, failure));
    }

    /// Called on a thread of the producer.
    private void published(LaneStanza stanza, DomainPair pair, @Nullable Exception failure) {
        if (failure != null) {
            // no later stanza of this stream may be accepted: the order would be lost
            broken = true;
            connection.context().runOnContext(ignored -> failed.accept(String.valueOf(failure.getMessage())));
        } else {
            parts.events().accepted(pair.partner());
        }
        long stanzas = notDurableStanzas.decrementAndGet();
        long left = notDurableBytes.addAndGet(-stanza.xml().length);
        if ((paused && left <= GO_ON_BYTES) || (awaited && stanzas == 0)) {
            connection.context().runOnContext(ignored -> look());
        }
    }

    private void look() {
        if (paused && notDurableBytes.get() <= GO_ON_BYTES) {
            paused = false;
            connection.resume();
        }
        if (notDurableStanzas.get() == 0) {
            awaited = false;
            List<Runnable> ready = List.copyOf(waiting);
            waiting.clear();
            ready.forEach(Runnable::run);
        }
    }

    /// The partners' standing has changed: what was held may go on.
    void reconsider() {
        Held first = held.peek();
        if (first != null && !isPaused(first.pair())) {
            release();
        }
    }

    /// Nothing is held back any more.
    void release() {
        while (!held.isEmpty()) {
            Held next = held.remove();
            publish(next.stanza(), next.pair());
        }
    }

    /// Runs the action when all that was taken is durable, or was refused.
    void whenDurable(Runnable action) {
        waiting.add(action);
        awaited = true;
        look();
    }

    long notDurableStanzas() {
        return notDurableStanzas.get();
    }
}
