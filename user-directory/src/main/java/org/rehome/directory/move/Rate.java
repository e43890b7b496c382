package org.rehome.directory.move;

/// Events per second over the last ten seconds, or since the first event when that is less. Safe for any
/// number of threads.
public final class Rate {
    private static final int SECONDS = 10;

    private final long[] counts = new long[SECONDS];
    private final long[] seconds = new long[SECONDS];
    private long first = -1;

    /// Events that happened.
    ///
    /// @param second of a clock that does not go back
    public synchronized void count(long second, int events) {
        int slot = Math.floorMod(second, SECONDS);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            counts[slot] = 0;
        }
        counts[slot] += events;
        first = first < 0 ? second : first;
    }

    public synchronized double perSecond(long now) {
        if (first < 0) {
            return 0;
        }
        long sum = 0;
        for (int slot = 0; slot < SECONDS; slot++) {
            if (counts[slot] > 0 && now - seconds[slot] < SECONDS) {
                sum += counts[slot];
            }
        }
        return sum / (double) Math.clamp(now - first + 1, 1, SECONDS);
    }
}
