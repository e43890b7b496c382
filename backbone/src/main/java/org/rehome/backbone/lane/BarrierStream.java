package org.rehome.backbone.lane;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.stanza.LaneStanza;

/// A stream whose peer is asked, by a barrier behind what was written, to say when it has processed all
/// before it. What lanes send is written by a thread of its own, as much at once as there is. Few barriers
/// are under way at one time: so one confirms many stanzas when there are many, and little is in doubt when
/// the stream ends. A peer that does not answer in time is treated as one that is gone.
public final class BarrierStream implements LaneStream {
    private static final System.Logger LOG = System.getLogger(BarrierStream.class.getName());

    private final Wire wire;
    private final Limits limits;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<LaneBatch> queue = new ArrayDeque<>();
    private final Deque<Written> written = new ArrayDeque<>();
    private long barriers;
    private @Nullable String ended;
    private Runnable retired = () -> {};

    /// From the start on, in nanoseconds: until when what was written may still be confirmed.
    private long deadline = Long.MAX_VALUE;

    private final long start = System.nanoTime();

    /// What carries the stanzas.
    public interface Wire {
        /// Writes stanzas, and a barrier behind them; may block.
        ///
        /// @param barrier the number that {@link #passed} is to be told when the peer has answered
        /// @throws IOException when the stream has ended; what was to be written counts as written
        void write(List<LaneStanza> stanzas, long barrier) throws IOException, InterruptedException;

        /// The peer does not answer: the stream is to be ended.
        void close(String reason);

        /// The peer has processed so many stanzas more.
        ///
        /// @param after how long it took, from the write to the answer
        void confirmed(int stanzas, Duration after);
    }

    /// @param barriers under way at most
    /// @param bytes written before a barrier at most, but for a single larger batch
    /// @param answer how long the peer may take to answer
    /// @param grace how long an answer may still come after the stream has ended, by another way
    public record Limits(int barriers, int bytes, Duration answer, Duration grace) {
        public Limits {
            if (barriers < 1 || bytes < 1 || !answer.isPositive() || grace.isNegative()) {
                throw new IllegalArgumentException("limits that let nothing pass: " + barriers + " barriers, " + bytes
                        + " bytes, answer " + answer + ", grace " + grace);
            }
        }
    }

    private BarrierStream(Wire wire, Limits limits, String name) {
        this.wire = wire;
        this.limits = limits;
        this.name = name;
    }

    /// A stream that has just been established.
    ///
    /// @param name where it leads
    public static BarrierStream on(Wire wire, Limits limits, String name) {
        var stream = new BarrierStream(wire, limits, name);
        Thread.ofVirtual().name(name).start(stream::work);
        return stream;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(LaneBatch batch) {
        lock.lock();
        try {
            if (ended == null) {
                queue.add(batch);
                changed.signalAll();
                return;
            }
        } finally {
            lock.unlock();
        }
        batch.notSent("the stream has ended");
    }

    /// The peer has answered a barrier: it has processed all that was written before, whatever became of
    /// the answers in between.
    public void passed(long barrier) {
        List<Written.Progress> confirmed = new ArrayList<>();
        lock.lock();
        try {
            while (!written.isEmpty() && written.getFirst().barrier() <= barrier) {
                Written first = written.remove();
                confirmed.add(first.process(first.left()));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        tell(confirmed);
    }

    /// The peer has processed so many stanzas more, in the order in which they were written; for a peer that counts
    /// what it has processed. What exceeds what was written is ignored.
    public void processed(int stanzas) {
        List<Written.Progress> confirmed = new ArrayList<>();
        lock.lock();
        try {
            int left = stanzas;
            while (left > 0 && !written.isEmpty()) {
                Written first = written.getFirst();
                int here = Math.min(left, first.left());
                left -= here;
                confirmed.add(first.process(here));
                if (first.left() == 0) {
                    written.remove();
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        tell(confirmed);
    }

    private void tell(List<Written.Progress> confirmed) {
        for (Written.Progress each : confirmed) {
            wire.confirmed(
                    each.more(),
                    Duration.ofNanos(System.nanoTime() - each.written().sinceNanos()));
            each.tell();
        }
    }

    /// The stream has ended. What was written and is not confirmed within the grace is uncertain, the rest
    /// was not sent.
    public void ended(String reason) {
        end(reason, limits.grace());
    }

    /// The stream is to end: nothing more is written, and what was written has as long to be confirmed as the peer may
    /// take to answer.
    ///
    /// @param done told when all is confirmed, or the time is over
    public void retire(String reason, Runnable done) {
        lock.lock();
        try {
            retired = done;
        } finally {
            lock.unlock();
        }
        end(reason, limits.answer());
    }

    private void end(String reason, Duration patience) {
        List<LaneBatch> unsent;
        lock.lock();
        try {
            deadline = Math.min(deadline, System.nanoTime() - start + patience.toNanos());
            if (ended != null) {
                changed.signalAll();
                return;
            }
            ended = reason;
            unsent = List.copyOf(queue);
            queue.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        unsent.forEach(batch -> batch.notSent(reason));
    }

    private void work() {
        try {
            List<LaneBatch> batches = next();
            while (!batches.isEmpty()) {
                write(batches);
                batches = next();
            }
            awaitGrace();
        } catch (InterruptedException e) {
            wire.close("interrupted");
            ended("interrupted");
        }
        List<Written> uncertain;
        Runnable done;
        lock.lock();
        try {
            uncertain = List.copyOf(written);
            written.clear();
            done = retired;
        } finally {
            lock.unlock();
        }
        String reason = String.valueOf(ended);
        for (Written each : uncertain) {
            // whoever took the confirmation may not have told it yet
            each.process(0).tell();
            each.batches().forEach(batch -> batch.uncertain(reason));
        }
        done.run();
    }

    /// What goes out next; empty when the stream has ended.
    private List<LaneBatch> next() throws InterruptedException {
        lock.lock();
        try {
            while (ended == null && (queue.isEmpty() || written.size() >= limits.barriers())) {
                awaitChange();
            }
            List<LaneBatch> batches = new ArrayList<>();
            int bytes = 0;
            while (ended == null && !queue.isEmpty() && bytes < limits.bytes()) {
                LaneBatch batch = queue.remove();
                batches.add(batch);
                for (LaneStanza each : batch.stanzas()) {
                    bytes += each.xml().length;
                }
            }
            return batches;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller's loop asks again
    private void awaitChange() throws InterruptedException {
        Written oldest = written.peekFirst();
        if (oldest == null) {
            changed.await();
            return;
        }
        long left = oldest.sinceNanos() + limits.answer().toNanos() - System.nanoTime();
        if (left <= 0) {
            // its end comes by whoever reads the stream
            wire.close("barrier unanswered for " + limits.answer());
            left = limits.answer().toNanos();
        }
        long rest = changed.awaitNanos(left);
        LOG.log(Level.TRACE, "stream goes on left={0}", rest);
    }

    private void write(List<LaneBatch> batches) throws InterruptedException {
        List<LaneStanza> stanzas = new ArrayList<>();
        List<LaneBatch> current = new ArrayList<>();
        for (LaneBatch batch : batches) {
            if (batch.mayBeSent()) {
                current.add(batch);
                stanzas.addAll(batch.stanzas());
            } else {
                batch.notSent("the partition may be another's by now");
            }
        }
        if (current.isEmpty() || !note(current)) {
            return;
        }
        try {
            wire.write(stanzas, barriers);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "batch not written error={0}", e.getMessage());
            ended(String.valueOf(e.getMessage()));
        }
    }

    private boolean note(List<LaneBatch> batches) {
        lock.lock();
        try {
            if (ended == null) {
                written.add(new Written(++barriers, batches));
                return true;
            }
        } finally {
            lock.unlock();
        }
        batches.forEach(batch -> batch.notSent("the stream has ended"));
        return false;
    }

    private void awaitGrace() throws InterruptedException {
        lock.lock();
        try {
            long left = left();
            while (!written.isEmpty() && left > 0) {
                left = Math.min(changed.awaitNanos(left), left());
            }
        } finally {
            lock.unlock();
        }
    }

    private long left() {
        return deadline - (System.nanoTime() - start);
    }
}
