package org.rehome.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// All metrics of the gateway. Direction is `inbound` (to a pool) or `outbound` (to a partner).
public final class GatewayMetrics {
    private final MeterRegistry registry;
    private final Counter acceptedOutbound;
    private final Counter deliveredToPools;
    private final Counter deliveredToEdges;
    private final Counter barriers;
    private final Counter uncertainBatches;
    private final Counter sentAgain;
    private final Counter staleEpochs;
    private final Counter quiesced;
    private final Timer barrierTime;
    private final AtomicInteger held = new AtomicInteger();

    public GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.acceptedOutbound = counter("rehome.gateway.accepted", "Stanzas of pools made durable", "outbound");
        this.deliveredToPools = counter("rehome.gateway.delivered", "Stanzas handed on, confirmed", "inbound");
        this.deliveredToEdges = counter("rehome.gateway.delivered", "Stanzas handed on, confirmed", "outbound");
        this.barriers = plain("rehome.gateway.barriers", "Batches sent to pools with a barrier");
        this.uncertainBatches = plain("rehome.gateway.uncertain.batches", "Batches whose barrier was not answered");
        this.sentAgain = plain("rehome.gateway.sent.again", "Stanzas of uncertain batches that were sent again");
        this.staleEpochs = plain("rehome.gateway.stale.epochs", "Changes of homes ignored for their old epoch");
        this.quiesced = plain("rehome.gateway.quiesced", "Moving users whose lane was said to be quiet");
        this.barrierTime = Timer.builder("rehome.gateway.barrier.time")
                .description("From the first byte of a batch to the answer of its barrier")
                .register(registry);
        Gauge.builder("rehome.gateway.held", held, AtomicInteger::get)
                .description("Stanzas that wait for a moving user or a pool that is away")
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

    public void accepted() {
        acceptedOutbound.increment();
    }

    public void toEdge() {
        deliveredToEdges.increment();
    }

    /// A batch was confirmed.
    public void confirmed(int stanzas, Duration time) {
        deliveredToPools.increment(stanzas);
        barriers.increment();
        barrierTime.record(time);
    }

    /// A batch was sent and is uncertain.
    public void uncertain() {
        barriers.increment();
        uncertainBatches.increment();
    }

    public void sentAgain() {
        sentAgain.increment();
    }

    public void staleEpoch() {
        staleEpochs.increment();
    }

    public void quiesced() {
        quiesced.increment();
    }

    public void held(int change) {
        held.addAndGet(change);
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
