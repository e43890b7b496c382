package org.rehome.gateway.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.StragglerSeen;
import org.rehome.gateway.GatewayMetrics;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.partner.Stragglers;

/// Counts what enabled partners still send by the legacy gateway, and tells it at most every second, so that any
/// gateway can list it and a restart goes on counting. A crash takes the count of its last second.
public final class StragglerLog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StragglerLog.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String gateway;
    private final Partners partners;
    private final Stragglers stragglers;
    private final EventPublisher events;
    private final GatewayMetrics metrics;
    private final Map<String, StragglerSeen> counted = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread thread;

    public StragglerLog(
            String gateway, Partners partners, Stragglers stragglers, EventPublisher events, GatewayMetrics metrics) {
        this.gateway = gateway;
        this.partners = partners;
        this.stragglers = stragglers;
        this.events = events;
        this.metrics = metrics;
    }

    /// To be called when the facts have caught up: before, a partner that is not known yet would be forgotten.
    public void start() {
        thread = Thread.ofVirtual().name("stragglers").start(this::run);
    }

    /// A stanza has come the old way.
    ///
    /// @param partner the domain that it is from
    void seen(Domain partner, Domain local) {
        Instant now = Instant.now();
        counted.compute(StragglerSeen.key(partner, local, gateway), (key, counting) -> {
            StragglerSeen before = counting == null ? stragglers.find(key).orElse(null) : counting;
            return before == null
                    ? new StragglerSeen(partner, local, gateway, 1, now, now)
                    : new StragglerSeen(partner, local, gateway, before.stanzas() + 1, before.firstSeen(), now);
        });
        partners.covering(partner)
                .ifPresent(found -> metrics.straggler(found.settings().domain()));
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                last = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                tell();
            }
        } catch (InterruptedException e) {
            LOG.debug("stragglers no longer told");
        }
    }

    private void tell() {
        try {
            counted.keySet().removeIf(key -> isOver(counted.get(key)));
            for (StragglerSeen each : counted.values()) {
                if (!each.equals(stragglers.find(each.key()).orElse(null))) {
                    events.publish(Topics.FEDERATION, each).join();
                }
            }
            // also what gateways have told that are gone
            for (StragglerSeen each : stragglers.told()) {
                if (isOver(each)) {
                    events.remove(Topics.FEDERATION, each.key()).join();
                }
            }
        } catch (CompletionException e) {
            LOG.warnf("stragglers not told, the next time has them error=%s", e.getMessage());
        }
    }

    /// The partner is the legacy gateway's again, or nobody's: it comes the only way that there is.
    private boolean isOver(@Nullable StragglerSeen seen) {
        if (seen == null) {
            return false;
        }
        return switch (partners.covering(seen.partner()).orElse(null)) {
            case null -> true;
            case Lifecycle.Legacy _, Lifecycle.Staged _ -> true;
            case Lifecycle.Enabled _, Lifecycle.Paused _, Lifecycle.Switching _ -> false;
        };
    }

    /// Tells what is left, waiting at most 10 s.
    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread != null && !thread.join(Duration.ofSeconds(10))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
