package org.rehome.gateway.link;

import org.rehome.contracts.address.PoolName;

/// Told of the injection streams, on their threads; must not block.
public interface LinkListener {
    void opened(PoolName pool);

    void lost(PoolName pool, String reason);

    /// The pool is no longer registered.
    void removed(PoolName pool);
}
