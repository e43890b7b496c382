package org.rehome.backbone.lane;

import java.util.Map;
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

    /// @param timesSent how often it was sent without being confirmed
    LaneEntry(Source source, long offset, LaneStanza stanza, int timesSent) {
        this.source = source;
        this.offset = offset;
        this.stanza = stanza;
        this.timesSent = timesSent;
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

    int bytes() {
        return OVERHEAD + stanza.xml().length;
    }

    /// The same in the deferred topic, without its XML: enough to decide about.
    LaneEntry summary(long deferredOffset) {
        LaneStanza brief = new LaneStanza(
                stanza.lane(),
                stanza.from(),
                stanza.to(),
                stanza.kind(),
                stanza.receivedAt(),
                stanza.stream(),
                stanza.trace(),
                stanza.returned(),
                NOTHING);
        return new LaneEntry(Source.DEFERRED, deferredOffset, brief, timesSent);
    }

    @Override
    public String toString() {
        return Map.of("source", source, "offset", offset, "lane", stanza.lane(), "sent", timesSent)
                .toString();
    }
}
