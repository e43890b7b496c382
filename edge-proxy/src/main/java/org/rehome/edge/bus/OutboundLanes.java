package org.rehome.edge.bus;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.rehome.backbone.lane.LaneBatch;
import org.rehome.backbone.lane.LaneHandler;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.edge.delivery.PairDelivery;
import org.rehome.edge.partner.DomainPair;

/// Works the partitions of outbound stanzas: the lanes of a batch are delivered side by side, each in order. The
/// partition is settled up to the first stanza that is not.
public final class OutboundLanes implements LaneHandler {
    private final Function<DomainPair, PairDelivery> newDelivery;
    private final Consumer<DomainPair> given;
    private final Map<DomainPair, PairDelivery> deliveries = new ConcurrentHashMap<>();
    private final Map<Integer, Set<DomainPair>> pairs = new ConcurrentHashMap<>();

    /// @param given told of each pair that is another edge's from now on
    public OutboundLanes(Function<DomainPair, PairDelivery> newDelivery, Consumer<DomainPair> given) {
        this.newDelivery = newDelivery;
        this.given = given;
    }

    @Override
    public void assigned(int partition) {
        pairs.put(partition, ConcurrentHashMap.newKeySet());
    }

    @Override
    public void deliver(LaneBatch batch) throws InterruptedException {
        Map<DomainPair, List<Integer>> lanes = lanes(batch);
        pairs.computeIfAbsent(batch.partition(), partition -> ConcurrentHashMap.newKeySet())
                .addAll(lanes.keySet());
        Settlement settlement = new Settlement(batch);
        if (lanes.size() == 1) {
            Map.Entry<DomainPair, List<Integer>> only =
                    lanes.entrySet().iterator().next();
            lane(batch, settlement, only.getKey(), only.getValue());
            return;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            lanes.forEach((pair, indices) -> running.add(threads.submit(() -> {
                lane(batch, settlement, pair, indices);
                return pair;
            })));
            await(running, threads);
        }
    }

    private static void await(List<Future<?>> running, ExecutorService threads) throws InterruptedException {
        try {
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a lane was not delivered", e.getCause());
        } catch (InterruptedException e) {
            threads.shutdownNow();
            throw e;
        }
    }

    private void lane(LaneBatch batch, Settlement settlement, DomainPair pair, List<Integer> indices)
            throws InterruptedException {
        List<LaneStanza> stanzas = indices.stream().map(batch.stanzas()::get).toList();
        deliveries.computeIfAbsent(pair, newDelivery).deliver(stanzas, new PairDelivery.Progress() {
            @Override
            public void settled(int count) {
                settlement.settled(indices.subList(0, count));
            }

            @Override
            public boolean stopping() {
                return batch.stopping();
            }
        });
    }

    /// The places of each lane's stanzas in the batch.
    private static Map<DomainPair, List<Integer>> lanes(LaneBatch batch) {
        Map<DomainPair, List<Integer>> lanes = new LinkedHashMap<>();
        for (int i = 0; i < batch.stanzas().size(); i++) {
            lanes.computeIfAbsent(pair(batch.stanzas().get(i)), pair -> new ArrayList<>())
                    .add(i);
        }
        return lanes;
    }

    /// The lane's key names the pair; of a record that somebody else wrote without one, its addresses do.
    private static DomainPair pair(LaneStanza stanza) {
        int mark = stanza.lane().indexOf('>');
        try {
            return new DomainPair(
                    Domain.parse(stanza.lane().substring(0, Math.max(0, mark))),
                    Domain.parse(stanza.lane().substring(mark + 1)));
        } catch (InvalidAddress e) {
            return new DomainPair(stanza.from().domain(), stanza.to().domain());
        }
    }

    @Override
    public void revoked(int partition) {
        Set<DomainPair> gone = pairs.remove(partition);
        if (gone != null) {
            gone.forEach(deliveries::remove);
            gone.forEach(given);
        }
    }

    /// Collects what the lanes of a batch have settled.
    private static final class Settlement {
        private final LaneBatch batch;
        private final BitSet settled = new BitSet();

        Settlement(LaneBatch batch) {
            this.batch = batch;
        }

        synchronized void settled(List<Integer> indices) {
            indices.forEach(settled::set);
            batch.settled(settled.nextClearBit(0));
        }
    }
}
