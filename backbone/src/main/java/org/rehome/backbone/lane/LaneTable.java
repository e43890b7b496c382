package org.rehome.backbone.lane;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was read of a partition and is not settled: its lanes, what they take in memory, and the offsets of
/// both its parts.
final class LaneTable {
    private final LaneLimits limits;
    private final Settlement arrived;
    private final Settlement deferred;
    private final Map<String, Lane> lanes = new HashMap<>();
    private int stanzas;
    private long bytes;

    LaneTable(LaneLimits limits, Settlement arrived, Settlement deferred) {
        this.limits = limits;
        this.arrived = arrived;
        this.deferred = deferred;
    }

    Settlement arrived() {
        return arrived;
    }

    Settlement deferred() {
        return deferred;
    }

    private Settlement of(LaneEntry.Source source) {
        return switch (source) {
            case LANE -> arrived;
            case DEFERRED -> deferred;
        };
    }

    /// The entry's lane, which begins with its first entry.
    Lane of(LaneEntry entry) {
        return lanes.computeIfAbsent(entry.stanza().lane(), Lane::new);
    }

    @Nullable
    Lane find(String lane) {
        return lanes.get(lane);
    }

    /// As they are now; the table may change meanwhile.
    List<Lane> all() {
        return List.copyOf(lanes.values());
    }

    Collection<Lane> view() {
        return lanes.values();
    }

    void remove(Lane lane) {
        lanes.remove(lane.name());
    }

    /// The entry is in memory.
    void taken(LaneEntry entry) {
        stanzas++;
        bytes += entry.bytes();
    }

    /// The entry is in memory no more.
    void forget(LaneEntry entry) {
        stanzas--;
        bytes -= entry.bytes();
    }

    /// The entry is delivered and confirmed, or returned, or has ended here.
    void settle(LaneEntry entry) {
        of(entry.source()).settle(entry.offset());
        forget(entry);
    }

    /// A record that holds no stanza of ours is settled as it is.
    void unreadable(LaneEntry.Source source, long offset) {
        Settlement part = of(source);
        if (part.read(offset)) {
            part.settle(offset);
        }
    }

    /// Nothing more is to be read for now.
    boolean isFull() {
        return stanzas >= limits.stanzas() || bytes >= limits.bytes();
    }

    int stanzas() {
        return stanzas;
    }
}
