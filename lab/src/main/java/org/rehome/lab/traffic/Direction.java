package org.rehome.lab.traffic;

/// Which way the messages go.
public enum Direction {
    /// From users of the pools to contacts at the partners.
    TO_PARTNERS,
    /// From contacts at the partners to users of the pools.
    TO_POOLS,
    /// Half of them each way.
    BOTH
}
