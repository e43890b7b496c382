package org.rehome.directory.move;

import java.time.Duration;
import java.util.Collection;

/// How many users are on their way at one time. More of them move faster, until the database, Kafka or the
/// gateways are busy all the time; from then on each one only waits longer while her lane is held. So the
/// window grows while holds are short, and shrinks by a quarter when one was longer than aimed at. Safe for
/// any number of threads.
public final class Window {
    private static final int FIRST = 64;
    private static final int LEAST = 8;
    private static final int GROWS_AFTER = 8;

    private final int most;
    private final Duration aim;
    private int size;
    private int sinceShrunk;

    /// @param most the largest that it becomes
    /// @param aim how long a lane should be held at most
    public Window(int most, Duration aim) {
        if (most < 1 || !aim.isPositive()) {
            throw new IllegalArgumentException("rehome.directory.window is " + most + " and rehome.directory.hold-aim "
                    + aim + "; both must be positive");
        }
        this.most = most;
        this.aim = aim;
        this.size = Math.min(FIRST, most);
    }

    public synchronized int size() {
        return size;
    }

    /// Lanes have become quiet after so long.
    public synchronized void held(Collection<Duration> holds) {
        sinceShrunk += holds.size();
        if (holds.stream().noneMatch(held -> held.compareTo(aim) > 0)) {
            size = Math.min(most, size + (holds.size() + GROWS_AFTER - 1) / GROWS_AFTER);
        } else if (sinceShrunk >= size) {
            // those who left before the last time say nothing about what it has changed
            sinceShrunk = 0;
            size = Math.max(Math.min(LEAST, most), size * 3 / 4);
        }
    }
}
