package org.rehome.edge.splice;

import java.util.Locale;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// Why a new connection got no further than its first words; the reasons by which refusals are counted.
public enum SpliceRefusal {
    /// No header in time.
    HEADER_LATE(StreamErrorCondition.CONNECTION_TIMEOUT, "no stream header came in time"),
    /// The header is larger than it may be.
    HEADER_TOO_LARGE(StreamErrorCondition.POLICY_VIOLATION, "the stream header is too large"),
    /// As many are spliced as may be.
    TOO_MANY(StreamErrorCondition.RESOURCE_CONSTRAINT, "too many connections"),
    /// The legacy gateway cannot be reached.
    LEGACY_UNREACHABLE(StreamErrorCondition.REMOTE_CONNECTION_FAILED, "the server behind this one cannot be reached"),
    /// Its partner's switch has not come to an end in time.
    SWITCHING(StreamErrorCondition.CONNECTION_TIMEOUT, "federation is being switched; try again"),
    /// The edge stops.
    STOPPING(StreamErrorCondition.SYSTEM_SHUTDOWN, "the server stops");

    private final StreamErrorCondition condition;
    private final String text;

    SpliceRefusal(StreamErrorCondition condition, String text) {
        this.condition = condition;
        this.text = text;
    }

    public StreamErrorCondition condition() {
        return condition;
    }

    /// For the peer, in words.
    public String text() {
        return text;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
