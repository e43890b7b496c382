package org.rehome.gateway.lane;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The partitions whose lanes are ours, and from when on it is safe to say of one that it is quiet.
public final class Owned implements Predicate<String> {
    private final ToIntFunction<String> partitionOf;
    private final Map<Integer, Long> since = new ConcurrentHashMap<>();

    /// @param partitionOf the partition of a lane
    public Owned(ToIntFunction<String> partitionOf) {
        this.partitionOf = partitionOf;
    }

    void add(int partition, long from) {
        since.put(partition, from);
    }

    void remove(int partition) {
        since.remove(partition);
    }

    @Nullable
    Long since(int partition) {
        return since.get(partition);
    }

    int partitionOf(String user) {
        return partitionOf.applyAsInt(user);
    }

    /// Whether the user's lane is ours.
    @Override
    public boolean test(String user) {
        return !since.isEmpty() && since.containsKey(partitionOf(user));
    }

    /// Whether the user's lane is in the partition.
    public boolean isIn(String user, int partition) {
        return partitionOf(user) == partition;
    }
}
