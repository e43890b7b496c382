package org.rehome.gateway.bus;

import java.util.HashMap;
import java.util.Map;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.route.Route;
import org.rehome.gateway.route.Rule;

/// How long the stanzas of one partition wait. The time counts once for each move of a user and for each absence of a
/// pool, not anew for each stanza: so neither stops a partition for longer than the limit. Used by the partition's
/// thread alone.
final class Waits {
    private final DeliveryContext context;
    private final Map<String, Since> byLane = new HashMap<>();

    /// @param epoch of the move that is waited for; -1 for anything else
    private record Since(long epoch, long nanos) {}

    Waits(DeliveryContext context) {
        this.context = context;
    }

    boolean tooLong(LaneStanza stanza, Rule rule) {
        long since = rule == Rule.POOL_AWAY ? poolAwaySince(stanza) : heldSince(stanza);
        return System.nanoTime() - since >= context.holdLimit().toNanos();
    }

    void over(String lane) {
        byLane.remove(lane);
    }

    private long heldSince(LaneStanza stanza) {
        long epoch = context.router().home(stanza.to()) instanceof Home.Moving moving ? moving.epoch() : -1;
        Since since = byLane.get(stanza.lane());
        if (since == null || since.epoch() != epoch) {
            since = new Since(epoch, System.nanoTime());
            byLane.put(stanza.lane(), since);
        }
        return since.nanos();
    }

    private long poolAwaySince(LaneStanza stanza) {
        return context.router().returned(stanza.to()) instanceof Route.ToPool to
                ? context.links().awaySince(to.pool())
                : heldSince(stanza);
    }
}
