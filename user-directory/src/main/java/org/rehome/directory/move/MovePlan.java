package org.rehome.directory.move;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;

/// What a move would do, decided before anything is written.
public sealed interface MovePlan {

    /// @param users pending and skipped ones; at least one is pending
    record Ready(List<MoveUser> users) implements MovePlan {
        public Ready {
            users = List.copyOf(users);
        }

        public int pending() {
            return (int) users.stream()
                    .filter(user -> user.state() == MoveUser.State.PENDING)
                    .count();
        }
    }

    /// Nobody is left to move.
    record NothingToDo(String reason) implements MovePlan {}

    /// A user is in another move that has not ended.
    record Busy(Jid user, String move) implements MovePlan {}

    /// A user's domain is not one of the target's.
    record NotServed(Jid user, PoolName target) implements MovePlan {}

    /// A user who was chosen.
    ///
    /// @param from the pool that she lives on
    /// @param to the pool that she shall live on
    /// @param busyIn the move that she is in already; null when in none
    /// @param skip why there is nothing to do for her; null when there may be
    record Candidate(
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

    /// @param serves whether a pool serves a domain
    static MovePlan of(List<Candidate> candidates, BiPredicate<PoolName, Domain> serves) {
        List<MoveUser> users = new ArrayList<>(candidates.size());
        String lastSkip = "no user was chosen";
        boolean anyPending = false;
        for (Candidate each : candidates) {
            if (each.busyIn() != null) {
                return new Busy(each.user(), each.busyIn());
            }
            if (each.skip() != null) {
                lastSkip = each.user() + " " + each.skip();
                users.add(MoveUser.skipped(each, each.skip()));
            } else if (serves.test(each.to(), each.user().domain())) {
                anyPending = true;
                users.add(MoveUser.pending(each));
            } else {
                return new NotServed(each.user(), each.to());
            }
        }
        return anyPending ? new Ready(users) : new NothingToDo(lastSkip);
    }
}
