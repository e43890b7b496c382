package org.rehome.gateway.bus;

import java.util.HashMap;
import java.util.Map;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.route.Route;
import org.rehome.gateway.route.Rule;

/// How long the stanzas of one partition have waited. The time counts once for each move of a user and each absence of
/// a pool, not anew for each stanza: so neither stops a partition for longer than the limit. Used by the partition's
/// thread alone.
final class Waits {
    private final DeliveryContext context;
    private final Map<PoolName, Long> unknownSince = new HashMap<>();

    Waits(DeliveryContext context) {
        this.context = context;
    }

    boolean tooLong(LaneStanza stanza, Rule rule) {
        long since = rule == Rule.POOL_AWAY
                ? poolAwaySince(stanza)
                : context.moveTimes().since(stanza.lane());
        return System.nanoTime() - since >= context.holdLimit().toNanos();
    }

    private long poolAwaySince(LaneStanza stanza) {
        if (!(context.router().returned(stanza.to()) instanceof Route.ToPool to)) {
            // she has begun to move this moment: the next look decides anew
            return System.nanoTime();
        }
        return context.links()
                .awaySince(to.pool())
                .orElseGet(() -> unknownSince.computeIfAbsent(to.pool(), unknown -> System.nanoTime()));
    }
}
