package org.rehome.backbone.lane;

import java.util.List;
import org.rehome.contracts.stanza.LaneStanza;

/// Stanzas of one partition on their way out on one stream, in order. The stream tells of each exactly once
/// what became of it, from the first to the last, on any thread.
public interface LaneBatch {
    List<LaneStanza> stanzas();

    /// Whether this instance still owns the partition for sure; to be asked right before the write. It does
    /// not after it was frozen for long: another may deliver in its place.
    boolean mayBeSent();

    /// The peer has processed the first `count` stanzas.
    void confirmed(int count);

    /// All others were written, and nobody knows whether they were processed: the stream has ended.
    void uncertain(String reason);

    /// All others were not written.
    void notSent(String reason);
}
