package org.rehome.gateway.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.rehome.backbone.lane.LaneBatch;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.link.Delivery;
import org.rehome.gateway.route.Route;
import org.rehome.gateway.route.Rule;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// Delivers one batch of one partition, in rounds. A round takes stanzas in order up to the first that has to wait,
/// writes them to their pools, each pool's followed by a barrier, and settles what is confirmed. A stanza that waits
/// too long goes back to its sender.
final class BatchDelivery {
    private static final Logger LOG = Logger.getLogger(BatchDelivery.class);
    private static final String INBOUND = "inbound";

    /// How often the partition looks whether it is to be given up.
    private static final Duration LOOK = Duration.ofMillis(100);

    /// An uncertain stanza is sent again once.
    private static final int MAX_UNCERTAIN = 2;

    private final LaneBatch batch;
    private final List<LaneStanza> stanzas;
    private final DeliveryContext context;
    private final Waits waits;
    private final boolean[] done;
    private final int[] uncertain;

    BatchDelivery(LaneBatch batch, DeliveryContext context, Waits waits) {
        this.batch = batch;
        this.stanzas = batch.stanzas();
        this.context = context;
        this.waits = waits;
        this.done = new boolean[stanzas.size()];
        this.uncertain = new int[stanzas.size()];
    }

    /// Returns when everything is settled, or the partition is to be given up.
    void run() throws InterruptedException {
        while (batch.settled() < stanzas.size() && !batch.stopping()) {
            long seen = context.signal().now();
            Round round = new Round();
            gather(round);
            send(round);
            settle();
            if (round.blocked && batch.settled() < stanzas.size()) {
                awaitChange(seen);
            }
        }
    }

    /// What one round sends: stanzas by their pools, in order.
    private static final class Round {
        private final Map<PoolName, List<Integer>> toPools = new LinkedHashMap<>();
        private boolean blocked;
    }

    private void gather(Round round) throws InterruptedException {
        try {
            for (int i = batch.settled(); i < stanzas.size() && !round.blocked; i++) {
                if (!done[i]) {
                    step(i, round);
                }
            }
        } catch (RuntimeException e) {
            // what was taken is not sent: it must not look as if it were
            round.toPools.values().forEach(this::release);
            throw e;
        }
    }

    private void step(int i, Round round) throws InterruptedException {
        if (uncertain[i] >= MAX_UNCERTAIN) {
            giveBack(i, StanzaErrorCondition.REMOTE_SERVER_TIMEOUT, "unconfirmed");
            return;
        }
        switch (decide(stanzas.get(i))) {
            case Route.ToPool to -> {
                round.toPools
                        .computeIfAbsent(to.pool(), missing -> new ArrayList<>())
                        .add(i);
            }
            case Route.Hold(var rule) -> round.blocked = !waitedTooLong(i, rule);
            case Route.Return back -> giveBack(i, back.condition(), back.reason());
            case Route.Drop drop -> drop(i, drop.reason());
            case Route.ToEdge _, Route.ToLegacyGateway _ ->
                throw new IllegalStateException("an inbound stanza goes to a pool");
        }
    }

    /// Decides, and takes the stanza when it goes to a pool; one whose pool is away waits.
    private Route decide(LaneStanza stanza) {
        return context.lanes().take(batch.partition(), stanza.lane(), () -> {
            Route route = stanza.returned() == null
                    ? context.router()
                            .inbound(stanza.from(), stanza.to(), stanza.kind())
                            .route()
                    : context.router().returned(stanza.to());
            return route instanceof Route.ToPool to && !context.links().isOpen(to.pool())
                    ? new Route.Hold(Rule.POOL_AWAY)
                    : route;
        });
    }

    private boolean waitedTooLong(int i, Rule rule) throws InterruptedException {
        LaneStanza stanza = stanzas.get(i);
        if (!waits.tooLong(stanza, rule)) {
            return false;
        }
        LOG.warnf("stanza waited too long, it goes back local=%s error=%s", stanza.lane(), rule.wire());
        StanzaErrorCondition condition = rule == Rule.POOL_AWAY
                ? StanzaErrorCondition.REMOTE_SERVER_TIMEOUT
                : StanzaErrorCondition.RECIPIENT_UNAVAILABLE;
        giveBack(i, condition, rule.wire());
        return true;
    }

    /// Writes everything first and waits afterwards: the pools work at the same time.
    private void send(Round round) throws InterruptedException {
        Map<PoolName, Delivery.Pending> pending = new LinkedHashMap<>();
        long begun = System.nanoTime();
        for (Map.Entry<PoolName, List<Integer>> each : round.toPools.entrySet()) {
            List<byte[]> xml =
                    each.getValue().stream().map(i -> stanzas.get(i).xml()).toList();
            pending.put(each.getKey(), context.links().send(each.getKey(), xml));
        }
        for (Map.Entry<PoolName, Delivery.Pending> each : pending.entrySet()) {
            List<Integer> sent = round.toPools.getOrDefault(each.getKey(), List.of());
            outcome(each.getKey(), each.getValue().await(), sent, begun);
            release(sent);
        }
    }

    private void outcome(PoolName pool, Delivery delivery, List<Integer> sent, long begun) {
        switch (delivery) {
            case Delivery.Confirmed() -> {
                countSentAgain(sent);
                sent.forEach(i -> done[i] = true);
                context.metrics().confirmed(sent.size(), Duration.ofNanos(System.nanoTime() - begun));
            }
            case Delivery.NotSent(var reason) ->
                LOG.debugf("batch not sent pool=%s partition=%d error=%s", pool, batch.partition(), reason);
            case Delivery.Uncertain(var reason) -> {
                countSentAgain(sent);
                sent.forEach(i -> uncertain[i]++);
                context.metrics().uncertain();
                LOG.warnf(
                        "batch uncertain, sent again once pool=%s partition=%d stanzas=%d error=%s",
                        pool, batch.partition(), sent.size(), reason);
            }
        }
    }

    private void countSentAgain(List<Integer> sent) {
        sent.stream().filter(i -> uncertain[i] > 0).forEach(i -> context.metrics()
                .sentAgain());
    }

    /// They are in flight no longer; who waited for that is told.
    private void release(List<Integer> taken) {
        List<String> lanes = taken.stream().map(i -> stanzas.get(i).lane()).toList();
        context.announcer().quiesced(context.lanes().settled(batch.partition(), lanes));
    }

    private void giveBack(int i, StanzaErrorCondition condition, String reason) throws InterruptedException {
        Optional<LaneStanza> error = Returns.toPartner(stanzas.get(i), condition, reason);
        if (error.isEmpty()) {
            drop(i, reason);
            return;
        }
        // durable before the stanza that it answers is settled
        context.returns().publishAndWait(Topics.STANZAS_OUTBOUND, error.get());
        context.metrics().returned(INBOUND, reason);
        done[i] = true;
    }

    private void drop(int i, String reason) {
        context.metrics().dropped(INBOUND, reason);
        done[i] = true;
    }

    private void settle() {
        int settled = batch.settled();
        while (settled < done.length && done[settled]) {
            settled++;
        }
        batch.settled(settled);
    }

    private void awaitChange(long seen) throws InterruptedException {
        int waiting = stanzas.size() - batch.settled();
        context.metrics().held(waiting);
        try {
            context.signal().awaitChange(seen, LOOK);
        } finally {
            context.metrics().held(-waiting);
        }
    }
}
