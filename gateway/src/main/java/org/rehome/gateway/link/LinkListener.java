package org.rehome.gateway.link;

import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;

/// Told of the streams, on their threads; must not block.
public interface LinkListener {
    /// The injection stream to the pool is open.
    void opened(PoolName pool);

    /// The injection stream to the pool is not open.
    void lost(PoolName pool, String reason);

    /// The pool is no longer registered.
    void removed(PoolName pool);

    /// The pool's users reach the partner by this gateway.
    void captureOpened(PoolName pool, Domain partner);

    void captureLost(PoolName pool, Domain partner);
}
