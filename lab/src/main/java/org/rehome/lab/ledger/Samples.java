package org.rehome.lab.ledger;

import java.time.Duration;
import java.util.Arrays;

/// Durations, all of them kept, so that percentiles are exact. Guarded by the ledger's lock.
final class Samples {
    private long[] nanos = new long[256];
    private int size;

    void add(long sample) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = sample;
    }

    /// A copy, to be evaluated without the lock.
    long[] copy() {
        return Arrays.copyOf(nanos, size);
    }

    /// Sorts the samples in place.
    static Percentiles percentiles(long[] samples) {
        if (samples.length == 0) {
            return Percentiles.NONE;
        }
        Arrays.sort(samples);
        return new Percentiles(samples.length, at(samples, 50), at(samples, 99), at(samples, 100));
    }

    /// Nearest rank: the smallest sample that is not below the given share of all samples.
    private static Duration at(long[] sorted, int percent) {
        int rank = Math.toIntExact(Math.ceilDiv((long) sorted.length * percent, 100L));
        return Duration.ofNanos(sorted[rank - 1]);
    }
}
