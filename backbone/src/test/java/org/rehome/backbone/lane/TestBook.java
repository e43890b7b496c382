package org.rehome.backbone.lane;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;

/// The accounts of a group, in memory.
final class TestBook implements AccountBook {
    private final Map<Integer, PartitionAccounted> accounts = new ConcurrentHashMap<>();

    @Override
    public String instance() {
        return "test";
    }

    @Override
    public Optional<PartitionAccounted> last(int partition) {
        return Optional.ofNullable(accounts.get(partition));
    }

    @Override
    public void write(PartitionAccounted account) {
        accounts.put(account.partition(), account);
    }

    Collection<PartitionAccounted> accounts() {
        return accounts.values();
    }
}
