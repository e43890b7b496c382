package org.rehome.directory.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.rehome.directory.move.Passage;
import org.rehome.directory.move.Transfer;

/// Transfers account data, of many users at one time, each on a virtual thread of hers. Results wait here
/// until they are in the database.
public final class Transfers implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Transfers.class);

    private final Hook hook;
    private final int atOnce;
    private final Semaphore places;
    private final Executor threads;
    private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();

    /// Transfers one user's account data; called again with the same passage after a crash.
    @FunctionalInterface
    public interface Hook {
        Transfer.Result transfer(Passage passage) throws InterruptedException;
    }

    record Done(Passage passage, Transfer.Result result) {}

    public Transfers(Hook hook, int atOnce) {
        this(hook, atOnce, Executors.newVirtualThreadPerTaskExecutor());
    }

    Transfers(Hook hook, int atOnce, Executor threads) {
        this.hook = hook;
        this.atOnce = atOnce;
        this.places = new Semaphore(atOnce, true);
        this.threads = threads;
    }

    int atOnce() {
        return atOnce;
    }

    /// @param wake told when the result is there
    void begin(Passage passage, Runnable wake) {
        try {
            threads.execute(() -> {
                try {
                    places.acquire();
                    try {
                        done.add(new Done(passage, result(passage)));
                    } finally {
                        places.release();
                    }
                    wake.run();
                } catch (InterruptedException e) {
                    LOG.debugf("transfer stopped, to be begun again user=%s", passage.user());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debugf("closed, to be begun again user=%s", passage.user());
        }
    }

    private Transfer.Result result(Passage passage) throws InterruptedException {
        try {
            return hook.transfer(passage);
        } catch (RuntimeException e) {
            LOG.errorf(e, "transfer failed user=%s", passage.user());
            return new Transfer.Result.Failed("the transfer of her account data failed: " + e);
        }
    }

    /// Some of those that have ended; they stay until they are forgotten.
    List<Done> ended(int limit) {
        List<Done> ended = new ArrayList<>();
        for (Done each : done) {
            if (ended.size() == limit) {
                break;
            }
            ended.add(each);
        }
        return ended;
    }

    void forget(List<Done> written) {
        written.forEach(done::remove);
    }

    /// Stops in the middle. These threads hold no file of the database, so they may be interrupted.
    @Override
    public void close() {
        if (threads instanceof ExecutorService service) {
            service.shutdownNow();
        }
    }
}
