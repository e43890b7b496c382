package org.rehome.directory.move;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.move.Obstacle.Several;

/// What a move would do, decided before anything is written.
///
/// @param users pending and skipped ones; who stands in the way is not among them
/// @param hindered those who stand in the way: in another move, or of a domain that the target does not serve
/// @param obstacles what stands in the way, the weightiest first; empty when the move can begin
public record MovePlan(List<MoveUser> users, List<MoveUser> hindered, List<Obstacle> obstacles) {
    public MovePlan {
        users = List.copyOf(users);
        hindered = List.copyOf(hindered);
        obstacles = List.copyOf(obstacles);
    }

    /// A user who was chosen.
    ///
    /// @param from the pool that she lives on
    /// @param to the pool that she shall live on
    /// @param busyIn the move that she is in already; null when in none
    /// @param skip why there is nothing to do for her; null when there may be
    public record Candidate(
            Jid user,
            PoolName from,
            PoolName to,
            @Nullable String busyIn,
            @Nullable String skip) {

        public static Candidate to(PoolName target, Jid user, PoolName livesOn, @Nullable String busyIn) {
            String skip =
                    livesOn.equals(target) ? "lives on pool " + target + " already (move to the same pool)" : null;
            return new Candidate(user, livesOn, target, busyIn, skip);
        }

        /// The way back of a user whom a move has moved.
        ///
        /// @param livesOn her pool now; null when she is not in the directory any more
        public static Candidate back(MoveUser moved, @Nullable PoolName livesOn, @Nullable String busyIn) {
            if (livesOn == null) {
                return new Candidate(moved.user(), moved.to(), moved.from(), null, "is not in the directory any more");
            }
            if (!livesOn.equals(moved.to())) {
                String skip = "lives on pool " + livesOn + " now, not on pool " + moved.to();
                return new Candidate(moved.user(), livesOn, moved.from(), busyIn, skip);
            }
            return new Candidate(moved.user(), livesOn, moved.from(), busyIn, null);
        }
    }

    /// @param known the pools that there are, of those that the move is about
    /// @param serves whether a pool serves a domain
    /// @param linked whether a gateway is linked to a pool
    public static MovePlan of(
            List<Candidate> candidates,
            Set<PoolName> known,
            BiPredicate<PoolName, Domain> serves,
            Predicate<PoolName> linked) {
        List<MoveUser> users = new ArrayList<>(candidates.size());
        List<MoveUser> hindered = new ArrayList<>();
        Map<String, List<Jid>> busy = new LinkedHashMap<>();
        Map<PoolName, List<Jid>> notServed = new LinkedHashMap<>();
        String lastSkip = "no user was chosen";
        for (Candidate each : candidates) {
            if (each.busyIn() != null) {
                hindered.add(MoveUser.pending(each));
                busy.computeIfAbsent(each.busyIn(), move -> new ArrayList<>()).add(each.user());
            } else if (each.skip() != null) {
                lastSkip = each.user() + " " + each.skip();
                users.add(MoveUser.skipped(each, each.skip()));
            } else if (known.contains(each.to())
                    && !serves.test(each.to(), each.user().domain())) {
                hindered.add(MoveUser.pending(each));
                notServed.computeIfAbsent(each.to(), pool -> new ArrayList<>()).add(each.user());
            } else {
                users.add(MoveUser.pending(each));
            }
        }
        List<Obstacle> obstacles = new ArrayList<>();
        busy.forEach((move, jids) -> obstacles.add(new Obstacle.Busy(Several.of(jids), move)));
        notServed.forEach((pool, jids) -> obstacles.add(new Obstacle.NotServed(Several.of(jids), pool)));
        if (obstacles.isEmpty() && users.stream().noneMatch(MovePlan::isPending)) {
            obstacles.add(new Obstacle.NothingToDo(lastSkip));
        }
        notLinked(users, known, linked).ifPresent(obstacles::add);
        return new MovePlan(users, hindered, obstacles);
    }

    private static Optional<Obstacle> notLinked(List<MoveUser> users, Set<PoolName> known, Predicate<PoolName> linked) {
        List<PoolName> pools = users.stream()
                .filter(MovePlan::isPending)
                .map(MoveUser::to)
                .distinct()
                .filter(known::contains)
                .filter(linked.negate())
                .toList();
        return pools.isEmpty() ? Optional.empty() : Optional.of(new Obstacle.NotLinked(pools));
    }

    /// With something more in the way.
    public MovePlan behind(List<? extends Obstacle> first) {
        List<Obstacle> all = new ArrayList<>(first);
        all.addAll(obstacles);
        return new MovePlan(users, hindered, all);
    }

    /// With something less weighty in the way.
    public MovePlan before(Obstacle last) {
        List<Obstacle> all = new ArrayList<>(obstacles);
        all.add(last);
        return new MovePlan(users, hindered, all);
    }

    public List<MoveUser> pending() {
        return users.stream().filter(MovePlan::isPending).toList();
    }

    /// The pool that most users go to, for a reverse may lead to several; empty when nobody goes.
    public Optional<PoolName> target() {
        return pending().stream()
                .collect(Collectors.groupingBy(MoveUser::to, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.<PoolName, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey);
    }

    private static boolean isPending(MoveUser user) {
        return user.state() == MoveUser.State.PENDING;
    }
}
