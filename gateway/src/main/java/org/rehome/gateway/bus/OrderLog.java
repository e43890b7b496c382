package org.rehome.gateway.bus;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.lane.HeldOrders;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.FederationEvent.HeldOrder;

/// Writes operators' orders about held stanzas to the topic of the partners: every gateway and edge that owns
/// lanes, now or later, reads them there. An order is given when it is durable.
public final class OrderLog {
    private final EventPublisher publisher;
    private final HeldOrders orders;

    public OrderLog(EventPublisher publisher, HeldOrders orders) {
        this.publisher = publisher;
        this.orders = orders;
    }

    /// Gives the order, and removes those that concern nothing any more: so there are never more than a week's.
    ///
    /// @throws TimeoutException when the broker does not answer in time; the order may still come
    public void give(HeldOrder order) throws InterruptedException, TimeoutException {
        PartnerLog.durable(publisher.publish(Topics.FEDERATION, order));
        List<String> outdated = orders.outdated(order.before());
        for (String key : outdated) {
            if (!key.equals(order.key())) {
                PartnerLog.durable(publisher.remove(Topics.FEDERATION, key));
            }
        }
    }
}
