package org.rehome.benchmark.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Where the messages arrive: reads component streams to their ends, checks and counts. Thread-safe; a
/// thread reads each stream.
final class Sink {
    private static final int CHUNK = 256 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final LaneCheck lanes;
    private Latencies latencies = Latencies.none();
    private volatile long received;

    Sink(int lanes) {
        this.lanes = new LaneCheck(lanes);
    }

    /// Reads a stream until it ends, and answers on it.
    void take(InputStream in, OutputStream out) throws IOException {
        byte[] chunk = new byte[CHUNK];
        var arrivals = new Arrivals();
        var scanner = new MarkerScanner(arrivals);
        int kept = 0;
        int count = in.read(chunk, 0, CHUNK);
        while (count >= 0) {
            int length = kept + count;
            int used = scan(scanner, arrivals, chunk, length);
            arrivals.answer(out);
            kept = length - used;
            if (kept == CHUNK) {
                throw new IOException("an element without an end came");
            }
            System.arraycopy(chunk, used, chunk, 0, kept);
            count = in.read(chunk, kept, CHUNK - kept);
        }
    }

    private int scan(MarkerScanner scanner, Arrivals arrivals, byte[] chunk, int length) {
        lock.lock();
        try {
            arrivals.nowNanos = System.nanoTime();
            int used = scanner.scan(chunk, length);
            received = lanes.received();
            more.signalAll();
            return used;
        } finally {
            lock.unlock();
        }
    }

    /// What one read brought. Used under the lock, but for the answers.
    private final class Arrivals implements MarkerScanner.Found {
        private final StringBuilder answers = new StringBuilder();
        private long nowNanos;

        @Override
        public void message(int lane, long sequence, long dueNanos) {
            lanes.arrived(lane, sequence);
            latencies.arrived(dueNanos, nowNanos);
        }

        @Override
        public void request(String xml) {
            answers.append(PingAnswer.to(xml));
        }

        /// An answer shows that everything before its request was processed, which it was.
        void answer(OutputStream out) throws IOException {
            if (!answers.isEmpty()) {
                out.write(answers.toString().getBytes(StandardCharsets.UTF_8));
                out.flush();
                answers.setLength(0);
            }
        }
    }

    /// How many messages have arrived.
    long received() {
        return received;
    }

    /// Waits until so many messages have arrived in all.
    ///
    /// @return false when the bound passed before
    boolean await(long target, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (received < target && left > 0) {
                left = more.awaitNanos(left);
            }
            return received >= target;
        } finally {
            lock.unlock();
        }
    }

    /// Keeps the latencies of a window from now on.
    void sample(Latencies window) {
        lock.lock();
        try {
            latencies = window;
        } finally {
            lock.unlock();
        }
    }

    /// What is wrong so far.
    Optional<String> wrong() {
        lock.lock();
        try {
            return lanes.wrong();
        } finally {
            lock.unlock();
        }
    }

    /// What is wrong at the end, when so many messages were sent on each lane.
    Optional<String> wrongAfter(long[] sent) {
        lock.lock();
        try {
            return lanes.wrongAfter(sent);
        } finally {
            lock.unlock();
        }
    }
}
