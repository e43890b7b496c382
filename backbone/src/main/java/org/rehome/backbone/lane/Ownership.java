package org.rehome.backbone.lane;

import java.time.Duration;

/// Whether this instance is sure to be a member of its group. A member that was frozen does not notice; but
/// its commits are accepted only while it is one, and are made every second. So it delivers only while its
/// last accepted commit was sent less than half a session timeout ago: before that has passed twice, nobody
/// else can have its partitions.
final class Ownership {
    private final long sureFor;
    private volatile long acceptedAt;
    private volatile boolean accepted;

    /// @param session the group's session timeout
    Ownership(Duration session) {
        this.sureFor = session.toNanos() / 2;
    }

    /// @param sentAt when the commit that was accepted had been sent, of {@link System#nanoTime}
    void accepted(long sentAt) {
        acceptedAt = sentAt;
        accepted = true;
    }

    boolean isSure() {
        return accepted && System.nanoTime() - acceptedAt < sureFor;
    }
}
