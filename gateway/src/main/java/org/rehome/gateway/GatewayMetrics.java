package org.rehome.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.rehome.backbone.ledger.Line;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.PoolProbed;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;

/// All metrics of the gateway. Direction is `inbound` (to a pool), `outbound` (to a partner, by an edge) or `legacy`
/// (to a partner, by the legacy gateway).
public final class GatewayMetrics {
    private final MeterRegistry registry;
    private final Map<Direction, Counter> accepted = new EnumMap<>(Direction.class);
    private final Map<Direction, Counter> delivered = new EnumMap<>(Direction.class);
    private final Counter barriers;
    private final Counter uncertain;
    private final Counter sentAgain;
    private final Counter deferred;
    private final Counter staleEpochs;
    private final Counter quiesced;
    private final Counter hookStale;
    private final Timer barrierTime;
    private final MultiGauge ledger;

    public GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Direction each : Direction.values()) {
            accepted.put(each, counter("rehome.gateway.accepted", "Stanzas of pools made durable", each.wire()));
            delivered.put(each, counter("rehome.gateway.delivered", "Stanzas handed on, confirmed", each.wire()));
        }
        this.barriers = plain("rehome.gateway.barriers", "Batches sent to pools with a barrier");
        this.uncertain = plain("rehome.gateway.uncertain", "Stanzas sent whose barrier was not answered");
        this.sentAgain = plain("rehome.gateway.sent.again", "Uncertain stanzas that were sent again");
        this.deferred = plain("rehome.gateway.deferred", "Stanzas that went to the deferred topic");
        this.staleEpochs = plain("rehome.gateway.stale.epochs", "Changes of homes ignored for their old epoch");
        this.quiesced = plain("rehome.gateway.quiesced", "Moving users whose lane was said to be quiet");
        this.hookStale = plain("rehome.gateway.hook.stale", "Answers of hooks that know a higher epoch of a user");
        this.ledger = MultiGauge.builder("rehome.ledger.stanzas")
                .description("What has become of the stanzas of this gateway's partitions")
                .register(registry);
        this.barrierTime = Timer.builder("rehome.gateway.barrier.time")
                .description("From the first byte of a batch to the answer of its barrier")
                .register(registry);
    }

    /// Links that are open now, by the kind of stream.
    public void links(String stream, Supplier<Number> open) {
        Gauge.builder("rehome.gateway.links.open", open)
                .description("Component streams that are open")
                .tag("stream", stream)
                .strongReference(true)
                .register(registry);
    }

    /// Stanzas that wait now.
    public void held(Supplier<Number> stanzas) {
        Gauge.builder("rehome.gateway.held", stanzas)
                .description("Stanzas that wait for a moving user or a pool that is away")
                .strongReference(true)
                .register(registry);
    }

    /// What has become of stanzas, by partner, on the partitions that are ours.
    public void ledger(List<PartitionAccounted> accounts) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (Line line : Line.of(accounts)) {
            Tags way = Tags.of(
                    "direction",
                    Direction.ofTopic(line.topic()).wire(),
                    "partner",
                    line.partner().name());
            line.counts().forEach((count, stanzas) -> rows.add(MultiGauge.Row.of(way.and("count", count), stanzas)));
        }
        ledger.register(rows, true);
    }

    /// A stanza of a pool is durable.
    public void accepted(Direction direction) {
        count(accepted, direction, 1);
    }

    /// So many stanzas were handed on: to a pool or the legacy gateway, and confirmed; or to the edges.
    public void delivered(Direction direction, int stanzas) {
        count(delivered, direction, stanzas);
    }

    private static void count(Map<Direction, Counter> counters, Direction direction, int stanzas) {
        Objects.requireNonNull(counters.get(direction)).increment(stanzas);
    }

    /// A barrier was answered.
    public void barrier(Duration time) {
        barriers.increment();
        barrierTime.record(time);
    }

    /// So many stanzas were sent and are uncertain.
    public void uncertain(int stanzas) {
        uncertain.increment(stanzas);
    }

    public void sentAgain() {
        sentAgain.increment();
    }

    public void deferred(int stanzas) {
        deferred.increment(stanzas);
    }

    public void staleEpoch() {
        staleEpochs.increment();
    }

    /// A hook knows a higher epoch of a user than it was told.
    public void hookStale() {
        hookStale.increment();
    }

    public void quiesced() {
        quiesced.increment();
    }

    /// A stanza of an enabled partner has come by the legacy gateway.
    public void straggler(Domain partner) {
        Counter.builder("rehome.gateway.stragglers")
                .description("Stanzas of enabled partners that came by the legacy gateway")
                .tag("partner", partner.name())
                .register(registry)
                .increment();
    }

    /// A pool's test user has written to a contact at a partner.
    public void poolProbed(PoolProbed report) {
        Counter.builder("rehome.gateway.pool.probes")
                .description("Test users' round trips to partners, by what they came to")
                .tag("pool", report.pool().value())
                .tag("partner", report.partner().name())
                .tag("reason", report.reason())
                .register(registry)
                .increment();
    }

    /// An error went back to the sender.
    ///
    /// @param direction of the stanza that it answers
    public void returned(String direction, String reason) {
        reasoned("rehome.gateway.returned", "Stanzas answered with an error", direction, reason);
    }

    /// A stanza went nowhere, and nobody may be told.
    public void dropped(String direction, String reason) {
        reasoned("rehome.gateway.dropped", "Stanzas dropped by a rule", direction, reason);
    }

    /// A pool sent something that its stream may not carry.
    public void refused(String reason) {
        reasoned("rehome.gateway.refused", "Stanzas of pools that were not accepted", "outbound", reason);
    }

    private void reasoned(String name, String description, String direction, String reason) {
        Counter.builder(name)
                .description(description)
                .tag("direction", direction)
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    private Counter counter(String name, String description, String direction) {
        return Counter.builder(name)
                .description(description)
                .tag("direction", direction)
                .register(registry);
    }

    private Counter plain(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
