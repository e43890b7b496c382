package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.MoveStarted;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MovePlan;
import org.rehome.directory.move.MovePlan.Candidate;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.move.Obstacle;
import org.rehome.directory.pool.Pool;
import org.rehome.directory.user.Selection;

/// Begins moves: reserves their users, so that no other move takes them, and writes them down. Whoever
/// carries a move out finds all that is needed in the database. What it would do and what stands in the way
/// can be asked before.
public final class MoveStart {
    private final Database database;
    private final InstantSource clock;
    private final Predicate<PoolName> linked;
    private final Supplier<List<Domain>> notEnabled;

    /// @param linked whether a gateway's link to a pool is open
    /// @param notEnabled the partners that are known and not enabled
    public MoveStart(
            Database database, InstantSource clock, Predicate<PoolName> linked, Supplier<List<Domain>> notEnabled) {
        this.database = database;
        this.clock = clock;
        this.linked = linked;
        this.notEnabled = notEnabled;
    }

    /// How a move shall be.
    ///
    /// @param usersPerSecond how many users leave per second at most; null for as many as can be moved
    /// @param force begin although a link to where users go, or a hook where they leave, is missing
    public record Manner(@Nullable Integer usersPerSecond, boolean force) {}

    /// Moves a selection to a pool.
    public Outcome<Move> forward(Selection selection, PoolName target, Manner manner) {
        return database.change(
                "begin a move to pool " + target,
                transaction -> begin(transaction, survey(transaction, selection, target, Rows.LOCKED), null, manner));
    }

    /// What the move of a selection would do; changes nothing.
    public MovePlan preview(Selection selection, PoolName target) {
        return database.read(
                "plan a move to pool " + target, transaction -> survey(transaction, selection, target, Rows.READ));
    }

    /// Takes back a move that has ended: brings each user whom it has moved to the pool where she came from.
    public Outcome<Move> reverse(String id, Manner manner) {
        return database.change("begin the reverse of move " + id, transaction -> {
            Optional<Outcome<Move>> refusal = irreversible(MoveStore.find(transaction, id), id);
            return refusal.isPresent()
                    ? refusal.get()
                    : begin(transaction, surveyBack(transaction, id, Rows.LOCKED), id, manner);
        });
    }

    /// What the reverse of a move would do; changes nothing.
    public Outcome<MovePlan> previewReverse(String id) {
        return database.read("plan the reverse of move " + id, transaction -> {
            Optional<Outcome<MovePlan>> refusal = irreversible(MoveStore.find(transaction, id), id);
            return refusal.isPresent()
                    ? refusal.get()
                    : new Outcome.Unchanged<>(surveyBack(transaction, id, Rows.READ));
        });
    }

    private static <T> Optional<Outcome<T>> irreversible(Optional<Move> move, String id) {
        if (move.isEmpty()) {
            return Optional.of(new Outcome.Missing<>("move \"" + id + "\""));
        }
        return move.get().isCompleted()
                ? Optional.empty()
                : Optional.of(new Outcome.Conflict<>(
                        "move " + id + " is running: reverse it when it is completed, or cancel it first"));
    }

    private MovePlan survey(Connection transaction, Selection selection, PoolName target, Rows rows)
            throws SQLException {
        Set<PoolName> named = new TreeSet<>(Set.of(target));
        if (selection instanceof Selection.OfPool(var from)) {
            named.add(from);
        }
        Map<PoolName, Pool> pools = rows.pools(transaction, named);
        List<Obstacle> missing = new ArrayList<>();
        for (PoolName name : named) {
            if (!pools.containsKey(name)) {
                missing.add(new Obstacle.NoSuchPool(name));
            }
        }
        List<UserRow> selected = rows.selected(transaction, selection, target);
        if (selection instanceof Selection.Users(var jids)) {
            List<Jid> unknown = unknown(jids, selected);
            if (!unknown.isEmpty()) {
                missing.add(new Obstacle.NoSuchUsers(Obstacle.Several.of(unknown)));
            }
        }
        List<Candidate> candidates = selected.stream()
                .map(row -> Candidate.to(target, row.jid(), row.user().home().pool(), row.reservedBy()))
                .toList();
        return hooked(transaction, plan(pools, candidates).behind(missing), rows);
    }

    private static List<Jid> unknown(List<Jid> jids, List<UserRow> found) {
        Set<Jid> unknown = new HashSet<>(jids);
        found.forEach(row -> unknown.remove(row.jid()));
        return List.copyOf(unknown);
    }

    private MovePlan surveyBack(Connection transaction, String id, Rows rows) throws SQLException {
        List<MoveUser> moved = MoveStore.moved(transaction, id);
        Set<PoolName> named = new TreeSet<>();
        moved.forEach(user -> named.add(user.from()));
        Map<PoolName, Pool> pools = rows.pools(transaction, named);
        Map<Jid, UserRow> now = new HashMap<>();
        for (UserRow row :
                rows.users(transaction, moved.stream().map(MoveUser::user).toList())) {
            now.put(row.jid(), row);
        }
        List<Candidate> candidates =
                moved.stream().map(user -> back(user, now.get(user.user()))).toList();
        return hooked(transaction, plan(pools, candidates), rows);
    }

    /// Who leaves a pool without a hook is not reached any more by what partners send through the legacy gateway. Who
    /// goes back to the legacy server is.
    private MovePlan hooked(Connection transaction, MovePlan plan, Rows rows) throws SQLException {
        List<Domain> partners = notEnabled.get();
        if (partners.isEmpty()) {
            return plan;
        }
        Set<PoolName> named = new TreeSet<>();
        plan.pending().forEach(user -> named.addAll(List.of(user.from(), user.to())));
        Map<PoolName, Pool> pools = rows.pools(transaction, named);
        List<PoolName> without = plan.pending().stream()
                .filter(user -> !isLegacy(pools.get(user.to())) && !isHooked(pools.get(user.from())))
                .map(MoveUser::from)
                .distinct()
                .toList();
        return without.isEmpty() ? plan : plan.before(new Obstacle.PartnersNotEnabled(without, partners));
    }

    private static boolean isLegacy(@Nullable Pool pool) {
        return pool != null && pool.settings().legacy();
    }

    private static boolean isHooked(@Nullable Pool pool) {
        return pool != null && pool.settings().link().hooked();
    }

    private static Candidate back(MoveUser moved, @Nullable UserRow now) {
        return now == null
                ? Candidate.back(moved, null, null)
                : Candidate.back(moved, now.user().home().pool(), now.reservedBy());
    }

    private MovePlan plan(Map<PoolName, Pool> pools, List<Candidate> candidates) {
        return MovePlan.of(
                candidates,
                pools.keySet(),
                (pool, domain) -> {
                    Pool target = pools.get(pool);
                    return target != null && target.serves(domain);
                },
                linked);
    }

    private Outcome<Move> begin(Connection transaction, MovePlan plan, @Nullable String reverses, Manner manner)
            throws SQLException {
        boolean forced = false;
        for (Obstacle each : plan.obstacles()) {
            if (each.forceable() && manner.force()) {
                forced = true;
            } else if (each instanceof Obstacle.Busy busy) {
                return new Outcome.Conflict<>(busy.reason());
            } else {
                return new Outcome.Unmet<>(each.precondition(), each.reason());
            }
        }
        Instant now = clock.instant();
        List<MoveUser> pending = plan.pending();
        Move move = Move.begun(
                Move.newId(now, ThreadLocalRandom.current()),
                plan.target().orElseThrow(),
                pending.size(),
                plan.users().size() - pending.size(),
                manner.usersPerSecond(),
                forced,
                reverses,
                now);
        insert(transaction, move);
        insertUsers(transaction, move.id(), plan.users());
        Sql.batch(transaction, "UPDATE users SET move_id = ? WHERE jid = ? AND move_id IS NULL", pending, user ->
                new @Nullable Object[] {move.id(), user.user().toString()});
        Outbox.write(
                transaction,
                Topics.MOVES,
                new MoveStarted(move.id(), move.target(), move.counts().total(), reverses, forced));
        return new Outcome.Created<>(move);
    }

    private static void insert(Connection transaction, Move move) throws SQLException {
        Sql.update(
                transaction,
                "INSERT INTO moves (id, target, total, skipped, users_per_second, forced, reverses, started_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                move.id(),
                move.target().value(),
                move.counts().total(),
                move.counts().skipped(),
                move.steering().usersPerSecond(),
                move.forced(),
                move.reverses(),
                move.startedAt());
    }

    private static void insertUsers(Connection transaction, String move, List<MoveUser> users) throws SQLException {
        Sql.batch(
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
}
