package org.rehome.gateway.bus;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.rehome.backbone.facts.Facts;
import org.rehome.backbone.lane.LaneBatch;
import org.rehome.backbone.lane.LaneHandler;

/// Delivers the inbound lanes of the partitions that are ours to the pools.
public final class InboundLanes implements LaneHandler {
    private static final Logger LOG = Logger.getLogger(InboundLanes.class);
    private static final Duration CATCH_UP = Duration.ofSeconds(10);

    private final Facts facts;
    private final DeliveryContext context;
    private final Map<Integer, Waits> waits = new ConcurrentHashMap<>();

    public InboundLanes(Facts facts, DeliveryContext context) {
        this.facts = facts;
        this.context = context;
    }

    /// Waits for the facts as they are now: so nothing is delivered by a home that a move has ended meanwhile. Then
    /// answers for those who are moving: nothing of theirs is in flight from here.
    @Override
    public void assigned(int partition) throws InterruptedException {
        while (true) {
            try {
                facts.catchUp(CATCH_UP);
                break;
            } catch (TimeoutException e) {
                LOG.warnf("partition waits for facts partition=%d error=%s", partition, e.getMessage());
            }
        }
        context.announcer().quiesced(context.lanes().assigned(partition));
    }

    @Override
    public void deliver(LaneBatch batch) throws InterruptedException {
        Waits ofPartition = waits.computeIfAbsent(batch.partition(), missing -> new Waits(context));
        new BatchDelivery(batch, context, ofPartition).run();
    }

    @Override
    public void revoked(int partition) {
        context.lanes().revoked(partition);
        waits.remove(partition);
    }
}
