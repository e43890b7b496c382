package org.rehome.gateway.partner;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.PartnerProbed;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;

/// The last order to probe the way to each partner, and what each edge found last. One thread changes it, any may read.
public final class ProbeReports {
    private final Map<String, PartnerProbeOrdered> orders = new ConcurrentHashMap<>();
    private final Map<String, PartnerProbed> reports = new ConcurrentHashMap<>();

    public void ordered(PartnerProbeOrdered order) {
        orders.put(order.key(), order);
    }

    public void reported(PartnerProbed report) {
        reports.put(report.key(), report);
    }

    /// True when the key was an order's.
    public boolean removedOrder(String key) {
        return orders.remove(key) != null;
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
}
