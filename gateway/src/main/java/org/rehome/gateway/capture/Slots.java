package org.rehome.gateway.capture;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.CaptureEvent.SlotEvent;
import org.rehome.contracts.event.CaptureEvent.SlotOffered;
import org.rehome.contracts.event.CaptureEvent.SlotReleased;
import org.rehome.contracts.event.CaptureEvent.SlotTaken;

/// What the gateways have said of each slot. Any thread may use it.
public final class Slots {
    private final Map<Integer, Slot> slots = new HashMap<>();

    private static final class Slot {
        private final Map<String, SlotEvent> said = new HashMap<>();
        private @Nullable String taker;
        private long takes;
    }

    /// The slot that the capture of a partner's domain on a pool belongs to: the same on every gateway.
    public static int of(PoolName pool, Domain partner) {
        return Math.floorMod((pool + "/" + partner).hashCode(), Topics.CAPTURES.partitions());
    }

    public synchronized void changed(SlotEvent event) {
        Slot slot = slot(event.slot());
        slot.said.put(event.gateway(), event);
        if (event instanceof SlotTaken) {
            slot.taker = event.gateway();
            slot.takes++;
        }
    }

    private Slot slot(int number) {
        return slots.computeIfAbsent(number, missing -> new Slot());
    }

    /// Whether another gateway than this still has streams of the slot that it will close.
    public synchronized boolean isOfferedByAnother(int slot, String gateway) {
        return slot(slot).said.values().stream()
                .anyMatch(each ->
                        each instanceof SlotOffered offer && !offer.gateway().equals(gateway));
    }

    /// Offers that other gateways have not kept are forgotten: they have died since.
    public synchronized void disregardOffers(int slot, String gateway) {
        slot(slot)
                .said
                .values()
                .removeIf(each ->
                        each instanceof SlotOffered offer && !offer.gateway().equals(gateway));
    }

    /// How often the slot was taken, for {@link #isTakenSince}.
    public synchronized long takes(int slot) {
        return slot(slot).takes;
    }

    /// Whether another gateway than this has taken the slot since.
    public synchronized boolean isTakenSince(int slot, long takes, String gateway) {
        Slot asked = slot(slot);
        return asked.takes > takes && !gateway.equals(asked.taker);
    }

    /// Whether any other gateway has a slot: then somebody will take what this one offers.
    public synchronized boolean othersTake(String gateway) {
        return slots.values().stream()
                .flatMap(slot -> slot.said.values().stream())
                .anyMatch(each ->
                        each instanceof SlotTaken taken && !taken.gateway().equals(gateway));
    }

    /// The slots that a gateway of this id had when it ended without giving them back, and that nobody else has taken
    /// since.
    public synchronized Set<Integer> leftBy(String gateway) {
        return IntStream.range(0, Topics.CAPTURES.partitions())
                .filter(slot -> isLeft(slot(slot), gateway))
                .boxed()
                .collect(Collectors.toSet());
    }

    private static boolean isLeft(Slot slot, String gateway) {
        SlotEvent own = slot.said.get(gateway);
        return own != null
                && !(own instanceof SlotReleased)
                && slot.said.values().stream()
                        .allMatch(each ->
                                each instanceof SlotReleased || each.gateway().equals(gateway));
    }

    /// The slots that a gateway of this id has said to have, whoever has them now.
    public synchronized Set<Integer> notReleasedBy(String gateway) {
        return IntStream.range(0, Topics.CAPTURES.partitions())
                .filter(number -> {
                    SlotEvent own = slot(number).said.get(gateway);
                    return own != null && !(own instanceof SlotReleased);
                })
                .boxed()
                .collect(Collectors.toSet());
    }
}
