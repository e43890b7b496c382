package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.MoveStarted;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MovePlan;
import org.rehome.directory.move.MovePlan.Candidate;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.pool.Pool;
import org.rehome.directory.user.Selection;

/// Begins moves: reserves their users, so that no other move takes them, and writes them down. Whoever carries a move
/// out finds all that is needed in the database.
public final class MoveStart {
    private final Database database;
    private final InstantSource clock;
    private final Predicate<PoolName> linked;

    /// @param linked whether a gateway's link to a pool is open
    public MoveStart(Database database, InstantSource clock, Predicate<PoolName> linked) {
        this.database = database;
        this.clock = clock;
        this.linked = linked;
    }

    /// Moves a selection to a pool.
    ///
    /// @param force begin although no link to the target is open
    public Outcome<Move> forward(Selection selection, PoolName target, boolean force) {
        return database.change("begin a move to pool " + target, transaction -> {
            Set<PoolName> named = new TreeSet<>(Set.of(target));
            if (selection instanceof Selection.OfPool(var from)) {
                named.add(from);
            }
            Map<PoolName, Pool> pools = lockPools(transaction, named);
            for (PoolName name : named) {
                if (!pools.containsKey(name)) {
                    return new Outcome.Unmet<>("pool", "there is no pool \"" + name + "\": GET /pools lists them");
                }
            }
            List<UserRow> rows = lockSelected(transaction, selection, target);
            if (selection instanceof Selection.Users(var jids)) {
                Optional<String> unknown = Grants.unknown(jids, rows);
                if (unknown.isPresent()) {
                    return new Outcome.Unmet<>("users", unknown.get());
                }
            }
            List<Candidate> candidates = rows.stream()
                    .map(row ->
                            Candidate.to(target, row.jid(), row.user().home().pool(), row.reservedBy()))
                    .toList();
            return begin(transaction, pools, candidates, null, force);
        });
    }

    /// Takes back a move that has ended: brings each user whom it has moved to the pool where she came from.
    public Outcome<Move> reverse(String id, boolean force) {
        return database.change("begin the reverse of move " + id, transaction -> {
            Optional<Move> move = MoveStore.find(transaction, id);
            if (move.isEmpty()) {
                return new Outcome.Missing<>("move \"" + id + "\"");
            }
            if (move.get().state() == Move.State.RUNNING) {
                return new Outcome.Conflict<>("move " + id + " is running: reverse it when it is completed");
            }
            List<MoveUser> moved = MoveStore.moved(transaction, id);
            Map<PoolName, Pool> pools =
                    lockPools(transaction, moved.stream().map(MoveUser::from).collect(Collectors.toSet()));
            Map<Jid, UserRow> now = new HashMap<>();
            for (UserRow row :
                    UserRow.lock(transaction, moved.stream().map(MoveUser::user).toList())) {
                now.put(row.jid(), row);
            }
            List<Candidate> candidates =
                    moved.stream().map(user -> back(user, now.get(user.user()))).toList();
            return begin(transaction, pools, candidates, id, force);
        });
    }

    private static Candidate back(MoveUser moved, @Nullable UserRow now) {
        return now == null
                ? Candidate.back(moved, null, null)
                : Candidate.back(moved, now.user().home().pool(), now.reservedBy());
    }

    private static Map<PoolName, Pool> lockPools(Connection transaction, Set<PoolName> names) throws SQLException {
        Map<PoolName, Pool> pools = new HashMap<>();
        for (PoolName name : new TreeSet<>(names)) {
            PoolStore.lock(transaction, name).ifPresent(pool -> pools.put(name, pool));
        }
        return pools;
    }

    private static List<UserRow> lockSelected(Connection transaction, Selection selection, PoolName target)
            throws SQLException {
        return switch (selection) {
            case Selection.Users(var jids) -> UserRow.lock(transaction, jids);
            case Selection.OfPool(var pool) ->
                Sql.list(
                        transaction,
                        UserRow.SELECT + " WHERE pool = ? ORDER BY jid FOR UPDATE",
                        UserRow::read,
                        pool.value());
            case Selection.Everybody() ->
                Sql.list(
                        transaction,
                        UserRow.SELECT + " WHERE pool <> ? ORDER BY jid FOR UPDATE",
                        UserRow::read,
                        target.value());
        };
    }

    private Outcome<Move> begin(
            Connection transaction,
            Map<PoolName, Pool> pools,
            List<Candidate> candidates,
            @Nullable String reverses,
            boolean force)
            throws SQLException {
        MovePlan plan = MovePlan.of(candidates, (pool, domain) -> {
            Pool target = pools.get(pool);
            return target != null && target.serves(domain);
        });
        return switch (plan) {
            case MovePlan.Busy(var user, var other) ->
                new Outcome.Conflict<>("user " + user + " is in move " + other
                        + ", which has not ended: wait until it is completed, or leave her out");
            case MovePlan.NothingToDo(var reason) -> new Outcome.Unmet<>("users", "nobody to move: " + reason);
            case MovePlan.NotServed(var user, var target) ->
                new Outcome.Unmet<>(
                        "domain",
                        "pool \"" + target + "\" does not serve the domain of " + user
                                + ": add it to the pool's domains first");
            case MovePlan.Ready ready -> begin(transaction, ready, reverses, force);
        };
    }

    private Outcome<Move> begin(Connection transaction, MovePlan.Ready ready, @Nullable String reverses, boolean force)
            throws SQLException {
        List<MoveUser> pending = ready.users().stream()
                .filter(user -> user.state() == MoveUser.State.PENDING)
                .toList();
        List<PoolName> unlinked = pending.stream()
                .map(MoveUser::to)
                .distinct()
                .filter(linked.negate())
                .toList();
        if (!unlinked.isEmpty() && !force) {
            return new Outcome.Unmet<>(
                    "link",
                    "no gateway has an open link to pool " + unlinked
                            + ": GET /links of the gateway says why; force moves nevertheless");
        }
        Instant now = clock.instant();
        Move move = new Move(
                Move.newId(now, ThreadLocalRandom.current()),
                mostFrequent(pending),
                new Move.Counts(pending.size(), 0, 0, ready.users().size() - pending.size()),
                !unlinked.isEmpty(),
                reverses,
                now,
                null);
        insert(transaction, move);
        insertUsers(transaction, move.id(), ready.users());
        reserve(transaction, move.id(), pending);
        MoveStarted started =
                new MoveStarted(move.id(), move.target(), move.counts().total(), reverses, move.forced());
        Outbox.write(transaction, Topics.MOVES, started);
        return new Outcome.Created<>(move);
    }

    /// A reverse may lead to several pools; the move as a whole is named after the one of most users.
    private static PoolName mostFrequent(List<MoveUser> pending) {
        return pending.stream().collect(Collectors.groupingBy(MoveUser::to, Collectors.counting())).entrySet().stream()
                .max(Map.Entry.<PoolName, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .orElseThrow()
                .getKey();
    }

    private static void insert(Connection transaction, Move move) throws SQLException {
        Sql.update(
                transaction,
                "INSERT INTO moves (id, target, total, moved, failed, skipped, forced, reverses, started_at)"
                        + " VALUES (?, ?, ?, 0, 0, ?, ?, ?, ?)",
                move.id(),
                move.target().value(),
                move.counts().total(),
                move.counts().skipped(),
                move.forced(),
                move.reverses(),
                move.startedAt());
    }

    private static void insertUsers(Connection transaction, String move, List<MoveUser> users) throws SQLException {
        batch(
                transaction,
                "INSERT INTO move_users (move_id, jid, from_pool, to_pool, state, reason) VALUES (?, ?, ?, ?, ?, ?)",
                users,
                user -> new @Nullable Object[] {
                    move,
                    user.user().toString(),
                    user.from().value(),
                    user.to().value(),
                    user.state().name(),
                    user.reason()
                });
    }

    private static void reserve(Connection transaction, String move, List<MoveUser> users) throws SQLException {
        batch(transaction, "UPDATE users SET move_id = ? WHERE jid = ? AND move_id IS NULL", users, user ->
                new @Nullable Object[] {move, user.user().toString()});
    }

    private static void batch(
            Connection transaction, String sql, List<MoveUser> users, Function<MoveUser, @Nullable Object[]> arguments)
            throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            List<Integer> changed = new ArrayList<>();
            for (MoveUser user : users) {
                Sql.bind(statement, arguments.apply(user));
                statement.addBatch();
                changed.add(1);
                if (changed.size() == UserRow.CHUNK) {
                    requireAll(statement.executeBatch());
                    changed.clear();
                }
            }
            requireAll(statement.executeBatch());
        }
    }

    private static void requireAll(int[] changed) throws SQLException {
        for (int each : changed) {
            if (each != 1) {
                throw new SQLException("a user was reserved by another transaction", "40001");
            }
        }
    }
}
