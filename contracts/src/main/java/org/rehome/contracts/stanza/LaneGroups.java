package org.rehome.contracts.stanza;

/// The consumer groups that work the lanes: their committed offsets say what is settled.
public final class LaneGroups {
    /// The gateways, on `stanzas-inbound` and its deferred topic.
    public static final String INBOUND = "gateway-inbound";

    /// The edges, on `stanzas-outbound` and its deferred topic.
    public static final String OUTBOUND = "edge-outbound";

    /// The gateways, on `stanzas-legacy` and its deferred topic.
    public static final String LEGACY = "gateway-legacy";

    private LaneGroups() {}
}
