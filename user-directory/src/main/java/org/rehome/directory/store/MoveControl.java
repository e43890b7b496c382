package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.MoveEvent;
import org.rehome.contracts.event.MoveEvent.MoveCancelled;
import org.rehome.contracts.event.MoveEvent.MovePaused;
import org.rehome.contracts.event.MoveEvent.MoveResumed;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.Move.Steering;

/// What operators want of a move while it runs: written down, so that it holds after a restart. Asked for
/// twice, it is done once.
public final class MoveControl {
    private final Database database;

    public MoveControl(Database database) {
        this.database = database;
    }

    /// Nobody leaves any more; who is on her way arrives.
    public Outcome<Move> pause(String id) {
        return steer("pause", id, move -> switch (move.state()) {
            case RUNNING -> new Wanted(pausedOr(move, true), new MovePaused(id));
            case PAUSED -> new Done();
            case CANCELLING -> new Refused("move " + id + " is cancelled: nobody leaves in it any more");
            case COMPLETED, COMPLETED_WITH_FAILURES, CANCELLED -> completed(id);
        });
    }

    /// Users leave again.
    public Outcome<Move> resume(String id) {
        return steer("resume", id, move -> switch (move.state()) {
            case RUNNING -> new Done();
            case PAUSED -> new Wanted(pausedOr(move, false), new MoveResumed(id));
            case CANCELLING -> new Refused("move " + id + " is cancelled: begin a new move of those who have stayed");
            case COMPLETED, COMPLETED_WITH_FAILURES, CANCELLED -> completed(id);
        });
    }

    /// Who has not left stays for good; who is on her way arrives.
    public Outcome<Move> cancel(String id) {
        return steer("cancel", id, move -> switch (move.state()) {
            case RUNNING, PAUSED ->
                new Wanted(new Steering(false, true, move.steering().usersPerSecond()), new MoveCancelled(id));
            case CANCELLING, CANCELLED -> new Done();
            case COMPLETED, COMPLETED_WITH_FAILURES ->
                new Refused("move " + id + " is completed: POST /moves/" + id + "/reverse takes it back");
        });
    }

    /// @param usersPerSecond how many users leave per second at most; null for as many as can be moved
    public Outcome<Move> limit(String id, @Nullable Integer usersPerSecond) {
        return steer("change the rate of", id, move -> {
            Steering now = move.steering();
            Steering wanted = new Steering(now.paused(), now.cancelled(), usersPerSecond);
            return move.isCompleted() ? completed(id) : wanted.equals(now) ? new Done() : new Wanted(wanted, null);
        });
    }

    /// What follows from the state of a move.
    private sealed interface Decision {}

    /// @param told null when no event tells of it
    private record Wanted(Steering steering, @Nullable MoveEvent told) implements Decision {}

    /// It is so already.
    private record Done() implements Decision {}

    private record Refused(String reason) implements Decision {}

    @FunctionalInterface
    private interface Rule {
        Decision on(Move move);
    }

    private static Decision completed(String id) {
        return new Refused("move " + id + " is completed");
    }

    private static Steering pausedOr(Move move, boolean paused) {
        return new Steering(paused, false, move.steering().usersPerSecond());
    }

    private Outcome<Move> steer(String attempted, String id, Rule rule) {
        return database.change(attempted + " move " + id, transaction -> {
            Optional<Move> move = MoveStore.lock(transaction, id);
            if (move.isEmpty()) {
                return new Outcome.Missing<>("move \"" + id + "\"");
            }
            return switch (rule.on(move.get())) {
                case Done() -> new Outcome.Unchanged<>(move.get());
                case Refused(var reason) -> new Outcome.Conflict<>(reason);
                case Wanted(var steering, var told) -> write(transaction, id, steering, told);
            };
        });
    }

    private static Outcome<Move> write(Connection transaction, String id, Steering steering, @Nullable MoveEvent told)
            throws SQLException {
        Sql.update(
                transaction,
                "UPDATE moves SET paused = ?, cancelling = ?, users_per_second = ? WHERE id = ?",
                steering.paused(),
                steering.cancelled(),
                steering.usersPerSecond(),
                id);
        if (told != null) {
            Outbox.write(transaction, Topics.MOVES, told);
        }
        return new Outcome.Changed<>(MoveStore.find(transaction, id).orElseThrow());
    }
}
