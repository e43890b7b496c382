package org.rehome.edge.delivery;

import java.time.Duration;

/// Bounds of delivery.
///
/// @param barrier how long a ping may go unanswered
/// @param returnAfter how long a stanza waits for its partner, from the moment that it was read
public record DeliveryLimits(Duration barrier, Duration returnAfter) {
    /// How long the answer may still come after the stream has ended.
    public static final Duration GRACE = Duration.ofSeconds(1);

    /// How long a partner is tried at least, also for a stanza that has already waited elsewhere.
    static final Duration LEAST_PATIENCE = Duration.ofSeconds(10);

    public DeliveryLimits {
        if (barrier.isNegative() || barrier.isZero() || returnAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "barrier " + barrier + " and return-after " + returnAfter + " must be positive durations");
        }
    }

    /// How long it is tried for one stanza at least.
    public Duration leastPatience() {
        return returnAfter.compareTo(LEAST_PATIENCE) < 0 ? returnAfter : LEAST_PATIENCE;
    }
}
