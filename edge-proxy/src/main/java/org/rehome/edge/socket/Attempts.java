package org.rehome.edge.socket;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// How often each address has connected of late (RFC 6120 §13.12). Counted by periods, so that nothing of an address is
/// kept for longer. Any thread may use it.
final class Attempts {
    private final int limit;
    private final long period;
    private final LongSupplier nanoTime;
    private final Map<String, Integer> byAddress = new HashMap<>();
    private long begun;

    /// @param limit of one address in a period; 0 for none
    Attempts(int limit, Duration period, LongSupplier nanoTime) {
        this.limit = limit;
        this.period = period.toNanos();
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /// Counts an attempt.
    ///
    /// @return false when it is one too many
    synchronized boolean admit(String address) {
        if (limit == 0) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if (now - begun >= period) {
            byAddress.clear();
            begun = now;
        }
        return byAddress.merge(address, 1, Integer::sum) <= limit;
    }
}
