package org.rehome.directory.user;

import org.rehome.contracts.address.PoolName;

/// Where a user lives: a pool and an epoch that rises with every change. A transition exists only on the state that
/// allows it; the store applies it by compare-and-set on the epoch that it was computed from.
///
/// ```
/// Homed(old, n) ── leaveFor(new) ──▶ Moving(old, new, n+1) ── arrive ──▶ Homed(new, n+2)
///                                                          └─ abort ───▶ Homed(old, n+2)
/// ```
public sealed interface Home {
    /// The epoch of a user who was just created.
    long FIRST_EPOCH = 1;

    /// The pool that has her account; while she moves, the one that she leaves.
    PoolName pool();

    long epoch();

    /// She lives on this pool.
    record Homed(PoolName pool, long epoch) implements Home {
        public Homed {
            requirePositive(epoch);
        }

        /// @throws IllegalArgumentException when she lives there already
        public Moving leaveFor(PoolName to, String move) {
            return new Moving(pool, to, epoch + 1, move);
        }
    }

    /// She is on her way; her lane is held.
    ///
    /// @param move the id of the move that she is in
    record Moving(PoolName from, PoolName to, long epoch, String move) implements Home {
        public Moving {
            requirePositive(epoch);
            if (from.equals(to)) {
                throw new IllegalArgumentException("a move from pool " + from + " to itself");
            }
        }

        @Override
        public PoolName pool() {
            return from;
        }

        public Homed arrive() {
            return new Homed(to, epoch + 1);
        }

        public Homed abort() {
            return new Homed(from, epoch + 1);
        }

        /// True when an answer given in this move for this epoch is about this state and not about an earlier one.
        public boolean isAnsweredBy(String answeredMove, long answeredEpoch) {
            return move.equals(answeredMove) && epoch == answeredEpoch;
        }
    }

    private static void requirePositive(long epoch) {
        if (epoch < FIRST_EPOCH) {
            throw new IllegalArgumentException("epoch " + epoch + " is not positive");
        }
    }
}
