package org.rehome.backbone.lane;

import java.io.IOException;

/// Delivers the stanzas of partitions. Each partition has a virtual thread of its own, which may block.
public interface LaneHandler {
    /// The partition is ours, before its first batch: the place to wait for facts.
    void assigned(int partition) throws InterruptedException;

    /// Delivers a batch in order and returns when each stanza is settled, or earlier when the batch is stopping; says
    /// how far it came by `batch.settled`. What is not settled comes again.
    ///
    /// @throws IOException when it cannot go on now: the rest of the batch comes again after a pause
    void deliver(LaneBatch batch) throws InterruptedException, IOException;

    /// The partition is no longer ours; no batch of it is under way.
    void revoked(int partition);
}
