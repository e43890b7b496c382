package org.rehome.backbone.lane;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.stanza.LaneStanza;

/// A stanza of a lane in this process, and where it is kept.
final class LaneEntry {
    private static final byte[] NOTHING = {};

    /// What an entry takes beside its XML, about.
    private static final int OVERHEAD = 600;

    /// Where it was read from.
    enum Source {
        /// the stanza topic
        LANE,
        /// its deferred topic
        DEFERRED
    }

    private final Source source;
    private final long offset;
    private final LaneStanza stanza;
    private int timesSent;
    private @Nullable String heldReason;

    /// @param timesSent how often it was sent without being confirmed
    /// @param heldReason why its lane was held when it was deferred; null when it was not, or nobody has noted it
    LaneEntry(Source source, long offset, LaneStanza stanza, int timesSent, @Nullable String heldReason) {
        this.source = source;
        this.offset = offset;
        this.stanza = stanza;
        this.timesSent = timesSent;
        this.heldReason = heldReason;
    }

    Source source() {
        return source;
    }

    long offset() {
        return offset;
    }

    LaneStanza stanza() {
        return stanza;
    }

    int timesSent() {
        return timesSent;
    }

    void sent() {
        timesSent++;
    }

    /// It was taken to be sent, and was not.
    void notSent() {
        timesSent--;
    }

    @Nullable
    String heldReason() {
        return heldReason;
    }

    /// It is to be deferred, because its lane is held for this reason.
    void deferredFor(@Nullable String reason) {
        heldReason = reason;
    }

    int bytes() {
        return OVERHEAD + stanza.xml().length;
    }

    /// The same in the deferred topic, without its XML: enough to decide about.
    LaneEntry summary(long deferredOffset) {
        return new LaneEntry(Source.DEFERRED, deferredOffset, stanza.with(NOTHING), timesSent, heldReason);
    }

    @Override
    public String toString() {
        return Map.of("source", source, "offset", offset, "lane", stanza.lane(), "sent", timesSent)
                .toString();
    }
}
