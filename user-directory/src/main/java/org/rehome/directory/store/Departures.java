package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.MoveEvent.UserMoveCancelled;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.move.Passage;
import org.rehome.directory.store.UserRow.Change;
import org.rehome.directory.user.Home;

/// Users of a move leave their pools, or are let go when it is cancelled: many in one transaction, which
/// compares each home with what the transition expects, sets it, writes the events, and counts in the move.
/// Any number of threads and instances may race: one wins, the others find nobody left.
public final class Departures {
    private final Database database;
    private final InstantSource clock;

    public Departures(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// What became of users who wait for their turn.
    ///
    /// @param left who are on their way now, as `UserMoving` says
    /// @param ended with whom the move is done without their leaving; null when with nobody
    /// @param last the last address that was looked at; null when nobody waits any more
    public record Departed(
            List<Passage> left,
            @Nullable Ended ended,
            @Nullable String last) {
        static final Departed NOBODY = new Departed(List.of(), null, null);

        public Departed {
            left = List.copyOf(left);
        }
    }

    /// Homed to moving, for the next users of a running move. Nobody leaves in a move that is paused or
    /// cancelled.
    ///
    /// @param after the last address that was looked at before; null at first
    public Departed leave(String move, @Nullable String after, int limit) {
        return database.change("begin to move users of move " + move, transaction -> {
            if (isHalted(MoveStore.find(transaction, move))) {
                return Departed.NOBODY;
            }
            List<MoveUser> waiting = MoveStore.page(transaction, move, MoveUser.State.PENDING, after, limit);
            if (waiting.isEmpty()) {
                return Departed.NOBODY;
            }
            Departed departed = leave(transaction, move, waiting);
            if (isHalted(MoveStore.lock(transaction, move))) {
                // somebody has just been told so, and must not see users leave afterwards
                throw new SQLException("move " + move + " was paused or cancelled meanwhile", Sql.COLLISION);
            }
            return departed;
        });
    }

    private static boolean isHalted(Optional<Move> move) {
        return move.map(Move::steering)
                .map(steering -> steering.paused() || steering.cancelled())
                .orElse(true);
    }

    private Departed leave(Connection transaction, String move, List<MoveUser> waiting) throws SQLException {
        Map<Jid, UserRow> rows = lock(transaction, waiting);
        Instant now = clock.instant();
        List<Change> leaving = new ArrayList<>();
        List<Passage> left = new ArrayList<>();
        List<MoveUser> gone = new ArrayList<>();
        for (MoveUser part : waiting) {
            UserRow row = rows.get(part.user());
            if (row == null || !move.equals(row.reservedBy())) {
                gone.add(part);
            } else if (row.user().home() instanceof Home.Homed homed) {
                Home.Moving moving = homed.leaveFor(part.to(), move);
                leaving.add(new Change(row, row.user().at(moving), now, move));
                left.add(Passage.of(part.user(), moving));
            }
            // else she has left by another instance, between the page and the lock
        }
        setState(
                transaction,
                move,
                MoveUser.State.MOVING,
                left.stream().map(Passage::user).toList());
        UserRow.become(transaction, leaving);
        return new Departed(
                left,
                gone.isEmpty() ? null : fail(transaction, move, gone, rows, now),
                waiting.getLast().user().toString());
    }

    /// They are not reserved: another move had them when this one began, or they were removed since, perhaps to be
    /// created again. Nobody's row keeps others away from them, so only who is pending still counts.
    private static Ended fail(
            Connection transaction, String move, List<MoveUser> gone, Map<Jid, UserRow> rows, Instant now)
            throws SQLException {
        List<MoveTally.Failure> failures = new ArrayList<>();
        for (Jid each : pendingOf(transaction, move, gone)) {
            failures.add(new MoveTally.Failure(each, unreserved(rows.get(each))));
        }
        return MoveTally.failed(transaction, move, failures, now);
    }

    private static String unreserved(@Nullable UserRow row) {
        if (row != null && row.reservedBy() != null) {
            return "is in another move: " + row.reservedBy();
        }
        return "was removed from the directory after the move had begun, or was in another move then";
    }

    /// Those of users who are pending still, locked.
    private static List<Jid> pendingOf(Connection transaction, String move, List<MoveUser> users) throws SQLException {
        List<Jid> pending = new ArrayList<>();
        for (MoveUser each : users) {
            pending.addAll(Sql.list(
                    transaction,
                    "SELECT jid FROM move_users WHERE move_id = ? AND jid = ? AND state = 'PENDING' FOR UPDATE",
                    row -> each.user(),
                    move,
                    each.user().toString()));
        }
        return pending;
    }

    /// Users who were on their way when an earlier process ended.
    ///
    /// @param moving whose lanes are being quiesced
    /// @param transferring whose account data is being transferred
    /// @param last the last address that was looked at; null when there are no more
    public record TakenUp(
            List<Passage> moving,
            List<Passage> transferring,
            @Nullable String last) {}

    /// Publishes `UserMoving` again, with the same epoch, for users who are on their way, so that gateways
    /// answer.
    public TakenUp takeUp(String move, MoveUser.State state, @Nullable String after, int limit) {
        return database.change("take up users of move " + move, transaction -> {
            List<MoveUser> page = MoveStore.page(transaction, move, state, after, limit);
            List<UserRow> moving = lock(transaction, page).values().stream()
                    .filter(row -> row.user().home() instanceof Home.Moving home
                            && home.move().equals(move))
                    .toList();
            List<Passage> passages = moving.stream()
                    .map(row -> Passage.of(row.jid(), (Home.Moving) row.user().home()))
                    .toList();
            String last = page.size() < limit ? null : page.getLast().user().toString();
            if (state == MoveUser.State.TRANSFERRING) {
                return new TakenUp(List.of(), passages, last);
            }
            Outbox.writeAll(
                    transaction,
                    Topics.USERS,
                    moving.stream().map(row -> row.user().event()).toList());
            return new TakenUp(passages, List.of(), last);
        });
    }

    /// Lets users go who have not left when their move is cancelled.
    public Departed dismiss(String move, @Nullable String after, int limit) {
        return database.change("cancel users of move " + move, transaction -> {
            List<MoveUser> waiting = MoveStore.page(transaction, move, MoveUser.State.PENDING, after, limit);
            if (waiting.isEmpty()) {
                return Departed.NOBODY;
            }
            lock(transaction, waiting);
            List<Jid> pending = pendingOf(transaction, move, waiting);
            setState(transaction, move, MoveUser.State.CANCELLED, pending);
            // who was removed, and created again since, is not reserved
            Sql.changedBy(transaction, "UPDATE users SET move_id = NULL WHERE jid = ? AND move_id = ?", pending, jid ->
                    new @Nullable Object[] {jid.toString(), move});
            Outbox.writeAll(
                    transaction,
                    Topics.MOVES,
                    pending.stream()
                            .map(jid -> new UserMoveCancelled(move, jid))
                            .toList());
            Ended ended = MoveTally.cancelled(transaction, move, pending.size(), clock.instant());
            return new Departed(List.of(), ended, waiting.getLast().user().toString());
        });
    }

    private static Map<Jid, UserRow> lock(Connection transaction, List<MoveUser> users) throws SQLException {
        Map<Jid, UserRow> rows = new HashMap<>();
        for (UserRow row :
                UserRow.lock(transaction, users.stream().map(MoveUser::user).toList())) {
            rows.put(row.jid(), row);
        }
        return rows;
    }

    private static void setState(Connection transaction, String move, MoveUser.State state, List<Jid> users)
            throws SQLException {
        Sql.batch(
                transaction,
                "UPDATE move_users SET state = ? WHERE move_id = ? AND jid = ? AND state = 'PENDING'",
                users,
                jid -> new @Nullable Object[] {state.name(), move, jid.toString()});
    }
}
