package org.rehome.gateway.bus;

import java.util.Optional;
import org.rehome.backbone.lane.HeldOrders;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.HeldOrder;
import org.rehome.contracts.event.FederationEvent.HeldReleaseOrdered;
import org.rehome.contracts.event.FederationEvent.HeldReturnOrdered;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.partner.Partners;

/// Which stanzas of partners go back instead of waiting, because an operator has ordered so.
public final class ReturnOrders {
    private final HeldOrders orders;
    private final Partners partners;

    public ReturnOrders(HeldOrders orders, Partners partners) {
        this.orders = orders;
        this.partners = partners;
    }

    /// Whether the last order that it falls under returns it.
    boolean cover(Direction direction, LaneStanza stanza) {
        return last(direction, stanza)
                .filter(HeldReturnOrdered.class::isInstance)
                .isPresent();
    }

    /// Whether the last order that it falls under lets it go out although its partner is paused.
    boolean release(Direction direction, LaneStanza stanza) {
        return last(direction, stanza)
                .filter(HeldReleaseOrdered.class::isInstance)
                .isPresent();
    }

    private Optional<HeldOrder> last(Direction direction, LaneStanza stanza) {
        Domain remote = direction == Direction.Inbound
                ? stanza.from().domain()
                : stanza.to().domain();
        Domain partner = partners.covering(remote)
                .map(found -> found.settings().domain())
                .orElse(null);
        return orders.on(direction, stanza.lane(), partner, stanza.receivedAt());
    }
}
