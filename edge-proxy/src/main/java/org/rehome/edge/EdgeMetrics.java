package org.rehome.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.rehome.backbone.ledger.Line;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.certificate.Expiry;
import org.rehome.edge.delivery.Passage;
import org.rehome.edge.delivery.ReturnReason;
import org.rehome.edge.negotiation.Authentication;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.socket.S2sEndpoint;
import org.rehome.edge.splice.SpliceEnd;
import org.rehome.edge.splice.SpliceRefusal;

/// The edge's metrics: name, help and tags of each.
@Singleton
public class EdgeMetrics {
    private static final String PARTNER = "partner";
    private static final String DIRECTION = "direction";
    private static final String REASON = "reason";

    private final MeterRegistry registry;
    private final MultiGauge certificates;
    private final MultiGauge expiring;
    private final MultiGauge ledger;
    private final Counter toLegacyGateway;
    private final Counter toPartner;

    /// Kept, because looking a counter up costs more than counting, and there are many stanzas.
    private final Map<Domain, Counter> accepted = new ConcurrentHashMap<>();

    EdgeMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.toLegacyGateway = splicedBytes(registry, "to-legacy");
        this.toPartner = splicedBytes(registry, "to-partner");
        this.ledger = MultiGauge.builder("rehome.ledger.stanzas")
                .description("What has become of the outbound stanzas of this edge's partitions")
                .tag(DIRECTION, direction(false))
                .register(registry);
        this.certificates = MultiGauge.builder("rehome.edge.certificate.seconds.left")
                .description("How long the certificate of a domain of ours is still valid")
                .register(registry);
        this.expiring = MultiGauge.builder("rehome.edge.certificates.expiring")
                .description("Certificates of ours that expire within so many days, or have expired")
                .register(registry);
    }

    private static Counter splicedBytes(MeterRegistry registry, String direction) {
        return Counter.builder("rehome.edge.splice.bytes")
                .description("Bytes passed on between partners and the legacy gateway")
                .tag(DIRECTION, direction)
                .register(registry);
    }

    void watch(S2sEndpoint endpoint) {
        Gauge.builder("rehome.edge.splices", endpoint, each -> each.splices().count())
                .description("Connections that are passed through to the legacy gateway")
                .register(registry);
        for (boolean inbound : new boolean[] {true, false}) {
            Gauge.builder("rehome.edge.streams", endpoint, each -> each.table().count(inbound))
                    .description("Streams that are there")
                    .tag(DIRECTION, direction(inbound))
                    .register(registry);
        }
        Gauge.builder("rehome.edge.connections", endpoint, S2sEndpoint::connections)
                .description("Connections of peers to us, streams or not")
                .register(registry);
    }

    void certificates(Map<Domain, Credential> all, Instant now) {
        List<MultiGauge.Row<?>> rows = all.entrySet().stream()
                .<MultiGauge.Row<?>>map(each -> MultiGauge.Row.of(
                        Tags.of("local", each.getKey().name()),
                        Duration.between(now, each.getValue().notAfter()).toSeconds()))
                .toList();
        certificates.register(rows, true);
        expiring.register(
                Expiry.THRESHOLDS.stream()
                        .<MultiGauge.Row<?>>map(days -> MultiGauge.Row.of(
                                Tags.of("days", Integer.toString(days)), expiringWithin(all.values(), days, now)))
                        .toList(),
                true);
    }

    private static long expiringWithin(Collection<Credential> all, int days, Instant now) {
        return all.stream()
                .filter(each -> Expiry.threshold(each, now).orElse(Integer.MAX_VALUE) <= days)
                .count();
    }

    /// What has become of stanzas, by partner, on the partitions that are ours.
    void ledger(List<PartitionAccounted> accounts) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (Line line : Line.of(accounts)) {
            line.counts()
                    .forEach((count, stanzas) -> rows.add(
                            MultiGauge.Row.of(Tags.of(PARTNER, line.partner().name(), "count", count), stanzas)));
        }
        ledger.register(rows, true);
    }

    /// A stanza of a partner is durable on its lane.
    void accepted(Domain partner) {
        Counter kept = accepted.get(partner);
        Counter counter = kept == null
                ? accepted.computeIfAbsent(
                        partner, each -> registry.counter("rehome.edge.stanzas.accepted", PARTNER, each.name()))
                : kept;
        counter.increment();
    }

    /// A partner has processed stanzas.
    void delivered(Domain partner, int stanzas) {
        registry.counter("rehome.edge.stanzas.delivered", PARTNER, partner.name())
                .increment(stanzas);
    }

    /// A stanza for a partner went back to its sender, or ended here.
    void returned(Domain partner, ReturnReason reason) {
        registry.counter("rehome.edge.stanzas.returned", PARTNER, partner.name(), REASON, reason.wire())
                .increment();
    }

    /// Stanzas were sent and not confirmed; they are sent once more.
    void uncertain(Domain partner, int stanzas) {
        registry.counter("rehome.edge.stanzas.uncertain", PARTNER, partner.name())
                .increment(stanzas);
    }

    /// An uncertain stanza was sent for the second time.
    void sentAgain() {
        registry.counter("rehome.edge.stanzas.sent.again").increment();
    }

    /// Stanzas for a partner wait in the deferred topic now.
    void deferred(Domain partner, int stanzas) {
        registry.counter("rehome.edge.stanzas.deferred", PARTNER, partner.name())
                .increment(stanzas);
    }

    /// Stanzas that wait for a partner now.
    void held(Supplier<Number> stanzas) {
        Gauge.builder("rehome.edge.stanzas.held", stanzas)
                .description("Stanzas that wait for a partner that is paused or out of reach")
                .strongReference(true)
                .register(registry);
    }

    /// What became of a ping behind stanzas.
    void barrier(Passage passage) {
        registry.counter(
                        "rehome.edge.barriers",
                        "outcome",
                        switch (passage) {
                            case ANSWERED -> "answered";
                            case STREAM_ENDED -> "stream-ended";
                            case UNANSWERED -> "unanswered";
                        })
                .increment();
    }

    /// A partner has shown a certificate that it had not shown before, beside others.
    void certificateChanged(Domain partner) {
        registry.counter("rehome.edge.partner.certificate.changes", PARTNER, partner.name())
                .increment();
    }

    /// A domain pair was authenticated.
    void established(boolean inbound, Authentication method) {
        registry.counter("rehome.edge.handshakes", DIRECTION, direction(inbound), "by", method.wire())
                .increment();
    }

    /// @param partner whose domain the peer is or says that it is; `none` for others
    void handshakeFailed(boolean inbound, String partner, HandshakeFailure failure) {
        registry.counter(
                        "rehome.edge.handshake.failures",
                        DIRECTION,
                        direction(inbound),
                        PARTNER,
                        partner,
                        REASON,
                        failure.wire())
                .increment();
    }

    /// The way to a partner was walked.
    void probed(Domain partner, String reason) {
        registry.counter("rehome.edge.probes", PARTNER, partner.name(), REASON, reason)
                .increment();
    }

    /// Bytes of a spliced connection were passed on.
    void spliced(boolean toLegacy, int bytes) {
        (toLegacy ? toLegacyGateway : toPartner).increment(bytes);
    }

    void spliceEnded(SpliceEnd end) {
        registry.counter("rehome.edge.splices.ended", REASON, end.wire()).increment();
    }

    /// A connection got no further than its first words.
    void spliceRefused(SpliceRefusal refusal) {
        registry.counter("rehome.edge.splices.refused", REASON, refusal.wire()).increment();
    }

    private static String direction(boolean inbound) {
        return inbound ? "inbound" : "outbound";
    }
}
