package org.rehome.edge.bus;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.EdgeEvent.PartnerProbed;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.Partners;
import org.rehome.edge.socket.Prober;
import org.rehome.edge.zone.Service;
import org.rehome.edge.zone.Target;

/// Carries out orders to walk the way to a partner, one at a time of each pair, and announces what was found. Orders
/// are changed by one thread; any may look.
public final class ProbeOrders implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ProbeOrders.class);

    /// Nobody waits any more for what was ordered longer ago.
    private static final Duration FRESH = Duration.ofMinutes(2);

    private final String edge;
    private final Partners partners;
    private final EdgeDirectory edges;
    private final Prober prober;
    private final InstantSource clock;
    private final Consumer<PartnerProbed> announce;
    private final Map<DomainPair, Instant> orders = new ConcurrentHashMap<>();
    private final Map<DomainPair, PartnerProbed> answered = new ConcurrentHashMap<>();
    private final Map<DomainPair, Thread> running = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public ProbeOrders(
            String edge,
            Partners partners,
            EdgeDirectory edges,
            Prober prober,
            InstantSource clock,
            Consumer<PartnerProbed> announce) {
        this.edge = edge;
        this.partners = partners;
        this.edges = edges;
        this.prober = prober;
        this.clock = clock;
        this.announce = announce;
    }

    void ordered(PartnerProbeOrdered order) {
        orders.put(new DomainPair(order.local(), order.partner()), order.at());
    }

    void change(EdgeEvent event) {
        if (event instanceof PartnerProbed probed && probed.edge().equals(edge)) {
            answered.put(new DomainPair(probed.local(), probed.partner()), probed);
        }
    }

    /// Begins what is ordered and not answered.
    public void look() {
        orders.forEach((pair, at) -> {
            if (!closed && isOpen(pair, at)) {
                running.computeIfAbsent(
                        pair, key -> Thread.ofVirtual().name("probe-" + key).start(() -> carryOut(key, at)));
            }
        });
    }

    private boolean isOpen(DomainPair pair, Instant at) {
        PartnerProbed last = answered.get(pair);
        return (last == null || last.ordered().isBefore(at))
                && at.isAfter(clock.instant().minus(FRESH));
    }

    private void carryOut(DomainPair pair, Instant at) {
        try {
            Optional<KnownPartner> partner = partners.find(pair.partner());
            if (partner.isPresent()) {
                PartnerProbed report = report(pair, at, prober.probe(pair, partner.get(), this::isEdge));
                answered.put(pair, report);
                announce.accept(report);
            }
        } catch (InterruptedException e) {
            LOG.debugf("probe stopped partner=%s local=%s", pair.partner(), pair.local());
        } finally {
            running.remove(pair);
            orders.remove(pair, at);
        }
        look();
    }

    private PartnerProbed report(DomainPair pair, Instant at, Prober.Found found) {
        PartnerProbed last = answered.get(pair);
        ProbeOutcome before = last == null ? null : last.outcome();
        return new PartnerProbed(
                edge,
                pair.local(),
                pair.partner(),
                at,
                clock.instant(),
                found.steps().outcome(),
                found.steps().reason(),
                before,
                found.steps().all(),
                found.proposal());
    }

    /// The port for direct TLS is not told on the topic, so the host has to do for it.
    private boolean isEdge(Target target) {
        return edges.edges().stream()
                .anyMatch(each -> each.running()
                        && (each.port() == target.port() || target.service() == Service.XMPPS)
                        && each.host().equalsIgnoreCase(target.host()));
    }

    @Override
    public void close() {
        closed = true;
        running.values().forEach(Thread::interrupt);
    }
}
