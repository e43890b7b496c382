package org.rehome.gateway.bus;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.facts.Facts;
import org.rehome.backbone.group.PartitionGroup;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.CaptureEvent.SlotEvent;
import org.rehome.contracts.event.CaptureEvent.SlotOffered;
import org.rehome.contracts.event.CaptureEvent.SlotReleased;
import org.rehome.contracts.event.CaptureEvent.SlotTaken;
import org.rehome.gateway.capture.Slots;
import org.rehome.gateway.link.CaptureRights;
import org.rehome.gateway.link.Links;

/// This gateway's share of the capture streams. The group assigns slots; a slot that goes to another gateway is
/// offered first, its streams stay open until that one has taken it, and it reads nothing before they are released:
/// so a lane's stanzas are published in the order in which the pool sent them.
public final class CaptureShare implements CaptureRights, PartitionGroup.Member {
    private static final Logger LOG = Logger.getLogger(CaptureShare.class);
    private static final String GROUP = "gateway-captures";

    /// The group's members hear of a change with their next heartbeat, every half second.
    private static final Duration TAKEN = Duration.ofSeconds(3);

    /// For the next gateway to open its streams in the place of ours.
    private static final Duration REPLACED = Duration.ofMillis(500);

    /// Longer than a stream's end and the last of its stanzas may take; then who has offered is dead.
    private static final Duration RELEASED = Duration.ofSeconds(15);

    private final String gateway;
    private final Slots slots;
    private final SlotEvents events;
    private final Signal signal;
    private final Set<String> makeBeforeBreak;
    private final Set<Integer> assigned = new HashSet<>();
    private final Set<Integer> resumed = new HashSet<>();
    private final Set<Integer> held = new HashSet<>();
    private final Set<Integer> readable = new HashSet<>();
    private final Map<Integer, CompletableFuture<Void>> leaving = new HashMap<>();
    private final Map<Integer, Long> offeredAfter = new HashMap<>();
    private @Nullable Links links;
    private @Nullable Facts facts;
    private @Nullable PartitionGroup group;
    private boolean closing;

    /// @param makeBeforeBreak the pools where a new stream replaces the old one
    public CaptureShare(
            String gateway, Slots slots, EventPublisher publisher, Signal signal, Set<String> makeBeforeBreak) {
        this.gateway = gateway;
        this.slots = slots;
        this.events = new SlotEvents(publisher);
        this.signal = signal;
        this.makeBeforeBreak = Set.copyOf(makeBeforeBreak);
    }

    /// Takes up again what a gateway of this id has left behind when it died, until the group has noticed and assigns
    /// it to somebody.
    ///
    /// @param stale keys of captures that it has left as open
    public void resume(Links opened, Set<String> stale) {
        links = opened;
        SlotEvents.await(events.remove(stale));
        Set<Integer> left = slots.leftBy(gateway);
        SlotEvents.await(events.say(slots.notReleasedBy(gateway).stream()
                .map(slot -> left.contains(slot) ? new SlotOffered(slot, gateway) : new SlotReleased(slot, gateway))
                .toList()));
        synchronized (this) {
            resumed.addAll(left);
            left.forEach(slot -> offeredAfter.put(slot, slots.takes(slot)));
        }
    }

    /// Joins those who share.
    public void join(KafkaSettings kafka, Facts known) {
        facts = known;
        group = new PartitionGroup(kafka, GROUP, Topics.CAPTURES, this);
    }

    @Override
    public synchronized Right right(PoolName pool, Domain partner) {
        int slot = Slots.of(pool, partner);
        if (leaving.containsKey(slot)) {
            return Right.KEEP;
        }
        if (resumed.contains(slot)) {
            return Right.READ;
        }
        if (!held.contains(slot)) {
            return Right.NONE;
        }
        if (isReadable(slot)) {
            return Right.READ;
        }
        return makeBeforeBreak.contains(pool.toString()) ? Right.CONNECT : Right.NONE;
    }

    /// Whether who had the slot before has published all. Once it is true it stays so.
    private synchronized boolean isReadable(int slot) {
        if (!readable.contains(slot) && !slots.isOfferedByAnother(slot, gateway)) {
            readable.add(slot);
        }
        return readable.contains(slot);
    }

    @Override
    public void taken(Set<Integer> partitions) {
        awaitFacts();
        Map<Integer, CompletableFuture<Void>> before;
        synchronized (this) {
            assigned.addAll(partitions);
            before = Map.copyOf(leaving);
        }
        for (Integer slot : partitions) {
            // what was offered and has come back is closed first
            var _ = before.getOrDefault(slot, CompletableFuture.completedFuture(null))
                    .thenRun(() -> hold(slot));
        }
    }

    /// What the gateway before has said of a slot was durable before it was assigned here.
    private void awaitFacts() {
        try {
            Objects.requireNonNull(facts).awaitCaughtUp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hold(int slot) {
        CompletableFuture<Void> said;
        synchronized (this) {
            if (!assigned.contains(slot) || leaving.containsKey(slot)) {
                return;
            }
            resumed.remove(slot);
            offeredAfter.remove(slot);
            held.add(slot);
            said = events.say(List.of(new SlotTaken(slot, gateway)));
        }
        SlotEvents.await(said);
        links().changed();
        if (slots.isOfferedByAnother(slot, gateway)) {
            Thread.ofVirtual().name("slot-" + slot).start(() -> awaitRelease(slot));
        }
    }

    private void awaitRelease(int slot) {
        try {
            if (!signal.await(() -> !slots.isOfferedByAnother(slot, gateway), RELEASED)) {
                LOG.warnf("capture streams not released in time, taken over slot=%d", slot);
                slots.disregardOffers(slot, gateway);
                links().changed();
                signal.changed();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void given(Set<Integer> partitions) {
        boolean awaited;
        synchronized (this) {
            // somebody else has joined, or is there
            awaited = !closing || slots.othersTake(gateway);
        }
        leave(partitions, awaited);
    }

    /// Offers slots durably, and hands each over in the background.
    private void leave(Set<Integer> given, boolean awaited) {
        Set<Integer> ours = new HashSet<>(given);
        CompletableFuture<Void> said;
        synchronized (this) {
            assigned.removeAll(given);
            ours.retainAll(held);
            ours.forEach(this::leaves);
            said = events.say(
                    ours.stream().map(slot -> new SlotOffered(slot, gateway)).toList());
        }
        links().lastCaptures(in(ours));
        SlotEvents.await(said);
        ours.forEach(slot -> handOver(slot, awaited));
    }

    private void leaves(int slot) {
        held.remove(slot);
        resumed.remove(slot);
        leaving.put(slot, new CompletableFuture<>());
        offeredAfter.putIfAbsent(slot, slots.takes(slot));
    }

    @Override
    public void lost(Set<Integer> partitions) {
        Set<Integer> ours = new HashSet<>(partitions);
        synchronized (this) {
            assigned.removeAll(partitions);
            ours.retainAll(held);
            ours.forEach(this::leaves);
        }
        LOG.warnf("capture streams lost to other gateways slots=%s", ours);
        links().lastCaptures(in(ours));
        ours.forEach(slot -> handOver(slot, false));
    }

    /// Told of what gateways say, by the topic; does not block.
    public void changed(SlotEvent event) {
        synchronized (this) {
            if (!resumed.contains(event.slot()) || !isTaken(event.slot())) {
                return;
            }
            leaves(event.slot());
        }
        links().lastCaptures(in(Set.of(event.slot())));
        handOver(event.slot(), true);
    }

    private synchronized boolean isTaken(int slot) {
        Long before = offeredAfter.get(slot);
        return before != null && slots.isTakenSince(slot, before, gateway);
    }

    private void handOver(int slot, boolean awaited) {
        Thread.ofVirtual().name("slot-" + slot).start(() -> {
            try {
                // streams that wait to be read themselves are read before they are closed
                signal.await(() -> isReadable(slot), RELEASED);
                if (awaited && signal.await(() -> isTaken(slot), TAKEN)) {
                    links().awaitCapturesEnd(
                                    (pool, partner) -> Slots.of(pool, partner) == slot
                                            && makeBeforeBreak.contains(pool.toString()),
                                    REPLACED);
                }
                links().closeCaptures(in(Set.of(slot)));
                SlotEvents.await(events.say(List.of(new SlotReleased(slot, gateway))));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                left(slot);
            }
        });
    }

    private void left(int slot) {
        CompletableFuture<Void> done;
        synchronized (this) {
            done = leaving.remove(slot);
            offeredAfter.remove(slot);
            readable.remove(slot);
        }
        links().changed();
        if (done != null) {
            done.complete(null);
        }
    }

    private static BiPredicate<PoolName, Domain> in(Set<Integer> wanted) {
        return (pool, partner) -> wanted.contains(Slots.of(pool, partner));
    }

    private Links links() {
        return Objects.requireNonNull(links);
    }

    /// Hands everything over; returns when nothing is left here.
    public void close() throws InterruptedException {
        boolean awaited = slots.othersTake(gateway);
        Set<Integer> early;
        synchronized (this) {
            closing = true;
        }
        Objects.requireNonNull(group).close();
        synchronized (this) {
            early = Set.copyOf(resumed);
            early.forEach(this::leaves);
        }
        links().lastCaptures(in(early));
        early.forEach(slot -> handOver(slot, awaited));
        List<CompletableFuture<Void>> all;
        synchronized (this) {
            all = List.copyOf(leaving.values());
        }
        all.forEach(CompletableFuture::join);
    }
}
