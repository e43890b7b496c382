package org.rehome.gateway.link;

import java.util.Map;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;

/// The streams that a pool should have now.
///
/// @param pinged the address that barriers ask: the pool's first domain
/// @param captures by partner domain
record PoolPlan(PoolRegistered pool, Endpoint injection, Jid pinged, Map<Domain, Endpoint> captures) {
    PoolPlan {
        captures = Map.copyOf(captures);
    }
}
