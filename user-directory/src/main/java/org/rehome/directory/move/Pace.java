package org.rehome.directory.move;

import org.jspecify.annotations.Nullable;

/// Spreads departures, so that no more users leave per second than the operator wants. A tenth of a second's
/// worth may leave at once; what was not used before that is forgone.
public final class Pace {
    private static final double SECOND = 1e9;
    private static final double AT_ONCE = 0.1;

    private @Nullable Integer perSecond;
    private double allowance = 1;
    private long at;

    /// @param now nanoseconds of a clock that does not go back
    public Pace(long now) {
        at = now;
    }

    /// @param usersPerSecond null for no limit
    public void limit(@Nullable Integer usersPerSecond) {
        perSecond = usersPerSecond;
    }

    /// How many of those who want to may leave now.
    public int due(long now, int wanted) {
        if (perSecond == null) {
            return wanted;
        }
        double most = Math.max(1, perSecond * AT_ONCE);
        allowance = Math.min(most, allowance + (now - at) / SECOND * perSecond);
        at = now;
        return Math.min(wanted, (int) allowance);
    }

    public void left(int users) {
        if (perSecond != null) {
            allowance -= users;
        }
    }

    /// How many nanoseconds after the last look the next user is due; 0 when one is due.
    public long next() {
        return perSecond == null || allowance >= 1 ? 0 : (long) Math.ceil((1 - allowance) / perSecond * SECOND);
    }
}
