package org.rehome.backbone.lane;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.Topic.Retention;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.HeldOrder;
import org.rehome.contracts.event.FederationEvent.HeldScope;

/// What operators have ordered about stanzas that are held: the last order of each partner and each lane, from
/// the facts. An order decides nothing by itself: a handler asks for it when a stanza would have to wait. So it
/// may be read again, by whoever owns the lane then, and changes nothing for what need not wait any more.
///
/// One thread changes it, any may read.
public final class HeldOrders {
    /// What was received so long ago is in no topic any more.
    private static final Duration OUTDATED =
            switch (Topics.STANZAS_INBOUND.retention()) {
                case Retention.Kept(var time) -> time;
                case Retention.Compacted _ -> throw new IllegalStateException("stanzas are not kept for ever");
            };

    private final Map<String, HeldOrder> byKey = new ConcurrentHashMap<>();

    public void changed(HeldOrder order) {
        byKey.put(order.key(), order);
    }

    /// True when the key was an order's.
    public boolean removed(String key) {
        return byKey.remove(key) != null;
    }

    /// The order that a stanza falls under: of those about its lane and about its partner the later one.
    ///
    /// @param partner the main domain of its partner; null when there is none
    /// @param receivedAt when it was read from the socket
    public Optional<HeldOrder> on(Direction direction, String lane, @Nullable Domain partner, Instant receivedAt) {
        if (byKey.isEmpty()) {
            return Optional.empty();
        }
        HeldOrder ofLane = byKey.get(HeldOrder.key(direction, HeldScope.Lane, lane));
        HeldOrder ofPartner =
                partner == null ? null : byKey.get(HeldOrder.key(direction, HeldScope.Partner, partner.name()));
        return Stream.concat(Stream.ofNullable(ofLane), Stream.ofNullable(ofPartner))
                .filter(order -> receivedAt.isBefore(order.before()))
                .reduce((one, other) -> one.before().isAfter(other.before()) ? one : other);
    }

    /// The keys of orders under which nothing can fall any more.
    public List<String> outdated(Instant now) {
        return byKey.values().stream()
                .filter(order -> order.before().isBefore(now.minus(OUTDATED)))
                .map(HeldOrder::key)
                .toList();
    }
}
