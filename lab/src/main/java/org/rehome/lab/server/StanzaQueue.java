package org.rehome.lab.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.rehome.lab.stanza.Stanza;

/// What is to be written to a peer, in order. It takes stanzas until it is ended, and gives all of them.
public final class StanzaQueue {
    private static final int CAPACITY = 50_000;
    private static final int BATCH = 64;
    private static final Duration LONG = Duration.ofHours(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Stanza> stanzas = new ArrayDeque<>();
    private boolean ended;

    /// @return false if the queue is ended or full
    public boolean offer(Stanza stanza) {
        lock.lock();
        try {
            if (ended || stanzas.size() >= CAPACITY) {
                return false;
            }
            stanzas.add(stanza);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more stanzas from now on.
    public void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for stanzas.
    ///
    /// @return the next ones in order; none once the queue is ended and empty
    public List<Stanza> take() throws InterruptedException {
        List<Stanza> batch;
        do {
            batch = take(LONG);
        } while (batch.isEmpty() && !isEnded());
        return batch.isEmpty() ? take(Duration.ZERO) : batch;
    }

    /// Waits for stanzas, no longer than the bound.
    ///
    /// @return the next ones in order; none when none came
    public List<Stanza> take(Duration bound) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = bound.toNanos();
            while (stanzas.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            List<Stanza> batch = new ArrayList<>();
            while (batch.size() < BATCH && !stanzas.isEmpty()) {
                batch.add(stanzas.remove());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /// Whether it takes no more.
    public boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /// Takes all that is queued now, without waiting.
    public List<Stanza> takeAll() {
        lock.lock();
        try {
            List<Stanza> all = List.copyOf(stanzas);
            stanzas.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }
}
