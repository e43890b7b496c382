package org.rehome.gateway.bus;

import java.time.Duration;

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
