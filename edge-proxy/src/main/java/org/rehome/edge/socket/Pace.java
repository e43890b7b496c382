package org.rehome.edge.socket;

/// How fast something may come: so much a second, after a burst of one second. What has come too fast is paid for by a
/// pause. Any thread may use it.
final class Pace {
    private static final long SECOND = 1_000_000_000;

    /// Until when what has come so far is paid for.
    private long paidUntil;

    private boolean begun;

    /// Something has come.
    ///
    /// @param amount how much
    /// @param rate how much a second may come; 0: any
    /// @param now in nanoseconds, of any origin
    /// @return how many nanoseconds to wait for more
    synchronized long took(long amount, long rate, long now) {
        if (rate == 0) {
            begun = false;
            return 0;
        }
        if (!begun) {
            begun = true;
            paidUntil = now - SECOND;
        }
        paidUntil = Math.max(paidUntil, now - SECOND) + amount * SECOND / rate;
        return Math.max(0, paidUntil - now);
    }
}
