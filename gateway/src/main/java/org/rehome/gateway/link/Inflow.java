package org.rehome.gateway.link;

import java.time.Duration;

/// How much a stream has read that is not yet durable: at most 64 KiB, for a component stream has no
/// acknowledgements, and that much is lost when the process dies.
final class Inflow {
    static final int LIMIT = 64 * 1024;

    /// For a stream whose peer keeps what is not acknowledged: only memory is at stake.
    static final int ACKNOWLEDGED_LIMIT = 1024 * 1024;

    private final int limit;
    private int pending;

    Inflow() {
        this(LIMIT);
    }

    /// @param limit in bytes
    Inflow(int limit) {
        this.limit = limit;
    }

    synchronized void taken(int bytes) {
        pending += bytes;
    }

    synchronized void settled(int bytes) {
        pending -= bytes;
        notifyAll();
    }

    /// Waits until one more chunk may be read. A stanza larger than the limit passes when nothing else is pending.
    synchronized void awaitRoom() throws InterruptedException {
        while (pending > 0 && pending + ComponentConnection.CHUNK > limit) {
            wait();
        }
    }

    /// Waits until everything is durable.
    ///
    /// @return false when it is not within the limit
    synchronized boolean awaitEmpty(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (pending > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        return true;
    }

    synchronized int pending() {
        return pending;
    }
}
