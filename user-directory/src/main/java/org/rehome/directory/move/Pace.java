package org.rehome.directory.move;

import org.jspecify.annotations.Nullable;

/// Spreads departures, so that no more users leave per second than the operator wants. They leave in groups of a
/// fiftieth of a second's worth, since each departure is a transaction; a tenth may leave at once, and what was not
/// used before that is forgone.
public final class Pace {
    private static final double SECOND = 1e9;
    private static final double AT_ONCE = 0.1;
    private static final double TOGETHER = 0.02;

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
        return allowance < Math.min(together(), wanted) ? 0 : Math.min(wanted, (int) allowance);
    }

    public void left(int users) {
        if (perSecond != null) {
            allowance -= users;
        }
    }

    /// How many nanoseconds after the last look the next users are due; 0 when they are.
    public long next() {
        return perSecond == null || allowance >= together()
                ? 0
                : (long) Math.ceil((together() - allowance) / perSecond * SECOND);
    }

    private double together() {
        return perSecond == null ? 1 : Math.max(1, Math.floor(perSecond * TOGETHER));
    }
}
