package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.MoveEvent.MoveCompleted;
import org.rehome.contracts.event.MoveEvent.UserMoveFailed;
import org.rehome.directory.move.Holds;
import org.rehome.directory.move.Move;

/// Counts users whom a move is done with; the last one completes it. The row of the move is locked by the
/// count, so that exactly one transaction sees that all are done.
final class MoveTally {
    private static final int MAX_REASON = 1000;

    private MoveTally() {}

    /// A user who stays, or was put back, where she was.
    record Failure(Jid user, String reason) {
        Failure {
            reason = reason.substring(0, Math.min(reason.length(), MAX_REASON));
        }
    }

    static Ended moved(Connection transaction, String move, List<Duration> held, Instant now) throws SQLException {
        return count(transaction, new Ended(move, held.size(), 0, 0, held, null), now);
    }

    /// @param failures of users whose part in the move the caller has locked, and who are not done with
    static Ended failed(Connection transaction, String move, List<Failure> failures, Instant now) throws SQLException {
        Sql.batch(
                transaction,
                "UPDATE move_users SET state = 'FAILED', reason = ? WHERE move_id = ? AND jid = ?",
                failures,
                failure -> new @Nullable Object[] {
                    failure.reason(), move, failure.user().toString()
                });
        Outbox.writeAll(
                transaction,
                Topics.MOVES,
                failures.stream()
                        .map(failure -> new UserMoveFailed(move, failure.user(), failure.reason()))
                        .toList());
        return count(transaction, new Ended(move, 0, failures.size(), 0, List.of(), null), now);
    }

    static Ended cancelled(Connection transaction, String move, int users, Instant now) throws SQLException {
        return count(transaction, new Ended(move, 0, 0, users, List.of(), null), now);
    }

    private static Ended count(Connection transaction, Ended ended, Instant now) throws SQLException {
        Sql.update(
                transaction,
                "UPDATE moves SET moved = moved + ?, failed = failed + ?, cancelled = cancelled + ? WHERE id = ?",
                ended.moved(),
                ended.failed(),
                ended.cancelled(),
                ended.move());
        Move move = MoveStore.find(transaction, ended.move())
                .orElseThrow(() -> new IllegalStateException("move " + ended.move() + " is not there"));
        if (ended.users() == 0 || !move.counts().allDone()) {
            return ended;
        }
        return new Ended(
                ended.move(),
                ended.moved(),
                ended.failed(),
                ended.cancelled(),
                ended.held(),
                complete(transaction, move, now));
    }

    /// Of a move that has nobody to move, although it had when it was asked for.
    static void completeIfDone(Connection transaction, Move move, Instant now) throws SQLException {
        if (move.counts().allDone()) {
            complete(transaction, move, now);
        }
    }

    private static Move.State complete(Connection transaction, Move move, Instant now) throws SQLException {
        Move.HoldTimes held =
                new Holds(MoveStore.holds(transaction, move.id())).times().orElse(null);
        Sql.update(
                transaction,
                "UPDATE moves SET completed_at = ?, hold_p50 = ?, hold_p99 = ? WHERE id = ?",
                now,
                held == null ? null : held.p50Millis(),
                held == null ? null : held.p99Millis(),
                move.id());
        Move.Counts counts = move.counts();
        Outbox.write(
                transaction,
                Topics.MOVES,
                new MoveCompleted(move.id(), counts.moved(), counts.failed(), counts.cancelled()));
        return MoveStore.find(transaction, move.id()).orElseThrow().state();
    }
}
