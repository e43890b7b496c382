package org.rehome.edge.socket;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.edge.delivery.Answer;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.Standing;
import org.rehome.xmpp.stanza.Stanza;

/// Takes the stanzas of one inbound stream to their lanes, in order, and lets the stream be read only while little of
/// it is not yet durable. Stanzas of a paused partner are held here, and so hold back the stream too. Lives on the
/// stream's event loop, except what says that it does not.
final class Intake {
    /// With the piece that may be read after the last look, at most 64 KiB of a stream are read and not durable; a
    /// single larger stanza counts as itself.
    private static final Bounds UNACKNOWLEDGED = new Bounds(48 * 1024, 24 * 1024);

    /// Of a peer that has its stanzas acknowledged at most 1 MiB: what is not durable it still has (XEP-0198 §4), so
    /// nothing is lost with it, and more of it go to Kafka together. Less while the {@link Backlog} is large.
    private static final Bounds ACKNOWLEDGED = new Bounds(1008 * 1024, 504 * 1024);

    /// Of what is read and not durable.
    ///
    /// @param stop from there on the stream is not read
    /// @param goOn down there it is read again
    private record Bounds(long stop, long goOn) {}

    /// @param place among the stanzas that are acknowledged
    private record Taken(LaneStanza stanza, DomainPair pair, long place) {
        int bytes() {
            return stanza.xml().length;
        }
    }

    private final InboundParts parts;
    private final S2sConnection connection;
    private final Reading reading;
    private final Acknowledgements acknowledgements;
    private final String stream;
    private final Consumer<String> failed;
    private final AtomicLong notDurableBytes = new AtomicLong();
    private final AtomicLong notDurableStanzas = new AtomicLong();
    private final Deque<Taken> held = new ArrayDeque<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private volatile boolean acknowledged;
    private volatile boolean paused;
    private volatile boolean awaited;
    private volatile boolean broken;

    /// @param stream the name that stanzas have as the stream that they came from
    /// @param failed told on the event loop when a stanza was not accepted
    Intake(
            InboundParts parts,
            S2sConnection connection,
            Reading reading,
            Acknowledgements acknowledgements,
            String stream,
            Consumer<String> failed) {
        this.parts = parts;
        this.connection = connection;
        this.reading = reading;
        this.acknowledgements = acknowledgements;
        this.stream = stream;
        this.failed = failed;
    }

    /// The peer has enabled stream management.
    void acknowledged() {
        acknowledgements.begin();
        acknowledged = true;
    }

    private Bounds bounds() {
        return acknowledged && !parts.backlog().isLarge() ? ACKNOWLEDGED : UNACKNOWLEDGED;
    }

    /// @return false when it was the answer to a ping of an edge, which goes to no lane
    boolean take(Stanza stanza, DomainPair pair) {
        return switch (parts.barriers().answer(stanza)) {
            case Answer.Ours() -> {
                settle();
                yield false;
            }
            case Answer.Elsewhere elsewhere -> {
                forward(elsewhere, stanza.frame().xml().length);
                yield false;
            }
            case Answer.None() -> {
                take(stanza, pair, acknowledgements.take());
                yield true;
            }
        };
    }

    /// Waits for nothing that is held: the other edge may be held up by it.
    private void forward(Answer.Elsewhere answer, int bytes) {
        long place = acknowledgements.take();
        if (!broken) {
            begin(bytes);
            parts.events().forward(answer, failure -> ended(bytes, place, failure));
        }
    }

    /// A stanza ends here: it counts as handled (XEP-0198 §4).
    void settle() {
        acknowledgements.done(acknowledgements.take());
    }

    private LaneStanza laned(Stanza stanza) {
        return new LaneStanza(
                LaneStanza.inboundLane(stanza.to()),
                stanza.from(),
                stanza.to(),
                stanza.kind(),
                Instant.now(),
                stream,
                Long.toHexString(ThreadLocalRandom.current().nextLong()),
                null,
                stanza.frame().xml());
    }

    private void take(Stanza stanza, DomainPair pair, long place) {
        if (broken) {
            return;
        }
        Taken next = new Taken(laned(stanza), pair, place);
        begin(next.bytes());
        if (!held.isEmpty() || isPaused(pair)) {
            held.add(next);
        } else {
            publish(next);
        }
    }

    private void begin(int bytes) {
        notDurableStanzas.incrementAndGet();
        parts.backlog().add(bytes);
        if (notDurableBytes.addAndGet(bytes) >= bounds().stop() && !paused) {
            paused = true;
            reading.stop(Reading.Hindrance.NOT_DURABLE);
        }
    }

    private boolean isPaused(DomainPair pair) {
        return parts.facts()
                .partners()
                .find(pair.partner())
                .filter(partner -> partner.standing() == Standing.PAUSED)
                .isPresent();
    }

    private void publish(Taken next) {
        parts.events().publish(next.stanza(), failure -> {
            if (failure == null) {
                parts.events().accepted(next.pair().partner());
            }
            ended(next.bytes(), next.place(), failure);
        });
    }

    /// Called on a thread of the producer.
    private void ended(int bytes, long place, @Nullable Exception failure) {
        if (failure != null) {
            // no later stanza of this stream may be accepted: the order would be lost
            broken = true;
            connection.context().runOnContext(ignored -> failed.accept(String.valueOf(failure.getMessage())));
        } else {
            acknowledgements.done(place);
        }
        forget(bytes);
    }

    private void forget(int bytes) {
        parts.backlog().add(-bytes);
        long stanzas = notDurableStanzas.decrementAndGet();
        long left = notDurableBytes.addAndGet(-bytes);
        if ((paused && left <= bounds().goOn()) || (awaited && stanzas == 0)) {
            connection.context().runOnContext(ignored -> look());
        }
    }

    private void look() {
        if (paused && notDurableBytes.get() <= bounds().goOn()) {
            paused = false;
            reading.goOn(Reading.Hindrance.NOT_DURABLE);
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
        Taken first = held.peek();
        if (first != null && !isPaused(first.pair())) {
            release();
        }
    }

    /// Nothing is held back any more.
    void release() {
        while (!held.isEmpty()) {
            publish(held.remove());
        }
    }

    /// The connection is gone. Of a peer that has its stanzas acknowledged, what is held is still its own: it knows
    /// that it has to send it again, or to say that it did not arrive (XEP-0198 §4).
    void abandon() {
        if (acknowledgements.enabled()) {
            while (!held.isEmpty()) {
                forget(held.remove().bytes());
            }
        } else {
            release();
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
