package org.rehome.edge.partner;

/// Where a partner's traffic goes.
public enum Standing {
    /// The partner is the legacy gateway's.
    LEGACY,
    /// On its way here: what is passed through is to end, and the partner's streams end here, but nothing is taken from
    /// them yet.
    ENTERING,
    /// The partner's streams end here.
    ENABLED,
    /// The partner's streams end here, and its stanzas wait.
    PAUSED,
    /// On its way back to the legacy gateway: the partner's streams end, and new connections wait. What local users
    /// sent has gone out before.
    LEAVING
}
