package org.rehome.gateway.route;

import org.rehome.contracts.address.PoolName;

/// By which way a stanza came to the gateway.
public sealed interface Origin {

    /// A pool sent it to a partner's domain.
    ///
    /// @param loops true when the legacy gateway is on that server and without a hook: it would be captured again
    record Captured(PoolName pool, boolean loops) implements Origin {}

    /// A partner sent it to an edge.
    record FromPartner() implements Origin {}

    /// A partner sent it to the legacy gateway.
    ///
    /// @param closed true when the operator has closed the old way for the partner
    record ViaLegacyGateway(boolean closed) implements Origin {}

    /// A pool's hook handed it over: a colleague's stanza for a user who lives elsewhere.
    record HandedOver(PoolName pool) implements Origin {}
}
