package org.rehome.edge.partner;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.PoolEvent;

/// Our own domains: those of the pools, and the subdomains that have a home pool. Written by one thread, read by all.
public final class LocalDomains {
    private final Map<String, Set<Domain>> byKey = new HashMap<>();
    private volatile Set<Domain> all = Set.of();
    private volatile Set<Domain> former = Set.of();

    public synchronized void change(PoolEvent event) {
        switch (event) {
            case PoolEvent.PoolRegistered pool -> byKey.put(pool.key(), Set.copyOf(pool.domains()));
            case PoolEvent.DomainHomed homed -> byKey.put(homed.key(), Set.of(homed.domain()));
            case PoolEvent.PolicyChanged policy -> {
                return;
            }
        }
        collect();
    }

    /// @param key the key of the event that was removed
    public synchronized void remove(String key) {
        byKey.remove(key);
        collect();
    }

    private void collect() {
        Set<Domain> next = new HashSet<>();
        byKey.values().forEach(next::addAll);
        Set<Domain> gone = new HashSet<>(former);
        gone.addAll(all);
        gone.removeAll(next);
        former = Set.copyOf(gone);
        all = Set.copyOf(next);
    }

    public boolean contains(Domain domain) {
        return all.contains(domain);
    }

    /// Whether it was one of them, as far as the topic still tells.
    public boolean isFormer(Domain domain) {
        return former.contains(domain);
    }

    public Set<Domain> all() {
        return all;
    }
}
