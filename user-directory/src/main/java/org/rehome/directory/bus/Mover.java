package org.rehome.directory.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.move.Rate;
import org.rehome.directory.store.DatabaseFailure;
import org.rehome.directory.store.Homes;
import org.rehome.directory.store.Homes.Arrival;
import org.rehome.directory.store.Homes.Departure;
import org.rehome.directory.store.MoveStore;
import org.rehome.directory.user.Home;

/// Carries moves out: each user leaves, is waited for while the gateway quiesces her lane, and arrives, or is put back
/// when no answer comes in time. All that it knows of a move is in the database; when it is ended in the middle,
/// whoever takes the move up again goes on from there.
///
/// One virtual thread a move, and one for each user on her way, of whom there are never more than the window.
public final class Mover implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Mover.class);
    private static final int PAGE = 200;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);

    private final MoveStore moves;
    private final Homes homes;
    private final DirectoryMetrics metrics;
    private final Duration quiesceLimit;
    private final Semaphore places;
    private final Map<Waiting, CountDownLatch> waiting = new ConcurrentHashMap<>();
    private final Map<String, Rate> rates = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Who waits for the end of a user's way.
    private record Waiting(String move, Jid user) {}

    /// @param window how many users are on their way at one time, in all moves together
    /// @param quiesceLimit how long a gateway may take to answer
    public Mover(MoveStore moves, Homes homes, DirectoryMetrics metrics, int window, Duration quiesceLimit) {
        if (window < 1 || !quiesceLimit.isPositive()) {
            throw new IllegalArgumentException("rehome.directory.window is " + window
                    + " and rehome.directory.quiesce-limit " + quiesceLimit + "; both must be positive");
        }
        this.moves = moves;
        this.homes = homes;
        this.metrics = metrics;
        this.places = new Semaphore(window, true);
        this.quiesceLimit = quiesceLimit;
    }

    /// Takes up the moves that an earlier process left running.
    public void resume() {
        start("moves-resume", () -> untilDone(moves::running).forEach(move -> {
            LOG.infof("move taken up again move=%s", move);
            carryOut(move);
        }));
    }

    /// Since when the user who left first is on her way; empty when nobody is.
    Optional<Instant> movingSince() {
        return moves.movingSince();
    }

    /// Carries a move out, in the background.
    public void carryOut(String move) {
        if (rates.putIfAbsent(move, new Rate()) == null) {
            start("move-" + move, () -> {
                everyUser(move, MoveUser.State.MOVING);
                everyUser(move, MoveUser.State.PENDING);
                if (untilDone(() -> moves.find(move)).map(Move::completedAt).isPresent()) {
                    rates.remove(move);
                }
            });
        }
    }

    private void everyUser(String move, MoveUser.State state) throws InterruptedException {
        String after = null;
        List<MoveUser> page;
        do {
            String start = after;
            page = untilDone(() -> moves.users(move, state, start, PAGE));
            for (MoveUser user : page) {
                places.acquire();
                requireOpen();
                start("move-" + user.user(), () -> {
                    try {
                        carryOut(move, user.user());
                    } finally {
                        places.release();
                    }
                });
                after = user.user().toString();
            }
        } while (page.size() == PAGE);
    }

    private void carryOut(String move, Jid user) throws InterruptedException {
        Waiting key = new Waiting(move, user);
        CountDownLatch ended = new CountDownLatch(1);
        waiting.put(key, ended);
        try {
            switch (untilDone(() -> homes.leave(move, user))) {
                case Departure.Done(var now) -> now.ifPresent(end -> count(move, end));
                case Departure.Left(var home) -> {
                    boolean arrived = ended.await(quiesceLimit.toMillis(), TimeUnit.MILLISECONDS);
                    requireOpen();
                    if (!arrived) {
                        putBack(move, user, home);
                    }
                }
            }
        } finally {
            waiting.remove(key);
        }
    }

    private void putBack(String move, Jid user, Home.Moving home) throws InterruptedException {
        String reason = "no gateway has quiesced her lane within " + quiesceLimit.toSeconds() + " s";
        switch (untilDone(() -> homes.abort(move, user, home.epoch(), reason))) {
            case Arrival.Accepted(var ended) -> {
                LOG.warnf("user put back user=%s pool=%s error=%s", user, home.from(), reason);
                count(move, ended);
            }
            case Arrival.Stale(var why) -> LOG.debugf("user arrived at the last moment user=%s", user);
        }
    }

    /// A gateway's answer. Returns when what follows from it is in the database.
    public void answered(UserQuiesced answer) {
        switch (homes.arrive(answer)) {
            case Arrival.Accepted(var ended) -> {
                count(answer.move(), ended);
                CountDownLatch waits = waiting.get(new Waiting(answer.move(), answer.user()));
                if (waits != null) {
                    waits.countDown();
                }
            }
            case Arrival.Stale(var why) -> {
                LOG.debugf("stale answer ignored user=%s error=%s", answer.user(), why);
                metrics.stale();
            }
        }
    }

    /// Users per second whom the move is done with, over the last seconds; 0 when it is not running here.
    public double perSecond(String move) {
        Rate rate = rates.get(move);
        return rate == null ? 0 : rate.perSecond(Instant.now().getEpochSecond());
    }

    private void count(String move, Homes.Ended ended) {
        metrics.ended(ended);
        Rate rate = rates.get(move);
        if (rate != null) {
            rate.count(Instant.now().getEpochSecond());
        }
        if (ended.completed() != null) {
            LOG.infof("move completed move=%s state=%s", move, ended.completed());
            rates.remove(move);
        }
    }

    /// Database failures pass: the step is tried again until it is done, or this is closed.
    private <T> T untilDone(Supplier<T> step) throws InterruptedException {
        while (true) {
            try {
                return step.get();
            } catch (DatabaseFailure e) {
                LOG.warnf("move waits for the database error=%s", e.getMessage());
                boolean over = closed.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
                LOG.tracef("move tries again closed=%s", over);
                requireOpen();
            }
        }
    }

    private void requireOpen() throws InterruptedException {
        if (closed.getCount() == 0) {
            throw new InterruptedException("closed");
        }
    }

    private void start(String name, Work work) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                requireOpen();
                work.run();
            } catch (InterruptedException e) {
                LOG.debugf("stopped, to be taken up again error=%s", name);
            } catch (RuntimeException e) {
                LOG.errorf(e, "move interrupted, the next start takes it up again error=%s", name);
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    /// Stops in the middle; what was begun stays written down. No thread is interrupted: in the middle of a write that
    /// would close the database's file under everybody.
    @Override
    public void close() {
        closed.countDown();
        long deadline = System.nanoTime() + CLOSED_WITHIN.toNanos();
        while (!threads.isEmpty() && System.nanoTime() < deadline) {
            waiting.values().forEach(CountDownLatch::countDown);
            places.release();
            for (Thread thread : threads) {
                try {
                    thread.join(Duration.ofMillis(10));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
