package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.directory.move.Holds;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MoveUser;

/// Reads moves and the state of each of their users.
public final class MoveStore {
    private static final String MOVES =
            "SELECT id, target, total, moved, failed, cancelled, skipped, paused, cancelling, users_per_second, forced,"
                    + " reverses, started_at, completed_at, hold_p50, hold_p99 FROM moves";
    private static final String USERS =
            "SELECT jid, from_pool, to_pool, state, reason, hold_millis, roster_items, blocked_items, offline_items FROM move_users WHERE move_id = ?";

    private final Database database;

    public MoveStore(Database database) {
        this.database = database;
    }

    public Optional<Move> find(String id) {
        return database.read("read move " + id, transaction -> find(transaction, id));
    }

    /// Up to `limit` moves, the newest first.
    ///
    /// @param after the last id of the page before; null for the first page
    public List<Move> list(@Nullable String after, int limit) {
        String page = " ORDER BY id DESC FETCH FIRST " + limit + " ROWS ONLY";
        return database.read(
                "list the moves",
                transaction -> after == null
                        ? Sql.list(transaction, MOVES + page, MoveStore::move)
                        : Sql.list(transaction, MOVES + " WHERE id < ?" + page, MoveStore::move, after));
    }

    /// The ids of the moves that have not ended, the oldest first.
    public List<String> running() {
        return database.read(
                "list the running moves",
                transaction -> Sql.list(
                        transaction,
                        "SELECT id FROM moves WHERE completed_at IS NULL ORDER BY id",
                        row -> row.getString(1)));
    }

    /// Since when the user who left first is on her way; empty when nobody is.
    public Optional<Instant> movingSince() {
        return database.read("read who is moving", transaction -> Sql.list(
                        transaction,
                        "SELECT u.moving_since FROM moves m JOIN move_users p ON p.move_id = m.id"
                                + " JOIN users u ON u.jid = p.jid"
                                + " WHERE m.completed_at IS NULL AND p.state = 'MOVING'"
                                + " AND u.moving_since IS NOT NULL ORDER BY u.moving_since"
                                + " FETCH FIRST 1 ROWS ONLY",
                        row -> Objects.requireNonNull(Sql.instant(row, "moving_since")))
                .stream()
                .findFirst());
    }

    /// Up to `limit` users of a move by address.
    ///
    /// @param state only those; null for all
    /// @param after the last address of the page before; null for the first page
    public List<MoveUser> users(String move, MoveUser.@Nullable State state, @Nullable String after, int limit) {
        return database.read(
                "list the users of move " + move,
                transaction -> state == null
                        ? Sql.list(
                                transaction,
                                USERS + " AND jid > ? ORDER BY move_id, jid FETCH FIRST " + limit + " ROWS ONLY",
                                MoveStore::user,
                                move,
                                after == null ? "" : after)
                        : page(transaction, move, state, after, limit));
    }

    /// How many users of a move are in a state.
    public int count(String move, MoveUser.State state) {
        return database.read(
                "count the users of move " + move,
                transaction -> Sql.count(
                        transaction,
                        "SELECT COUNT(*) FROM move_users WHERE move_id = ? AND state = ?",
                        move,
                        state.name()));
    }

    /// How long lanes of a move were held.
    public Holds holds(String move) {
        return database.read("read the holds of move " + move, transaction -> new Holds(holds(transaction, move)));
    }

    static Optional<Move> find(Connection transaction, String id) throws SQLException {
        return Sql.first(transaction, MOVES + " WHERE id = ?", MoveStore::move, id);
    }

    /// Reads a move and keeps it as it is until the transaction ends.
    static Optional<Move> lock(Connection transaction, String id) throws SQLException {
        return Sql.first(transaction, MOVES + " WHERE id = ? FOR UPDATE", MoveStore::move, id);
    }

    /// Up to `limit` users of a move in a state, by address.
    ///
    /// @param after the last address of the page before; null for the first page
    static List<MoveUser> page(
            Connection transaction, String move, MoveUser.State state, @Nullable String after, int limit)
            throws SQLException {
        return Sql.list(
                transaction,
                // H2 reads the index in its order only when all of its columns are named
                USERS + " AND state = ? AND jid > ? ORDER BY move_id, state, jid FETCH FIRST " + limit + " ROWS ONLY",
                MoveStore::user,
                move,
                state.name(),
                after == null ? "" : after);
    }

    /// For how many users lanes were held for how many milliseconds.
    static Map<Long, Integer> holds(Connection transaction, String move) throws SQLException {
        Map<Long, Integer> holds = new HashMap<>();
        Sql.list(
                transaction,
                "SELECT hold_millis, COUNT(*) AS users FROM move_users WHERE move_id = ? AND hold_millis IS NOT NULL"
                        + " GROUP BY hold_millis",
                row -> holds.put(row.getLong("hold_millis"), row.getInt("users")),
                move);
        return holds;
    }

    static List<MoveUser> moved(Connection transaction, String move) throws SQLException {
        return Sql.list(
                transaction, USERS + " AND state = ? ORDER BY jid", MoveStore::user, move, MoveUser.State.MOVED.name());
    }

    private static Move move(ResultSet row) throws SQLException {
        return new Move(
                row.getString("id"),
                new PoolName(row.getString("target")),
                new Move.Counts(
                        row.getInt("total"),
                        row.getInt("moved"),
                        row.getInt("failed"),
                        row.getInt("cancelled"),
                        row.getInt("skipped")),
                new Move.Steering(
                        row.getBoolean("paused"),
                        row.getBoolean("cancelling"),
                        row.getObject("users_per_second", Integer.class)),
                row.getBoolean("forced"),
                row.getString("reverses"),
                Objects.requireNonNull(Sql.instant(row, "started_at")),
                Sql.instant(row, "completed_at"),
                holdTimes(row));
    }

    private static Move.@Nullable HoldTimes holdTimes(ResultSet row) throws SQLException {
        Long p50 = row.getObject("hold_p50", Long.class);
        Long p99 = row.getObject("hold_p99", Long.class);
        return p50 == null || p99 == null ? null : new Move.HoldTimes(p50, p99);
    }

    private static MoveUser user(ResultSet row) throws SQLException {
        return new MoveUser(
                Jid.parse(row.getString("jid")),
                new PoolName(row.getString("from_pool")),
                new PoolName(row.getString("to_pool")),
                MoveUser.State.valueOf(row.getString("state")),
                row.getString("reason"),
                row.getObject("hold_millis", Long.class),
                transferred(row));
    }

    private static @Nullable AccountData transferred(ResultSet row) throws SQLException {
        Integer roster = row.getObject("roster_items", Integer.class);
        return roster == null
                ? null
                : new AccountData(roster, row.getInt("blocked_items"), row.getInt("offline_items"));
    }
}
