package org.rehome.contracts.stanza;

/// The headers that a stanza has in a deferred topic only.
public final class DeferredHeaders {
    /// in a deferred topic: how often it was sent without being confirmed; missing when it was not
    public static final String TIMES_SENT = "times-sent";

    /// in a deferred topic: why its lane was held when it went there, such as `user-moving`, `pool-away`,
    /// `partner-paused` or `partner-unreachable`; missing where an earlier release wrote it
    public static final String HELD_REASON = "held-reason";

    private DeferredHeaders() {}
}
