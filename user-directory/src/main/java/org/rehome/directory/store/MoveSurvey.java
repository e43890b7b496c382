package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.move.MovePlan;
import org.rehome.directory.move.MovePlan.Candidate;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.move.Obstacle;
import org.rehome.directory.move.Transfer;
import org.rehome.directory.pool.Pool;
import org.rehome.directory.user.Selection;

/// What a move would do and what stands in its way, as the database says at one moment; changes nothing.
final class MoveSurvey {
    private final MoveConditions conditions;

    MoveSurvey(MoveConditions conditions) {
        this.conditions = conditions;
    }

    MovePlan forward(Connection transaction, Selection selection, PoolName target) throws SQLException {
        Set<PoolName> named = new TreeSet<>(Set.of(target));
        if (selection instanceof Selection.OfPool(var from)) {
            named.add(from);
        }
        Map<PoolName, Pool> pools = Rows.READ.pools(transaction, named);
        List<Obstacle> missing = new ArrayList<>();
        for (PoolName name : named) {
            if (!pools.containsKey(name)) {
                missing.add(new Obstacle.NoSuchPool(name));
            }
        }
        List<UserRow> selected = Rows.READ.selected(transaction, selection, target);
        if (selection instanceof Selection.Users(var jids)) {
            List<Jid> unknown = unknown(jids, selected);
            if (!unknown.isEmpty()) {
                missing.add(new Obstacle.NoSuchUsers(Obstacle.Several.of(unknown)));
            }
        }
        List<Candidate> candidates = selected.stream()
                .map(row -> Candidate.to(target, row.jid(), row.user().home().pool(), row.reservedBy()))
                .toList();
        return hooked(transaction, plan(pools, candidates, conditions.linked()).behind(missing));
    }

    private static List<Jid> unknown(List<Jid> jids, List<UserRow> found) {
        Set<Jid> unknown = new HashSet<>(jids);
        found.forEach(row -> unknown.remove(row.jid()));
        return List.copyOf(unknown);
    }

    MovePlan back(Connection transaction, String id) throws SQLException {
        List<MoveUser> moved = MoveStore.moved(transaction, id);
        Set<PoolName> named = new TreeSet<>();
        moved.forEach(user -> named.add(user.from()));
        Map<PoolName, Pool> pools = Rows.READ.pools(transaction, named);
        Map<Jid, UserRow> now = new HashMap<>();
        for (UserRow row :
                Rows.READ.users(transaction, moved.stream().map(MoveUser::user).toList())) {
            now.put(row.jid(), row);
        }
        List<Candidate> candidates = moved.stream()
                .map(user -> Chosen.back(user, now.get(user.user())))
                .toList();
        return hooked(transaction, plan(pools, candidates, conditions.linked()));
    }

    /// What pools lack that have no hook.
    private MovePlan hooked(Connection transaction, MovePlan plan) throws SQLException {
        Set<PoolName> named = new TreeSet<>();
        plan.pending().forEach(user -> named.addAll(List.of(user.from(), user.to())));
        Map<PoolName, Pool> pools = Rows.READ.pools(transaction, named);
        return transferred(reached(plan, pools), pools);
    }

    /// Who leaves a pool without a hook is not reached any more by what partners send through the legacy gateway. Who
    /// goes back to the legacy server is.
    private MovePlan reached(MovePlan plan, Map<PoolName, Pool> pools) {
        List<Domain> partners = conditions.notEnabled().get();
        if (partners.isEmpty()) {
            return plan;
        }
        List<PoolName> without = plan.pending().stream()
                .filter(user -> !isLegacy(pools.get(user.to())) && !isHooked(pools.get(user.from())))
                .map(MoveUser::from)
                .distinct()
                .toList();
        return without.isEmpty() ? plan : plan.before(new Obstacle.PartnersNotEnabled(without, partners));
    }

    /// Where both pools have hooks, those bring account data over.
    private MovePlan transferred(MovePlan plan, Map<PoolName, Pool> pools) {
        if (!(conditions.transfer() instanceof Transfer.None)) {
            return plan;
        }
        List<PoolName> without = plan.pending().stream()
                .flatMap(user -> Stream.of(user.from(), user.to()))
                .distinct()
                .filter(pool -> !isHooked(pools.get(pool)))
                .sorted()
                .toList();
        return without.isEmpty() ? plan : plan.before(new Obstacle.NotTransferred(without));
    }

    private static boolean isLegacy(@Nullable Pool pool) {
        return pool != null && pool.settings().legacy();
    }

    private static boolean isHooked(@Nullable Pool pool) {
        return pool != null && pool.settings().link().hooked();
    }

    static MovePlan plan(Map<PoolName, Pool> pools, List<Candidate> candidates, Predicate<PoolName> linked) {
        return MovePlan.of(
                candidates,
                pools.keySet(),
                (pool, domain) -> {
                    Pool target = pools.get(pool);
                    return target != null && target.serves(domain);
                },
                linked);
    }
}
