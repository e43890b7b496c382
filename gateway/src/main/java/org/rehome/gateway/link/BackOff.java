package org.rehome.gateway.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Pauses between attempts: each about twice as long as the one before, with jitter, so that gateways do not come
/// back in step. Not thread-safe.
final class BackOff {
    private final Duration min;
    private final Duration max;
    private final RandomGenerator random;
    private Duration next;

    BackOff(Duration min, Duration max, RandomGenerator random) {
        this.min = min;
        this.max = max;
        this.random = random;
        this.next = min;
    }

    /// The next pause: half of it is certain, half chance.
    Duration pause() {
        long millis = next.toMillis();
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(max) < 0 ? doubled : max;
        return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
    }

    void reset() {
        next = min;
    }
}
