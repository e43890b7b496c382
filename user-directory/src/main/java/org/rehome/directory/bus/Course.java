package org.rehome.directory.bus;

import org.jspecify.annotations.Nullable;
import org.rehome.directory.move.Holds;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.Pace;
import org.rehome.directory.move.Progress;
import org.rehome.directory.move.Rate;
import org.rehome.directory.store.Departures.Departed;
import org.rehome.directory.store.Ended;

/// What whoever carries a move out has to remember of it; all else is in the database. Progress is read by
/// other threads.
final class Course {
    private static final long SECOND = 1_000_000_000L;

    private final Rate rate = new Rate();
    private final Holds holds;
    private final Pace pace;
    private Move move;
    private @Nullable String last;
    private boolean somebodyWaits = true;

    /// @param holds how long lanes were held by earlier processes
    Course(Move move, Holds holds, long now) {
        this.move = move;
        this.holds = holds;
        this.pace = new Pace(now);
        know(move);
    }

    /// How the move is now; users may wait who did not before.
    void know(Move now) {
        move = now;
        pace.limit(now.steering().usersPerSecond());
        somebodyWaits = true;
    }

    Move move() {
        return move;
    }

    /// The last address that was looked at: whoever comes before it has left, or will not.
    @Nullable
    String last() {
        return last;
    }

    /// How many of those for whom there is a place may leave now.
    int due(long now, int places) {
        return somebodyWaits && move.state() == Move.State.RUNNING ? pace.due(now, places) : 0;
    }

    /// How long nobody is due because of the pace; 0 when that is not why.
    long pause() {
        return somebodyWaits && move.state() == Move.State.RUNNING ? pace.next() : 0;
    }

    boolean mayDismiss() {
        return somebodyWaits && move.state() == Move.State.CANCELLING;
    }

    /// @return false when nobody waited
    boolean departed(Departed departed) {
        pace.left(departed.left().size());
        if (departed.last() == null) {
            somebodyWaits = false;
            return false;
        }
        last = departed.last();
        return true;
    }

    void count(Ended ended, long now) {
        rate.count(now / SECOND, ended.moved() + ended.failed());
        holds.add(ended.held());
    }

    Progress progress(long now) {
        return new Progress(rate.perSecond(now / SECOND), holds.times());
    }
}
