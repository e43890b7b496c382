package org.rehome.backbone.lane;

import java.util.List;
import org.rehome.contracts.stanza.LaneStanza;

/// Stanzas of one partition, in order.
public final class LaneBatch {
    private final int partition;
    private final List<LaneStanza> stanzas;
    private volatile int settled;
    private volatile boolean stopping;

    LaneBatch(int partition, List<LaneStanza> stanzas) {
        this.partition = partition;
        this.stanzas = List.copyOf(stanzas);
    }

    public int partition() {
        return partition;
    }

    public List<LaneStanza> stanzas() {
        return stanzas;
    }

    /// Says that the first `count` stanzas are settled: delivered and confirmed, or returned. They are committed
    /// and never come again, even when the rest of the batch does.
    public void settled(int count) {
        if (count < settled || count > stanzas.size()) {
            throw new IllegalArgumentException(count + " settled of " + stanzas.size() + ", before " + settled);
        }
        settled = count;
    }

    public int settled() {
        return settled;
    }

    /// True when the partition is about to be given up: confirm what was sent, settle it, and stop.
    public boolean stopping() {
        return stopping;
    }

    void stop() {
        stopping = true;
    }
}
