package org.rehome.benchmark.load;

import java.util.Arrays;

/// The latencies of the messages that were due within a window, all of them kept, so that percentiles are
/// exact. Not thread-safe.
final class Latencies {
    private final long fromNanos;
    private final long toNanos;
    private long[] nanos = new long[1024];
    private int size;

    /// @param fromNanos the window's begin, of [System#nanoTime]
    /// @param toNanos the window's end, which is no longer in it
    Latencies(long fromNanos, long toNanos) {
        if (toNanos - fromNanos < 0) {
            throw new IllegalArgumentException("the window ends before it begins");
        }
        this.fromNanos = fromNanos;
        this.toNanos = toNanos;
    }

    /// Nothing is kept.
    static Latencies none() {
        return new Latencies(0, 0);
    }

    void arrived(long dueNanos, long nowNanos) {
        if (dueNanos - fromNanos < 0 || dueNanos - toNanos >= 0) {
            return;
        }
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = nowNanos - dueNanos;
    }

    int count() {
        return size;
    }

    /// Nearest rank: the smallest latency that is not below the given share of all.
    ///
    /// @throws IllegalStateException if there are none
    double millis(int percent) {
        if (size == 0) {
            throw new IllegalStateException("no message was due within the window");
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        int rank = Math.toIntExact(Math.max(1, Math.ceilDiv((long) size * percent, 100L)));
        return sorted[rank - 1] / 1e6;
    }
}
