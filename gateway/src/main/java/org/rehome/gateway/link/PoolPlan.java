package org.rehome.gateway.link;

import java.util.Map;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;

/// The streams that a pool should have now.
///
/// @param pinged the address that barriers ask: the pool's first domain
/// @param captures by partner domain
/// @param wishes of a hook that hands over what is for listed domains: by partner domain, whether it is listed
record PoolPlan(
        PoolRegistered pool, Endpoint injection, Jid pinged, Map<Domain, Endpoint> captures, Map<Domain, Wish> wishes) {
    PoolPlan {
        captures = Map.copyOf(captures);
        wishes = Map.copyOf(wishes);
    }

    /// @param epoch rises with every change of the partner
    record Wish(boolean captured, long epoch) {}
}
