package org.rehome.backbone.lane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.stanza.LaneStanza;

/// A peer that processes at once what is sent to it, and confirms it, unless it is told not to; and the
/// handler of a service that has only this peer.
class TestPeer implements LaneHandler, LaneStream {
    final Map<String, List<Integer>> lanes = new ConcurrentHashMap<>();
    final AtomicInteger count = new AtomicInteger();
    final AtomicInteger delivered = new AtomicInteger();
    final AtomicInteger again = new AtomicInteger();
    final AtomicInteger deferred = new AtomicInteger();
    final Set<Integer> ours = ConcurrentHashMap.newKeySet();
    final Map<Integer, Boolean> handedOver = new ConcurrentHashMap<>();
    final Set<String> held = ConcurrentHashMap.newKeySet();
    final List<String> returned = new CopyOnWriteArrayList<>();
    final List<LaneBatch> unconfirmed = new CopyOnWriteArrayList<>();
    volatile boolean confirms = true;
    private final String domain;

    /// @param domain whose stanzas count; others are from other tests
    TestPeer(String domain) {
        this.domain = domain;
    }

    @Override
    public void assigned(int partition, boolean clean) {
        ours.add(partition);
        handedOver.put(partition, clean);
    }

    @Override
    public Verdict decide(LaneStanza stanza, Duration heldFor) {
        if (!stanza.to().domain().name().equals(domain)) {
            return new Verdict.Drop("not-ours");
        }
        return held.contains(stanza.lane()) ? new Verdict.Wait("held") : new Verdict.Deliver(this);
    }

    @Override
    public Verdict unconfirmed(LaneStanza stanza) {
        return new Verdict.Return("unconfirmed", Topics.STANZAS_OUTBOUND, each -> java.util.Optional.of(each));
    }

    @Override
    public void send(LaneBatch batch) {
        for (LaneStanza stanza : batch.stanzas()) {
            lanes.computeIfAbsent(stanza.lane(), lane -> new CopyOnWriteArrayList<>())
                    .add(LaneHistory.number(stanza));
            count.incrementAndGet();
        }
        if (confirms) {
            batch.confirmed(batch.stanzas().size());
        } else {
            unconfirmed.add(batch);
        }
    }

    @Override
    public String name() {
        return "peer";
    }

    @Override
    public Domain partner(LaneStanza stanza) {
        return stanza.to().domain();
    }

    @Override
    public String pool(LaneStanza stanza, LaneStream stream) {
        return "peer";
    }

    @Override
    public void revoked(int partition) {
        ours.remove(partition);
    }

    @Override
    public void delivered(List<LaneStanza> stanzas) {
        delivered.addAndGet(stanzas.size());
    }

    @Override
    public void returned(LaneStanza stanza, String reason) {
        returned.add(stanza.trace() + " " + reason);
    }

    @Override
    public void dropped(LaneStanza stanza, String reason) {}

    @Override
    public void uncertain(List<LaneStanza> stanzas, String reason) {}

    @Override
    public LaneStanza sentAgain(LaneStanza stanza) {
        again.incrementAndGet();
        return stanza;
    }

    @Override
    public void deferred(List<LaneStanza> stanzas) {
        deferred.addAndGet(stanzas.size());
    }

    /// Each lane's numbers are in order, and none twice.
    boolean isInOrder() {
        return lanes.values().stream().allMatch(numbers -> {
            List<Integer> sorted = new ArrayList<>(new HashSet<>(numbers));
            sorted.sort(null);
            return sorted.equals(List.copyOf(numbers));
        });
    }
}
