package org.rehome.backbone.lane;

import java.util.List;

/// Batches that one barrier covers, and how much of them the peer has processed.
final class Written {
    private final long barrier;
    private final List<LaneBatch> batches;
    private final long sinceNanos = System.nanoTime();
    private final int stanzas;
    private int processed;

    Written(long barrier, List<LaneBatch> batches) {
        this.barrier = barrier;
        this.batches = List.copyOf(batches);
        this.stanzas =
                batches.stream().mapToInt(batch -> batch.stanzas().size()).sum();
    }

    /// What a confirmation says of the batches.
    ///
    /// @param more how many stanzas it confirms
    /// @param processed how many are confirmed by now
    record Progress(Written written, int more, int processed) {
        void tell() {
            int left = processed;
            for (LaneBatch batch : written.batches) {
                int count = Math.min(left, batch.stanzas().size());
                if (count > 0) {
                    batch.confirmed(count);
                }
                left -= count;
            }
        }
    }

    /// So many more are processed.
    Progress process(int more) {
        processed += more;
        return new Progress(this, more, processed);
    }

    /// How many are not yet.
    int left() {
        return stanzas - processed;
    }

    long barrier() {
        return barrier;
    }

    List<LaneBatch> batches() {
        return batches;
    }

    long sinceNanos() {
        return sinceNanos;
    }
}
