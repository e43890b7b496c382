package org.rehome.gateway.bus;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Wakes those who wait for any change of what is known.
public final class Signal {
    private long changes;

    public synchronized void changed() {
        changes++;
        notifyAll();
    }

    /// The number of changes so far: what {@link #awaitChange} is given, read before looking at what is known.
    public synchronized long now() {
        return changes;
    }

    /// Waits until the condition is true, which is asked at every change; false when it is not within the limit.
    public boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long seen = now();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            awaitChange(seen, Duration.ofNanos(left));
            seen = now();
        }
        return true;
    }

    /// Returns when something has changed since, or after the limit.
    public synchronized void awaitChange(long since, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (changes == since && left > 0) {
            wait(Math.max(1, left / 1_000_000));
            left = deadline - System.nanoTime();
        }
    }
}
