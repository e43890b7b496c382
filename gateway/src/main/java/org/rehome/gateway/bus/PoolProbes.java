package org.rehome.gateway.bus;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;
import org.rehome.contracts.event.FederationEvent.PoolProbed;
import org.rehome.gateway.client.RoundTrips;
import org.rehome.gateway.client.TestUser;
import org.rehome.gateway.client.TestUsers;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.route.Knowledge;

/// Has pools' test users write to a contact at a partner when the way to it is probed, and announces what
/// that came to. The gateway that gives the order does so, beside the edges, which walk their part.
public final class PoolProbes implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PoolProbes.class);
    private static final int AT_A_TIME = 8;

    private final TestUsers users;
    private final RoundTrips roundTrips;
    private final Knowledge known;
    private final EventPublisher events;
    private final Signal signal;
    private final Consumer<PoolProbed> counted;
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("pool-probe-", 0).factory());

    public PoolProbes(
            TestUsers users,
            RoundTrips roundTrips,
            Knowledge known,
            EventPublisher events,
            Signal signal,
            Consumer<PoolProbed> counted) {
        this.users = users;
        this.roundTrips = roundTrips;
        this.known = known;
        this.events = events;
        this.signal = signal;
        this.counted = counted;
        users.all().stream()
                .filter(each -> known.pools().find(each.pool()).isEmpty())
                .forEach(each -> LOG.warnf("test user of a pool that is not registered pool=%s", each.pool()));
    }

    /// True when a pool has a test user of this domain.
    public boolean canSpeakFor(Domain local) {
        return !users.of(local).isEmpty();
    }

    /// The contact of a partner that is written to when nobody names one.
    public Optional<Jid> contact(Lifecycle partner) {
        return users.contact(partner.settings()::covers);
    }

    /// Begins the round trips from every pool that has a test user of the domain.
    ///
    /// @return done when all have ended and what they found is known
    public CompletableFuture<Void> begin(PartnerProbeOrdered order, Jid contact) {
        return CompletableFuture.allOf(users.of(order.local()).stream()
                        .map(user -> CompletableFuture.runAsync(() -> carryOut(order, user, contact), threads))
                        .toArray(CompletableFuture<?>[]::new))
                .exceptionally(failure -> {
                    LOG.errorf(failure, "round trips of test users failed partner=%s", order.partner());
                    return null;
                });
    }

    private void carryOut(PartnerProbeOrdered order, TestUser user, Jid contact) {
        try {
            turns.acquire();
            try {
                announce(report(order, user, contact, roundTrips.walk(user, contact)));
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | KafkaException e) {
            LOG.warnf(
                    "what a test user found is not announced pool=%s partner=%s error=%s",
                    user.pool(), order.partner(), e.getMessage());
        }
    }

    private PoolProbed report(PartnerProbeOrdered order, TestUser user, Jid contact, List<ProbeStep> steps) {
        ProbeStep worst = steps.stream()
                // of several the first
                .reduce((one, other) -> Comparator.comparing(ProbeStep::outcome).compare(one, other) >= 0 ? one : other)
                .orElseThrow();
        ProbeOutcome before = known.probes()
                .byPool(user.pool(), order)
                .map(PoolProbed::outcome)
                .orElse(null);
        return new PoolProbed(
                user.pool(),
                user.jid(),
                contact,
                order.local(),
                order.partner(),
                order.at(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                worst.outcome(),
                worst.reason(),
                before,
                steps);
    }

    private void announce(PoolProbed report) throws InterruptedException, TimeoutException {
        counted.accept(report);
        PartnerLog.give(events, signal, report, () -> known.probes().isKnown(report));
    }

    /// Test users log out; what they have not found out is not announced.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
