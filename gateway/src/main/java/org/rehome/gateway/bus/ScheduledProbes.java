package org.rehome.gateway.bus;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.route.Knowledge;

/// Has the ways to all enabled partners walked from time to time, so that one that closes is an event before anybody
/// misses a message. One gateway of all does so at a time.
public final class ScheduledProbes implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ScheduledProbes.class);

    private final Knowledge known;
    private final Probes probes;
    private final PoolProbes pools;
    private final Map<String, CompletableFuture<Void>> underWay = new HashMap<>();
    private final Duration every;
    private final BooleanSupplier ours;
    private final Thread thread;

    /// @param ours whether this gateway is the one
    public ScheduledProbes(Knowledge known, Probes probes, PoolProbes pools, Duration every, BooleanSupplier ours) {
        if (every.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("rehome.gateway.probe-every is " + every + "; it is at least 1s");
        }
        this.known = known;
        this.probes = probes;
        this.pools = pools;
        this.every = every;
        this.ours = ours;
        this.thread = Thread.ofVirtual().name("scheduled-probes").start(this::run);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(every);
                if (ours.getAsBoolean()) {
                    order();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("scheduled probes stopped");
        }
    }

    private void order() throws InterruptedException {
        for (Lifecycle partner : known.partners().all()) {
            if (partner instanceof Lifecycle.Enabled) {
                for (Domain local : known.domains().all()) {
                    order(local, partner);
                }
            }
        }
    }

    private void order(Domain local, Lifecycle partner) throws InterruptedException {
        Domain domain = partner.settings().domain();
        try {
            PartnerProbeOrdered order = probes.order(local, domain);
            pools.contact(partner).ifPresent(contact -> roundTrips(order, contact));
        } catch (TimeoutException | KafkaException e) {
            LOG.warnf("probe not ordered partner=%s local=%s error=%s", domain, local, e.getMessage());
        }
    }

    /// Unless the last ones of this pair have not come to an end yet.
    private void roundTrips(PartnerProbeOrdered order, Jid contact) {
        underWay.values().removeIf(CompletableFuture::isDone);
        underWay.computeIfAbsent(order.key(), key -> pools.begin(order, contact));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
