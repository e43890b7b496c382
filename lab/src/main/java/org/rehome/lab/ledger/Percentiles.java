package org.rehome.lab.ledger;

import java.time.Duration;

/// What is said of many durations.
///
/// @param count how many there were; the rest is zero if none
public record Percentiles(long count, Duration p50, Duration p99, Duration max) {
    public static final Percentiles NONE = new Percentiles(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    public Percentiles {
        if (count < 0 || p50.isNegative() || p99.compareTo(p50) < 0 || max.compareTo(p99) < 0) {
            throw new IllegalArgumentException("not percentiles: " + count + " " + p50 + " " + p99 + " " + max);
        }
    }

    /// Milliseconds with three decimals.
    static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 1_000.0) / 1_000.0;
    }
}
