package org.rehome.edge.partner;

/// Where a partner's traffic goes.
public enum Standing {
    /// The partner is the legacy gateway's.
    LEGACY,
    /// The partner's streams end here.
    ENABLED,
    /// The partner's streams end here, and its stanzas wait.
    PAUSED
}
