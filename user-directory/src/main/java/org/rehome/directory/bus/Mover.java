package org.rehome.directory.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.directory.bus.Transfers.Done;
import org.rehome.directory.move.Holds;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.move.Passage;
import org.rehome.directory.move.Progress;
import org.rehome.directory.move.Transfer;
import org.rehome.directory.store.Arrivals;
import org.rehome.directory.store.Arrivals.Settled;
import org.rehome.directory.store.Arrivals.Stale;
import org.rehome.directory.store.Departures;
import org.rehome.directory.store.Departures.Departed;
import org.rehome.directory.store.Departures.TakenUp;
import org.rehome.directory.store.Ended;
import org.rehome.directory.store.MoveStart;
import org.rehome.directory.store.MoveStore;

/// Carries moves out: users leave, as many at one time as the window holds; they are waited for while
/// gateways quiesce their lanes, and while their account data is transferred where that is wanted; they
/// arrive, or are put back. All of it in batches, each one transaction. What it knows of a move is in the
/// database; when it is ended in the middle, whoever takes the move up again goes on from there.
///
/// Takes a step when it is told to, by one thread ([MoverThread]); answers come by another.
public final class Mover {
    private static final Logger LOG = Logger.getLogger(Mover.class);
    private static final int BATCH = 500;
    private static final int LEAVE_TOGETHER = 4;

    /// Other instances may have changed a move.
    private static final long LOOK_EVERY = Duration.ofSeconds(1).toNanos();

    private final MoveStart starts;
    private final MoveStore moves;
    private final Departures departures;
    private final Arrivals arrivals;
    private final MoverSettings settings;
    private final DirectoryMetrics metrics;
    private final LongSupplier nanoTime;
    private final Travellers travellers = new Travellers();
    private final Map<String, Course> courses = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<String> news = new ConcurrentLinkedQueue<>();
    private volatile Runnable wake = () -> {};
    private long lookedAt;

    /// @param nanoTime a clock that does not go back
    public Mover(
            MoveStart starts,
            MoveStore moves,
            Departures departures,
            Arrivals arrivals,
            MoverSettings settings,
            DirectoryMetrics metrics,
            LongSupplier nanoTime) {
        this.starts = starts;
        this.moves = moves;
        this.departures = departures;
        this.arrivals = arrivals;
        this.settings = settings;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.lookedAt = nanoTime.getAsLong();
    }

    /// @param told when there is something to do
    void onNews(Runnable told) {
        wake = told;
    }

    /// A move has begun, or operators want something else of it. It is seen to in the background.
    public void carryOut(String move) {
        news.add(move);
        wake.run();
    }

    /// Takes up the moves that an earlier process left running.
    void resume() {
        for (String move : moves.running()) {
            LOG.infof("move taken up again move=%s", move);
            carryOut(move);
        }
    }

    /// Since when the user who left first is on her way; empty when nobody is.
    Optional<Instant> movingSince() {
        return moves.movingSince();
    }

    /// How fast a move goes; of one that does not run here, nothing.
    public Progress progress(String move) {
        Course course = courses.get(move);
        return course == null ? Progress.NONE : course.progress(nanoTime.getAsLong());
    }

    /// Gateways' answers. Returns when what follows from them is in the database.
    void answered(List<UserQuiesced> answers) {
        refused(answers.stream().filter(each -> each.refused() != null).toList());
        quiesced(answers.stream().filter(each -> each.refused() == null).toList());
        wake.run();
    }

    private void refused(List<UserQuiesced> answers) {
        if (answers.isEmpty()) {
            return;
        }
        for (UserQuiesced each : answers) {
            LOG.warnf("user refused by her pools user=%s error=%s", each.user(), each.refused());
        }
        Settled settled = arrivals.refused(answers);
        ended(settled);
        metrics.stale(settled.stale().size());
    }

    private void quiesced(List<UserQuiesced> answers) {
        if (answers.isEmpty()) {
            return;
        }
        Settled settled = settings.transfers() == null ? arrivals.arrive(answers) : arrivals.quiesce(answers);
        settings.window().held(settled.held());
        if (settings.transfers() == null) {
            ended(settled);
        } else {
            transfer(settled.accepted(), settings.transfers());
        }
        for (Stale each : settled.stale()) {
            LOG.debugf("stale answer ignored user=%s error=%s", each.user(), each.reason());
        }
        metrics.stale(settled.stale().size());
    }

    private void transfer(List<Passage> passages, Transfers transfers) {
        for (Passage each : passages) {
            if (travellers.transfers(each)) {
                transfers.begin(each, () -> wake.run());
            }
        }
    }

    /// Does what can be done now.
    ///
    /// @return false when there was nothing to do
    boolean step() {
        long now = nanoTime.getAsLong();
        boolean any = look(now);
        any |= settings.transfers() != null && transfersEnded(settings.transfers());
        any |= putBackOverdue(now);
        any |= depart(now);
        return any;
    }

    /// How long there is nothing to do unless there are news, in nanoseconds.
    long idleFor() {
        long now = nanoTime.getAsLong();
        long idle = LOOK_EVERY - (now - lookedAt);
        idle = Math.min(idle, travellers.next().orElse(Long.MAX_VALUE) - now);
        for (Course each : courses.values()) {
            idle = each.pause() > 0 ? Math.min(idle, each.pause()) : idle;
        }
        return Math.max(0, idle);
    }

    /// Stops what runs on threads of its own.
    void close() {
        if (settings.transfers() != null) {
            settings.transfers().close();
        }
    }

    private boolean look(long now) {
        boolean any = false;
        for (String move = news.peek(); move != null; move = news.peek()) {
            know(move, now);
            news.remove();
            any = true;
        }
        if (now - lookedAt >= LOOK_EVERY) {
            lookedAt = now;
            courses.keySet().forEach(move -> know(move, now));
        }
        return any;
    }

    private void know(String id, long now) {
        if (!courses.containsKey(id)) {
            starts.goOn(id);
        }
        Optional<Move> move = moves.find(id).filter(found -> !found.isCompleted());
        Course known = courses.get(id);
        if (move.isEmpty()) {
            courses.remove(id);
        } else if (known == null) {
            Holds holds = move.get().counts().moved() == 0 ? new Holds(Map.of()) : moves.holds(id);
            takeUp(id, MoveUser.State.MOVING, now);
            takeUp(id, MoveUser.State.TRANSFERRING, now);
            courses.put(id, new Course(move.get(), holds, now));
        } else {
            known.know(move.get());
        }
    }

    private void takeUp(String move, MoveUser.State state, long now) {
        String last = null;
        do {
            TakenUp taken = departures.takeUp(move, state, last, BATCH);
            travellers.left(taken.moving(), now + settings.quiesceLimit().toNanos());
            if (settings.transfers() == null) {
                // they are quiet, and transfers were switched off meanwhile
                ended(arrivals.transferred(taken.transferring()));
            } else {
                transfer(taken.transferring(), settings.transfers());
            }
            last = taken.last();
        } while (last != null);
    }

    private boolean transfersEnded(Transfers transfers) {
        List<Done> ended = transfers.ended(BATCH);
        if (ended.isEmpty()) {
            return false;
        }
        Map<Passage, String> failed = new HashMap<>();
        for (Done each : ended) {
            switch (each.result()) {
                case Transfer.Result.Transferred() -> {}
                case Transfer.Result.Failed(var reason) -> failed.put(each.passage(), reason);
            }
        }
        putBack(failed);
        List<Passage> transferred = ended.stream()
                .map(Done::passage)
                .filter(passage -> !failed.containsKey(passage))
                .toList();
        ended(arrivals.transferred(transferred));
        travellers.ended(ended.stream().map(Done::passage).toList());
        transfers.forget(ended);
        return true;
    }

    private boolean putBackOverdue(long now) {
        List<Passage> overdue = travellers.overdue(now);
        Map<Passage, String> reasons = new HashMap<>();
        for (Passage each : overdue) {
            reasons.put(
                    each,
                    "no gateway has quiesced her lane within "
                            + settings.quiesceLimit().toSeconds() + " s");
        }
        putBack(reasons);
        return !overdue.isEmpty();
    }

    private void putBack(Map<Passage, String> reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        Settled settled = arrivals.putBack(reasons);
        for (Passage each : settled.accepted()) {
            LOG.warnf("user put back user=%s pool=%s error=%s", each.user(), each.from(), reasons.get(each));
        }
        ended(settled);
        // the others have arrived at the last moment
        travellers.ended(reasons.keySet());
    }

    private void ended(Settled settled) {
        travellers.ended(settled.accepted());
        settled.ended().forEach(this::count);
    }

    private boolean depart(long now) {
        boolean mayLeave = mayLeave();
        boolean any = false;
        int remaining = courses.size();
        for (Course course : courses.values()) {
            int free = mayLeave ? places() - travellers.count() : 0;
            // each of the moves that go on gets its share of the places
            int share = Math.clamp((free + remaining - 1) / remaining, 0, BATCH);
            int due = course.due(now, share);
            String move = course.move().id();
            if (due > 0) {
                any |= departed(course, departures.leave(move, course.last(), due), now);
            } else if (course.mayDismiss()) {
                any |= departed(course, departures.dismiss(move, course.last(), BATCH), now);
            }
            remaining--;
        }
        return any;
    }

    /// Nobody leaves until a quarter of the places is free: then they leave in one transaction. That holds no lane.
    private boolean mayLeave() {
        int places = places();
        return (places - travellers.count()) * LEAVE_TOGETHER >= places;
    }

    private int places() {
        int size = settings.window().size();
        return settings.transfers() == null
                ? size
                : Math.min(size, settings.transfers().atOnce());
    }

    private boolean departed(Course course, Departed departed, long now) {
        travellers.left(departed.left(), now + settings.quiesceLimit().toNanos());
        if (departed.ended() != null) {
            count(departed.ended());
        }
        return course.departed(departed);
    }

    private void count(Ended ended) {
        metrics.ended(ended);
        Course course = courses.get(ended.move());
        if (course != null) {
            course.count(ended, nanoTime.getAsLong());
        }
        if (ended.completed() != null) {
            LOG.infof("move completed move=%s state=%s", ended.move(), ended.completed());
            courses.remove(ended.move());
        }
    }
}
