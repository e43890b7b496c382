package org.rehome.gateway.partner;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.PresenceRepairOrdered;
import org.rehome.contracts.event.FederationEvent.PresenceRepairReported;

/// The last order to repair presence of each partner, and how far it is carried out. One thread changes it, any may
/// read.
public final class RepairOrders {
    private static final String ORDER_PREFIX = "repair/";
    private static final String REPORT_PREFIX = "repaired/";

    private final Map<Domain, PresenceRepairOrdered> orders = new ConcurrentHashMap<>();
    private final Map<Domain, PresenceRepairReported> reports = new ConcurrentHashMap<>();

    public void ordered(PresenceRepairOrdered event) {
        orders.put(event.partner(), event);
    }

    public void reported(PresenceRepairReported event) {
        reports.put(event.partner(), event);
    }

    /// True when the key was an order's or a report's.
    public boolean removed(String key) {
        if (key.startsWith(ORDER_PREFIX)) {
            orders.remove(Domain.parse(key.substring(ORDER_PREFIX.length())));
            return true;
        }
        if (key.startsWith(REPORT_PREFIX)) {
            reports.remove(Domain.parse(key.substring(REPORT_PREFIX.length())));
            return true;
        }
        return false;
    }

    public Optional<PresenceRepairOrdered> order(Domain partner) {
        return Optional.ofNullable(orders.get(partner));
    }

    /// The last report of this order; what is said of the one before does not count.
    public Optional<PresenceRepairReported> report(PresenceRepairOrdered order) {
        return Optional.ofNullable(reports.get(order.partner()))
                .filter(report -> report.ordered().equals(order.at()));
    }

    /// The orders that have not come to their end.
    public List<PresenceRepairOrdered> open() {
        return orders.values().stream()
                .filter(order ->
                        report(order).filter(PresenceRepairReported::done).isEmpty())
                .toList();
    }
}
