package org.rehome.directory.move;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How often a lane was held for how many milliseconds. Safe for any number of threads.
public final class Holds {
    private final TreeMap<Long, Integer> counts;
    private int total;

    /// @param counts how many lanes were held for how many milliseconds
    public Holds(Map<Long, Integer> counts) {
        this.counts = new TreeMap<>(counts);
        this.total = counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    public synchronized void add(Collection<Duration> holds) {
        holds.forEach(held -> counts.merge(held.toMillis(), 1, Integer::sum));
        total += holds.size();
    }

    /// Empty when there was none.
    public synchronized Optional<Move.HoldTimes> times() {
        return total == 0 ? Optional.empty() : Optional.of(new Move.HoldTimes(atMost(0.5), atMost(0.99)));
    }

    private long atMost(double share) {
        long rank = (long) Math.ceil(total * share);
        for (Map.Entry<Long, Integer> each : counts.entrySet()) {
            rank -= each.getValue();
            if (rank <= 0) {
                return each.getKey();
            }
        }
        return counts.lastKey();
    }
}
