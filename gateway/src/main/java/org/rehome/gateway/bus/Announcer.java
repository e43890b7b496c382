package org.rehome.gateway.bus;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.CaptureEvent.CaptureOpened;
import org.rehome.contracts.event.FederationEvent.LinkLost;
import org.rehome.contracts.event.FederationEvent.LinkOpened;
import org.rehome.contracts.event.FederationEvent.PairAnswered;
import org.rehome.contracts.event.FederationEvent.PairQuiesced;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.gateway.GatewayMetrics;
import org.rehome.gateway.hook.Departed;
import org.rehome.gateway.lane.Quiesced;
import org.rehome.gateway.link.LinkListener;

/// Says what happens on this gateway: quiet lanes on `moves`, links on `federation` and `captures`. In order, on a
/// thread of its own, for publishing blocks while the broker is away and those who report must not.
public final class Announcer implements LinkListener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Announcer.class);

    private final EventPublisher publisher;
    private final String gateway;
    private final GatewayMetrics metrics;
    private final Signal signal;
    private final Runnable linksMoved;
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile Consumer<PoolName> linkOpened = pool -> {};
    private volatile boolean closed;

    /// @param linksMoved called when a link was opened or lost
    public Announcer(
            EventPublisher publisher, String gateway, GatewayMetrics metrics, Signal signal, Runnable linksMoved) {
        this.publisher = publisher;
        this.gateway = gateway;
        this.metrics = metrics;
        this.signal = signal;
        this.linksMoved = linksMoved;
        this.thread = Thread.ofVirtual().name("announcer").start(this::run);
    }

    /// @param listener told of each link that was opened from now on
    public void onLinkOpened(Consumer<PoolName> listener) {
        linkOpened = listener;
    }

    /// Answers `UserMoving`. Many users move at a time: their answers are not waited for one by one. the
    /// publisher tries until it succeeds or is closed; who is not answered then is found moving by the next
    /// owner
    @SuppressWarnings("FutureReturnValueIgnored")
    public void departed(Departed answer) {
        metrics.quiesced();
        Quiesced lane = answer.lane();
        if (answer.refused() != null) {
            LOG.warnf("user cannot go user=%s move=%s error=%s", lane.user(), lane.move(), answer.refused());
        }
        UserQuiesced event = new UserQuiesced(
                lane.move(), Jid.parse(lane.user()), lane.epoch(), gateway, answer.refused(), answer.transferred());
        say(() -> publisher.publish(Topics.MOVES, event));
    }

    /// Says that a pair's stanzas wait. Not waited for: who asks has a time limit.
    @SuppressWarnings("FutureReturnValueIgnored")
    void quiesced(PairQuiesced event) {
        say(() -> publisher.publish(Topics.FEDERATION, event));
    }

    /// Tells all gateways that a partner has answered one of them.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void answered(PairAnswered event) {
        say(() -> publisher.publish(Topics.FEDERATION, event));
    }

    @Override
    public void opened(PoolName pool) {
        signal.changed();
        linksMoved.run();
        linkOpened.accept(pool);
        say(() -> publisher
                .publish(Topics.FEDERATION, new LinkOpened(pool, gateway))
                .join());
    }

    @Override
    public void lost(PoolName pool, String reason) {
        signal.changed();
        linksMoved.run();
        say(() -> publisher
                .publish(Topics.FEDERATION, new LinkLost(pool, gateway, reason))
                .join());
    }

    @Override
    public void removed(PoolName pool) {
        String key = new LinkOpened(pool, gateway).key();
        say(() -> publisher.remove(Topics.FEDERATION, key).join());
    }

    @Override
    public void captureOpened(PoolName pool, Domain partner) {
        say(() -> publisher
                .publish(Topics.CAPTURES, new CaptureOpened(pool, partner, gateway))
                .join());
    }

    @Override
    public void captureLost(PoolName pool, Domain partner) {
        String key = new CaptureOpened(pool, partner, gateway).key();
        say(() -> publisher.remove(Topics.CAPTURES, key).join());
    }

    private void say(Runnable what) {
        queue.add(what);
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                Runnable next = queue.take();
                try {
                    next.run();
                } catch (RuntimeException e) {
                    LOG.errorf("not announced error=%s", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("announcer stopped");
        }
    }

    /// Says what is left, waiting at most 10 s.
    @Override
    public void close() {
        say(() -> closed = true);
        try {
            if (!thread.join(Duration.ofSeconds(10))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
