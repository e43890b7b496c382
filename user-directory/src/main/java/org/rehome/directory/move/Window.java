package org.rehome.directory.move;

import java.time.Duration;
import java.util.Collection;

/// How many users are on their way at one time. More of them move faster, until the database, Kafka or the
/// gateways are busy all the time; from then on each one only waits longer while her lane is held. So the
/// window grows while holds are short, and shrinks by a quarter when some were longer than aimed at. It does not
/// become so small that each user costs transactions of her own, which would hold lanes longer still. Safe for any
/// number of threads.
public final class Window {
    private static final int FIRST = 64;
    private static final int LEAST = 32;
    private static final int GROWS_BY = 8;

    /// One lane in so many may be held for longer than the aim: a pause of one process is no reason to slow down.
    private static final int ONE_IN = 50;

    private final int most;
    private final Duration aim;
    private int size;
    private int round;
    private int late;

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

    /// Lanes have become quiet after so long. What a size does is judged by as many as it lets be on their way.
    public synchronized void held(Collection<Duration> holds) {
        round += holds.size();
        late += (int) holds.stream().filter(held -> held.compareTo(aim) > 0).count();
        if (round < size) {
            return;
        }
        size = late * ONE_IN > round
                ? Math.max(Math.min(LEAST, most), size * 3 / 4)
                : Math.min(most, size + Math.ceilDiv(size, GROWS_BY));
        round = 0;
        late = 0;
    }
}
