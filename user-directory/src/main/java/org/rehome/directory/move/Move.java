package org.rehome.directory.move;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.PoolName;

/// A move of one user, a selection or everybody.
///
/// @param id rises with the time of its start
/// @param target where the users go; for the reverse of a move, where most of them go back to
/// @param forced true when a missing precondition was overridden
/// @param reverses the move that this one takes back; null when it takes none back
/// @param completedAt null while it runs
public record Move(
        String id,
        PoolName target,
        Counts counts,
        boolean forced,
        @Nullable String reverses,
        Instant startedAt,
        @Nullable Instant completedAt) {

    /// How many users have got how far.
    ///
    /// @param total those to move; the skipped ones are not among them
    public record Counts(int total, int moved, int failed, int skipped) {
        public boolean allDone() {
            return moved + failed == total;
        }
    }

    public enum State {
        RUNNING,
        COMPLETED,
        COMPLETED_WITH_FAILURES
    }

    public State state() {
        if (completedAt == null) {
            return State.RUNNING;
        }
        return counts.failed() == 0 ? State.COMPLETED : State.COMPLETED_WITH_FAILURES;
    }

    /// The mean rate of a completed move; 0 while it runs.
    public double meanPerSecond() {
        if (completedAt == null) {
            return 0;
        }
        long millis = Math.max(1, Duration.between(startedAt, completedAt).toMillis());
        return (counts.moved() + counts.failed()) * 1000.0 / millis;
    }

    /// A UUID of version 7 (RFC 9562 §5.7), so that the order of ids is the order of moves.
    public static String newId(Instant now, RandomGenerator random) {
        long high = (now.toEpochMilli() << 16) | 0x7000L | (random.nextLong() & 0xFFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
