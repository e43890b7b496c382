package org.rehome.edge.socket;

import java.util.concurrent.atomic.AtomicLong;

/// What all inbound streams together have read and is not yet durable. While it is large, no stream may be further
/// ahead than one that is not acknowledged: so many partners at a time do not fill the memory of an edge whose broker
/// is slow or away.
public final class Backlog {
    private final AtomicLong bytes = new AtomicLong();
    private final long large;

    /// @param large from how many bytes on it is
    Backlog(long large) {
        this.large = large;
    }

    void add(long more) {
        bytes.addAndGet(more);
    }

    boolean isLarge() {
        return bytes.get() >= large;
    }
}
