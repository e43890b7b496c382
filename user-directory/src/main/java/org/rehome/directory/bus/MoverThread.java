package org.rehome.directory.bus;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.rehome.directory.store.DatabaseFailure;

/// Lets the mover take its steps, one after the other, until it is closed. Database failures pass: the step
/// is tried again until it is done.
public final class MoverThread implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MoverThread.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);

    private final Mover mover;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    public MoverThread(Mover mover) {
        this.mover = mover;
        this.thread = Thread.ofPlatform().name("mover").daemon().unstarted(this::run);
        mover.onNews(news::release);
    }

    Mover mover() {
        return mover;
    }

    void start() {
        thread.start();
    }

    private void run() {
        boolean resumed = false;
        while (!closed) {
            try {
                if (!resumed) {
                    mover.resume();
                    resumed = true;
                }
                if (!mover.step()) {
                    await(mover.idleFor());
                }
            } catch (DatabaseFailure e) {
                LOG.warnf("moves wait for the database error=%s", e.getMessage());
                pause();
            } catch (RuntimeException e) {
                LOG.error("a step of the moves failed, trying again", e);
                pause();
            }
        }
    }

    private void pause() {
        news.drainPermits();
        await(PAUSE_AFTER_FAILURE.toNanos());
    }

    private void await(long nanos) {
        try {
            boolean woken = news.tryAcquire(nanos, TimeUnit.NANOSECONDS);
            news.drainPermits();
            LOG.tracef("moves go on woken=%s", woken);
        } catch (InterruptedException e) {
            // nobody interrupts it: in the middle of a write that would close the database's file under everybody
            closed = true;
        }
    }

    /// Stops after the step that it is at; what was begun stays written down.
    @Override
    public void close() {
        closed = true;
        mover.close();
        news.release();
        try {
            thread.join(CLOSED_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
