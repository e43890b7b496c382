package org.rehome.gateway.partner;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.EdgeEvent.PartnerProbed;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;
import org.rehome.contracts.event.FederationEvent.PoolProbed;

/// The last order to probe the way to each partner, and what each edge and each pool's test user found
/// last. Any thread may change or read it.
public final class ProbeReports {
    private final Map<String, PartnerProbeOrdered> orders = new ConcurrentHashMap<>();
    private final Map<String, PartnerProbed> reports = new ConcurrentHashMap<>();
    private final Map<String, PoolProbed> pools = new ConcurrentHashMap<>();

    public void ordered(PartnerProbeOrdered order) {
        orders.put(order.key(), order);
    }

    public void reported(PartnerProbed report) {
        reports.put(report.key(), report);
    }

    public void reported(PoolProbed report) {
        pools.put(report.key(), report);
    }

    /// True when the key was an order's or a pool's.
    public boolean removed(String key) {
        return orders.remove(key) != null || pools.remove(key) != null;
    }

    public void removedReport(String key) {
        reports.remove(key);
    }

    public Optional<PartnerProbeOrdered> order(Domain local, Domain partner) {
        return Optional.ofNullable(orders.get(new PartnerProbeOrdered(local, partner, Instant.MIN).key()));
    }

    /// What edges have found because of this order or a later one, by edge.
    public List<PartnerProbed> since(PartnerProbeOrdered order) {
        return reports.values().stream()
                .filter(each -> each.local().equals(order.local())
                        && each.partner().equals(order.partner())
                        && !each.ordered().isBefore(order.at()))
                .sorted(Comparator.comparing(PartnerProbed::edge))
                .toList();
    }

    /// What test users have found because of this order or a later one, by pool.
    public List<PoolProbed> byPools(PartnerProbeOrdered order) {
        return pools.values().stream()
                .filter(each -> each.local().equals(order.local())
                        && each.partner().equals(order.partner())
                        && !each.ordered().isBefore(order.at()))
                .sorted(Comparator.comparing(PoolProbed::pool))
                .toList();
    }

    /// True when this is known, or what the pool's test user found later.
    public boolean isKnown(PoolProbed report) {
        PoolProbed last = pools.get(report.key());
        return last != null && !last.at().isBefore(report.at());
    }

    /// What the test user of a pool found last, whenever it was.
    public Optional<PoolProbed> byPool(PoolName pool, PartnerProbeOrdered order) {
        return pools.values().stream()
                .filter(each -> each.pool().equals(pool)
                        && each.local().equals(order.local())
                        && each.partner().equals(order.partner()))
                .findFirst();
    }
}
