package org.rehome.edge.socket;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.edge.partner.DomainPair;

/// The inbound streams of which something is, or may be, unread because the edge could not take it. A peer that gives
/// up such a stream and opens another expects that what it sent first comes first (RFC 6120 §10.1): the newer stream
/// waits. Any thread may use it.
final class UnreadStreams {
    private final Set<Reading> unread = ConcurrentHashMap.newKeySet();
    private final Waits<Newcomer> newcomers = new Waits<>(this::blocks);

    /// A stream on which a pair is about to be authenticated.
    record Newcomer(Reading stream, DomainPair pair) {}

    void add(Reading stream) {
        unread.add(stream);
    }

    void remove(Reading stream) {
        if (unread.remove(stream)) {
            newcomers.look();
        }
    }

    /// Whether another stream of the pair is to be read first.
    boolean blocks(Newcomer newcomer) {
        for (Reading each : unread) {
            if (each != newcomer.stream() && each.carries(newcomer.pair())) {
                return true;
            }
        }
        return false;
    }

    Waits<Newcomer> newcomers() {
        return newcomers;
    }
}
