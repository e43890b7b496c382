package org.rehome.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.CaptureEvent.CaptureOpened;
import org.rehome.contracts.event.CaptureEvent.SlotOffered;
import org.rehome.contracts.event.CaptureEvent.SlotReleased;
import org.rehome.contracts.event.CaptureEvent.SlotTaken;

@DisplayName("The slots of capture streams")
class SlotsTest {
    private static final PoolName NEW = new PoolName("new");

    private final Slots slots = new Slots();

    @Test
    @DisplayName("spread partners over all of them, and are the same on every gateway")
    void spread() {
        assertThat(IntStream.range(0, 200)
                        .mapToObj(i -> Slots.of(NEW, Domain.parse("partner" + i + ".test")))
                        .collect(Collectors.toSet()))
                .hasSize(Topics.CAPTURES.partitions())
                .allMatch(slot -> slot >= 0 && slot < Topics.CAPTURES.partitions());
        assertThat(Slots.of(NEW, Domain.parse("partner.test"))).isEqualTo(11);
    }

    @Test
    @DisplayName("wait for another gateway from its offer to its release")
    void offered() {
        slots.changed(new SlotTaken(3, "a"));
        assertThat(slots.isOfferedByAnother(3, "b")).isFalse();
        slots.changed(new SlotOffered(3, "a"));
        slots.changed(new SlotTaken(3, "b"));
        assertThat(slots.isOfferedByAnother(3, "b")).isTrue();
        assertThat(slots.isOfferedByAnother(3, "a")).isFalse();
        assertThat(slots.isOfferedByAnother(4, "b")).isFalse();
        slots.changed(new SlotReleased(3, "a"));
        assertThat(slots.isOfferedByAnother(3, "b")).isFalse();
    }

    @Test
    @DisplayName("wait no longer for an offer whose gateway has died")
    void disregarded() {
        slots.changed(new SlotOffered(3, "a"));
        slots.disregardOffers(3, "b");
        assertThat(slots.isOfferedByAnother(3, "b")).isFalse();
    }

    @Test
    @DisplayName("are taken when somebody else takes them after the offer")
    void taken() {
        slots.changed(new SlotTaken(3, "b"));
        slots.changed(new SlotTaken(3, "a"));
        long before = slots.takes(3);
        assertThat(slots.isTakenSince(3, before, "a")).isFalse();
        slots.changed(new SlotTaken(3, "a"));
        assertThat(slots.isTakenSince(3, before, "a")).as("by itself").isFalse();
        slots.changed(new SlotTaken(3, "b"));
        assertThat(slots.isTakenSince(3, before, "a")).isTrue();
    }

    @Test
    @DisplayName("are taken up again by who died with them, but not when another has them")
    void left() {
        slots.changed(new SlotTaken(1, "a"));
        slots.changed(new SlotTaken(2, "a"));
        slots.changed(new SlotReleased(2, "a"));
        slots.changed(new SlotTaken(3, "a"));
        slots.changed(new SlotTaken(3, "b"));
        slots.changed(new SlotOffered(4, "a"));
        slots.changed(new SlotReleased(4, "b"));
        assertThat(slots.leftBy("a")).containsExactlyInAnyOrder(1, 4);
        assertThat(slots.notReleasedBy("a")).containsExactlyInAnyOrder(1, 3, 4);
        assertThat(slots.othersTake("a")).isTrue();
        assertThat(slots.othersTake("b")).isTrue();
        assertThat(new Slots().othersTake("a")).isFalse();
    }

    @Test
    @DisplayName("have open captures, on whatever gateway")
    void open() {
        OpenCaptures captures = new OpenCaptures();
        CaptureOpened opened = new CaptureOpened(NEW, Domain.parse("partner.test"), "a");
        captures.opened(opened);
        assertThat(captures.isOpen(NEW, Domain.parse("partner.test"))).isTrue();
        assertThat(captures.isOpen(NEW, Domain.parse("other.test"))).isFalse();
        assertThat(captures.of("a")).containsExactly(opened.key());
        assertThat(captures.of("b")).isEmpty();
        captures.removed(opened.key());
        assertThat(captures.isOpen(NEW, Domain.parse("partner.test"))).isFalse();
    }
}
