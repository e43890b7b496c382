package org.rehome.edge.socket;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How many of something each address has now; of one that has none nothing is kept. Any thread may use it.
final class AddressCounts {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /// One more.
    ///
    /// @return how many there are with it
    int enter(String address) {
        return counts.merge(address, 1, Integer::sum);
    }

    /// One less.
    void leave(String address) {
        counts.computeIfPresent(address, (key, count) -> count <= 1 ? null : count - 1);
    }
}
