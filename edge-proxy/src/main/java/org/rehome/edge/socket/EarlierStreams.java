package org.rehome.edge.socket;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.edge.partner.DomainPair;

/// The inbound streams that a newer one of their pair waits for: something of them is, or may be, unread because the
/// edge could not take it, or they have ended and what they brought is not durable yet. A peer that gives up such a
/// stream and opens another expects that what it sent first comes first (RFC 6120 §10.1); and by whatever number of
/// streams it comes, it has no more in the edge's memory than by one. Any thread may use it.
final class EarlierStreams {
    private final Set<Reading> streams = ConcurrentHashMap.newKeySet();
    private final Waits<Newcomer> newcomers = new Waits<>(this::blocks);

    /// A stream on which a pair is about to be authenticated.
    record Newcomer(Reading stream, DomainPair pair) {}

    void add(Reading stream) {
        streams.add(stream);
    }

    void remove(Reading stream) {
        if (streams.remove(stream)) {
            newcomers.look();
        }
    }

    /// Whether another stream of the pair comes first.
    boolean blocks(Newcomer newcomer) {
        for (Reading each : streams) {
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
