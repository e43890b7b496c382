package org.rehome.edge.socket;

import java.time.Duration;
import java.util.Collection;
import org.rehome.contracts.address.Domain;

/// Sees when an inbound stream has been silent for too long whose partner has to send keep-alives: it may be half-open,
/// and the peer opens another when it has something to say. Lives on the stream's event loop.
final class IdleWatch {
    private static final long NOTHING = -1;

    private final InboundParts parts;
    private final S2sConnection connection;
    private final Reading reading;
    private final Runnable silent;
    private long timer = NOTHING;

    /// @param silent told as long as it is
    IdleWatch(InboundParts parts, S2sConnection connection, Reading reading, Runnable silent) {
        this.parts = parts;
        this.connection = connection;
        this.reading = reading;
        this.silent = silent;
    }

    /// @param partners those that are authenticated on the stream
    void begin(Collection<Domain> partners) {
        if (timer == NOTHING) {
            Duration idle = parts.limits().idle();
            timer = parts.vertx().setPeriodic(Math.max(1, idle.toMillis() / 4), id -> {
                if (!reading.isStopped() && connection.silence() >= idle.toNanos() && mustSpeak(partners)) {
                    silent.run();
                }
            });
        }
    }

    private boolean mustSpeak(Collection<Domain> partners) {
        return partners.stream()
                .flatMap(partner -> parts.facts().partners().find(partner).stream())
                .allMatch(partner -> partner.settings().enableKeepAlive());
    }

    void end() {
        parts.vertx().cancelTimer(timer);
    }
}
