package org.rehome.backbone.lane;

import java.util.Optional;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;

/// Where the accounts of a stanza topic's partitions are written down, for the ledger and for the next owner.
public interface AccountBook {
    /// The id of this instance.
    String instance();

    /// The last account of a partition that is known here, an older one at worst; empty when there is none.
    Optional<PartitionAccounted> last(int partition);

    /// Writes an account down; the offsets in it are committed. Does not block.
    void write(PartitionAccounted account);
}
