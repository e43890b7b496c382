package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.MoveEvent.MoveCompleted;
import org.rehome.contracts.event.MoveEvent.UserMoveFailed;
import org.rehome.contracts.event.MoveEvent.UserMoved;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.User;

/// The transitions of users' homes: each is one transaction that compares the home with what the transition expects,
/// sets it, writes the events, and counts in the move. Any number of threads and instances may race: one wins, the
/// others are told that they are too late.
public final class Homes {
    private static final int MAX_REASON = 1000;

    private final Database database;
    private final InstantSource clock;

    public Homes(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// What became of a user who shall leave her pool.
    public sealed interface Departure {
        /// She is on her way and `UserMoving` says so.
        record Left(Home.Moving home) implements Departure {}

        /// The move is done with her.
        ///
        /// @param now what it ended with; empty when it had ended before
        record Done(Optional<Ended> now) implements Departure {}
    }

    /// What became of a gateway's answer, or of an abort.
    public sealed interface Arrival {
        record Accepted(Ended ended) implements Arrival {}

        /// It is about a state that is over; nothing was written.
        record Stale(String reason) implements Arrival {}
    }

    /// The move is done with a user.
    ///
    /// @param state moved or failed
    /// @param held how long her lane was held
    /// @param completed how the move ended, when she was its last user; else null
    public record Ended(MoveUser.State state, Duration held, Move.@Nullable State completed) {}

    /// Homed to moving. A user who is moving in this move already (it was interrupted by the end of a process) is
    /// published again with the same epoch, so that the gateway answers again.
    public Departure leave(String move, Jid jid) {
        return database.change("begin to move user " + jid, transaction -> {
            Optional<UserRow> row = UserRow.lock(transaction, jid);
            MoveUser part = MoveStore.findUser(transaction, move, jid)
                    .orElseThrow(() -> new IllegalArgumentException("user " + jid + " is not in move " + move));
            return switch (part.state()) {
                case MOVED, FAILED, SKIPPED -> new Departure.Done(Optional.empty());
                case PENDING, MOVING -> leave(transaction, move, part, row);
            };
        });
    }

    private Departure leave(Connection transaction, String move, MoveUser part, Optional<UserRow> row)
            throws SQLException {
        if (row.isEmpty() || !move.equals(row.get().reservedBy())) {
            // removed, and perhaps created again, since the move began
            String reason = "was removed from the directory after the move had begun";
            return new Departure.Done(Optional.of(fail(transaction, move, part.user(), reason, Duration.ZERO)));
        }
        User user = row.get().user();
        return switch (user.home()) {
            case Home.Moving moving -> {
                Outbox.write(transaction, Topics.USERS, user.event());
                yield new Departure.Left(moving);
            }
            case Home.Homed homed -> {
                Home.Moving moving = homed.leaveFor(part.to(), move);
                row.get().become(transaction, user.at(moving), clock.instant(), move);
                Sql.update(
                        transaction,
                        "UPDATE move_users SET state = 'MOVING' WHERE move_id = ? AND jid = ?",
                        move,
                        part.user().toString());
                yield new Departure.Left(moving);
            }
        };
    }

    /// Moving to homed on the new pool, if the answer is about this epoch of this move.
    public Arrival arrive(UserQuiesced answer) {
        return database.change("bring user " + answer.user() + " to her new pool", transaction -> {
            Optional<UserRow> row = UserRow.lock(transaction, answer.user());
            if (row.isEmpty()
                    || !(row.get().user().home() instanceof Home.Moving moving)
                    || !moving.isAnsweredBy(answer.move(), answer.epoch())) {
                return new Arrival.Stale(stale(row));
            }
            Duration held = held(row.get());
            Home.Homed home = moving.arrive();
            row.get().become(transaction, row.get().user().at(home), null, null);
            UserMoved moved = new UserMoved(
                    moving.move(), answer.user(), moving.from(), moving.to(), home.epoch(), held.toMillis());
            Outbox.write(transaction, Topics.MOVES, moved);
            Sql.update(
                    transaction,
                    "UPDATE move_users SET state = 'MOVED', hold_millis = ? WHERE move_id = ? AND jid = ?",
                    held.toMillis(),
                    moving.move(),
                    answer.user().toString());
            return new Arrival.Accepted(end(transaction, moving.move(), MoveUser.State.MOVED, held));
        });
    }

    /// Moving to homed where she came from, if she is still moving with this epoch.
    public Arrival abort(String move, Jid jid, long epoch, String reason) {
        return database.change("put user " + jid + " back", transaction -> {
            Optional<UserRow> row = UserRow.lock(transaction, jid);
            if (row.isEmpty()
                    || !(row.get().user().home() instanceof Home.Moving moving)
                    || !moving.isAnsweredBy(move, epoch)) {
                return new Arrival.Stale(stale(row));
            }
            row.get().become(transaction, row.get().user().at(moving.abort()), null, null);
            return new Arrival.Accepted(fail(transaction, move, jid, reason, held(row.get())));
        });
    }

    private Ended fail(Connection transaction, String move, Jid jid, String reason, Duration held) throws SQLException {
        String kept = reason.substring(0, Math.min(reason.length(), MAX_REASON));
        Outbox.write(transaction, Topics.MOVES, new UserMoveFailed(move, jid, kept));
        Sql.update(
                transaction,
                "UPDATE move_users SET state = 'FAILED', reason = ? WHERE move_id = ? AND jid = ?",
                kept,
                move,
                jid.toString());
        return end(transaction, move, MoveUser.State.FAILED, held);
    }

    /// Counts a user; the last one completes the move. The counts' row is locked by the update, so exactly one
    /// transaction sees that all are done.
    private Ended end(Connection transaction, String id, MoveUser.State state, Duration held) throws SQLException {
        String counter = state == MoveUser.State.MOVED ? "moved" : "failed";
        Sql.update(transaction, "UPDATE moves SET " + counter + " = " + counter + " + 1 WHERE id = ?", id);
        Move move = MoveStore.find(transaction, id)
                .orElseThrow(() -> new IllegalStateException("move " + id + " is not there"));
        if (!move.counts().allDone()) {
            return new Ended(state, held, null);
        }
        Instant now = clock.instant();
        Sql.update(transaction, "UPDATE moves SET completed_at = ? WHERE id = ?", now, id);
        MoveCompleted completed =
                new MoveCompleted(id, move.counts().moved(), move.counts().failed());
        Outbox.write(transaction, Topics.MOVES, completed);
        return new Ended(
                state, held, move.counts().failed() == 0 ? Move.State.COMPLETED : Move.State.COMPLETED_WITH_FAILURES);
    }

    private Duration held(UserRow row) {
        Instant since = row.movingSince();
        Duration held = since == null ? Duration.ZERO : Duration.between(since, clock.instant());
        return held.isNegative() ? Duration.ZERO : held;
    }

    private static String stale(Optional<UserRow> row) {
        return row.map(found -> switch (found.user().home()) {
                    case Home.Homed(var pool, var epoch) -> "is homed on pool " + pool + " with epoch " + epoch;
                    case Home.Moving moving -> "is moving with epoch " + moving.epoch() + " in move " + moving.move();
                })
                .orElse("is not in the directory");
    }
}
