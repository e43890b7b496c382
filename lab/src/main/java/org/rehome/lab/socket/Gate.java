package org.rehome.lab.socket;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets the readers of a server stand still for a while, as an overloaded server does: it stays connected and reads
/// nothing, until the socket buffers of its peers are full.
public final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private long openAt = System.nanoTime();

    /// Closes the gate for a time from now; zero opens it.
    public void closeFor(Duration duration) {
        lock.lock();
        try {
            openAt = System.nanoTime() + duration.toNanos();
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits while the gate is closed.
    void pass() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = openAt - System.nanoTime();
            while (left > 0) {
                opened.awaitNanos(left);
                left = openAt - System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }
}
