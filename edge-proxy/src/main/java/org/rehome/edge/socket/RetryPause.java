package org.rehome.edge.socket;

import java.util.random.RandomGenerator;

/// How long the next attempt waits after so many that have failed: longer each time, up to five seconds,
/// and by chance up to half as long, so that many do not come together (RFC 6120 §3.3).
final class RetryPause {
    private static final long FIRST_MILLIS = 250;
    private static final long LAST_MILLIS = 5_000;
    private static final int MAX_DOUBLINGS = 5;

    private RetryPause() {}

    /// @param failures 0 for the first attempt, which waits for nothing: stanzas do
    static long millis(int failures, RandomGenerator random) {
        if (failures == 0) {
            return 0;
        }
        long longest = Math.min(LAST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, MAX_DOUBLINGS));
        return random.nextLong(longest / 2, longest + 1);
    }
}
