package org.rehome.backbone.lane;

import java.util.List;

/// What {@link PartitionLanes} wants to be done. None of these calls back before it returns.
interface LaneActions {
    /// False when this instance may have lost the partition without knowing.
    boolean mayDeliver();

    void send(LaneStream stream, List<LaneEntry> entries);

    /// Makes the error durable on its lane, however long that takes, then says {@link
    /// PartitionLanes#returned}.
    void giveBack(LaneEntry entry, Verdict.Return verdict);

    void dropped(LaneEntry entry, String reason);

    /// Appends them to the deferred topic and settles them in the stanza topic in one transaction, then says
    /// {@link PartitionLanes#appended} or {@link PartitionLanes#notAppended}.
    void append(List<LaneEntry> entries);

    /// Reads the deferred topic from this offset on.
    void load(long offset);
}
