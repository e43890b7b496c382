package org.rehome.directory.move;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
/// @param held how long lanes were held; null while it runs, and when nobody was moved
public record Move(
        String id,
        PoolName target,
        Counts counts,
        Steering steering,
        boolean forced,
        @Nullable String reverses,
        Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable HoldTimes held) {

    /// How many users the move is done with, and how.
    ///
    /// @param total those to move; the skipped ones are not among them
    public record Counts(int total, int moved, int failed, int cancelled, int skipped) {
        public Counts {
            if (moved < 0 || failed < 0 || cancelled < 0 || skipped < 0 || moved + failed + cancelled > total) {
                throw new IllegalArgumentException("of " + total + " users, " + moved + " moved, " + failed
                        + " failed, " + cancelled + " cancelled, and " + skipped + " skipped");
            }
        }

        static Counts begun(int total, int skipped) {
            return new Counts(total, 0, 0, 0, skipped);
        }

        /// With whom it is not done.
        public int left() {
            return total - moved - failed - cancelled;
        }

        public boolean allDone() {
            return left() == 0;
        }
    }

    /// What operators want of a move while it runs.
    ///
    /// @param usersPerSecond how many users leave per second at most; null for as many as can be moved
    public record Steering(
            boolean paused, boolean cancelled, @Nullable Integer usersPerSecond) {
        public Steering {
            if (usersPerSecond != null && usersPerSecond < 1) {
                throw new IllegalArgumentException(
                        usersPerSecond + " users per second: give 1 or more, or pause the move");
            }
        }

        static Steering begun(@Nullable Integer usersPerSecond) {
            return new Steering(false, false, usersPerSecond);
        }
    }

    /// How long half of the users' lanes, and 99 % of them, were held at most.
    public record HoldTimes(long p50Millis, long p99Millis) {}

    public enum State {
        RUNNING,
        /// Nobody leaves; who is on her way arrives.
        PAUSED,
        /// Nobody leaves any more; who is on her way arrives.
        CANCELLING,
        COMPLETED,
        COMPLETED_WITH_FAILURES,
        CANCELLED
    }

    public static Move begun(
            String id,
            PoolName target,
            int total,
            int skipped,
            @Nullable Integer usersPerSecond,
            boolean forced,
            @Nullable String reverses,
            Instant now) {
        return new Move(
                id,
                target,
                Counts.begun(total, skipped),
                Steering.begun(usersPerSecond),
                forced,
                reverses,
                now,
                null,
                null);
    }

    public State state() {
        if (completedAt == null) {
            return steering.cancelled() ? State.CANCELLING : steering.paused() ? State.PAUSED : State.RUNNING;
        }
        if (steering.cancelled()) {
            return State.CANCELLED;
        }
        return counts.failed() == 0 ? State.COMPLETED : State.COMPLETED_WITH_FAILURES;
    }

    public boolean isCompleted() {
        return completedAt != null;
    }

    /// The mean rate of a completed move; 0 while it runs.
    public double meanPerSecond() {
        if (completedAt == null) {
            return 0;
        }
        long millis = Math.max(1, Duration.between(startedAt, completedAt).toMillis());
        return (counts.moved() + counts.failed()) * 1000.0 / millis;
    }

    /// How long it takes still, at a rate; empty when it does not go on, or the rate says nothing.
    public Optional<Duration> left(double perSecond) {
        double limited = steering.usersPerSecond() == null ? perSecond : Math.min(perSecond, steering.usersPerSecond());
        return state() == State.RUNNING && limited > 0
                ? Optional.of(Duration.ofMillis(Math.round(counts.left() * 1000 / limited)))
                : Optional.empty();
    }

    /// A UUID of version 7 (RFC 9562 §5.7), so that the order of ids is the order of moves.
    public static String newId(Instant now, RandomGenerator random) {
        long high = (now.toEpochMilli() << 16) | 0x7000L | (random.nextLong() & 0xFFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
