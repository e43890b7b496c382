package org.rehome.edge.bus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.PairPath;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.delivery.StanzaStreams;
import org.rehome.edge.partner.DomainPair;

/// Opens streams to partners that are enabled and do not confirm yet, each pair from a virtual thread. A partner that
/// acknowledges what is sent confirms; others are pinged until one answer comes.
/// What answers is told by the barriers; the answer may come after a ping was given up.
public final class ConfirmationPings implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ConfirmationPings.class);
    private static final Duration STREAM_LIMIT = Duration.ofSeconds(30);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LAST_PAUSE_MILLIS = 5_000;

    private final Confirmations confirmations;
    private final StanzaStreams streams;
    private final Barriers barriers;
    private final Map<DomainPair, Thread> running = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public ConfirmationPings(Confirmations confirmations, StanzaStreams streams, Barriers barriers) {
        this.confirmations = confirmations;
        this.streams = streams;
        this.barriers = barriers;
    }

    /// Looks which pairs are to be pinged now.
    public void refresh() {
        for (DomainPair pair : confirmations.wanted()) {
            if (!closed && !confirmations.confirms(pair)) {
                running.computeIfAbsent(
                        pair, key -> Thread.ofVirtual().name("ping-" + key).start(() -> confirm(key)));
            }
        }
    }

    private void confirm(DomainPair pair) {
        PairPath path = new PairPath(pair, streams, barriers, ANSWER_LIMIT);
        long pause = FIRST_PAUSE_MILLIS;
        try {
            while (isNeeded(pair)) {
                Optional<Establishment> establishment = path.establish(STREAM_LIMIT);
                if (establishment.orElse(null) instanceof Establishment.Established(var stream) && isNeeded(pair)) {
                    confirm(pair, path, stream);
                }
                if (isNeeded(pair)) {
                    LOG.debugf("partner does not confirm yet partner=%s local=%s", pair.partner(), pair.local());
                    Thread.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause + 1));
                    pause = Math.min(LAST_PAUSE_MILLIS, pause * 2);
                }
            }
        } catch (InterruptedException e) {
            LOG.debugf("ping stopped partner=%s local=%s", pair.partner(), pair.local());
        } finally {
            running.remove(pair);
        }
    }

    private void confirm(DomainPair pair, PairPath path, StanzaStream stream) throws InterruptedException {
        if (stream.acknowledged()) {
            confirmations.acknowledges(pair);
        } else {
            path.send(stream, List.of());
        }
    }

    private boolean isNeeded(DomainPair pair) {
        return !closed && confirmations.isWanted(pair) && !confirmations.confirms(pair);
    }

    @Override
    public void close() {
        closed = true;
        running.values().forEach(Thread::interrupt);
    }
}
