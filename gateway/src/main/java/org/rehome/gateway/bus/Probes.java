package org.rehome.gateway.bus;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.PartnerProbed;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;
import org.rehome.gateway.route.Knowledge;

/// Has the running edges walk the way to partners, and collects what they find.
public final class Probes {
    private final Knowledge known;
    private final EventPublisher events;
    private final Signal signal;

    public Probes(Knowledge known, EventPublisher events, Signal signal) {
        this.known = known;
        this.events = events;
        this.signal = signal;
    }

    /// Gives the order; returns when it is durable and known here.
    ///
    /// @throws TimeoutException when the broker does not answer in time; the order may still come
    public PartnerProbeOrdered order(Domain local, Domain partner) throws InterruptedException, TimeoutException {
        PartnerProbeOrdered order =
                new PartnerProbeOrdered(local, partner, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        PartnerLog.give(events, signal, order, () -> known.probes()
                .order(local, partner)
                .filter(now -> !now.at().isBefore(order.at()))
                .isPresent());
        return order;
    }

    /// Why edges do not come through to a partner, for each of our domains; empty when they do, or when none runs.
    ///
    /// @throws TimeoutException when the broker does not answer in time
    public List<String> closed(Domain partner, Duration limit) throws InterruptedException, TimeoutException {
        if (known.edges().running().isEmpty()) {
            return List.of();
        }
        List<PartnerProbeOrdered> orders = new ArrayList<>();
        for (Domain local : known.domains().all()) {
            orders.add(order(local, partner));
        }
        signal.await(() -> orders.stream().allMatch(each -> missing(each).isEmpty()), limit);
        List<String> closed = new ArrayList<>();
        for (PartnerProbeOrdered order : orders) {
            List<PartnerProbed> found = known.probes().since(order);
            if (found.isEmpty()) {
                closed.add("no edge has told within " + limit.toSeconds() + " s what it found: "
                        + String.join(", ", missing(order)));
            }
            found.stream().flatMap(each -> failures(each)).forEach(closed::add);
        }
        return closed;
    }

    private static Stream<String> failures(PartnerProbed report) {
        return report.steps().stream()
                .filter(step -> step.outcome() == ProbeOutcome.Failed)
                .map(step -> report.edge() + ": " + step.reason() + ", " + step.detail());
    }

    /// Waits until every running edge has told what it found, or the limit is over.
    public List<PartnerProbed> await(PartnerProbeOrdered order, Duration limit) throws InterruptedException {
        signal.await(() -> missing(order).isEmpty(), limit);
        return known.probes().since(order);
    }

    /// The running edges that have not told yet what they found.
    public List<String> missing(PartnerProbeOrdered order) {
        List<String> told =
                known.probes().since(order).stream().map(PartnerProbed::edge).toList();
        return known.edges().running().stream()
                .filter(edge -> !told.contains(edge))
                .toList();
    }
}
