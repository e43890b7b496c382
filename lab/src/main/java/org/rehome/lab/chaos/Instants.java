package org.rehome.lab.chaos;

import java.time.Duration;

/// Points in time of one run, by [System#nanoTime()].
final class Instants {
    private Instants() {}

    /// Waits until so much time has passed since the beginning.
    static void await(long began, Duration at) throws InterruptedException {
        long left = began + at.toNanos() - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }
}
