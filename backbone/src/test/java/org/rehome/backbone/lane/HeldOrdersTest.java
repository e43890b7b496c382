package org.rehome.backbone.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.HeldOrder;
import org.rehome.contracts.event.FederationEvent.HeldReleaseOrdered;
import org.rehome.contracts.event.FederationEvent.HeldReturnOrdered;
import org.rehome.contracts.event.FederationEvent.HeldScope;

@DisplayName("The order that a held stanza falls under")
final class HeldOrdersTest {
    private static final String LANE = "example.test>partner.test";
    private static final Instant TEN = Instant.parse("2026-01-02T10:00:00Z");

    private final HeldOrders orders = new HeldOrders();

    private static HeldOrder returnPartner(String partner, Instant before) {
        return new HeldReturnOrdered(Direction.Outbound, HeldScope.Partner, partner, before);
    }

    private static HeldOrder releaseLane(String lane, Instant before) {
        return new HeldReleaseOrdered(Direction.Outbound, HeldScope.Lane, lane, before);
    }

    @ParameterizedTest(name = "{0} {1} of {2}, received {3} s before the order at ten: {4}")
    @CsvSource({
        "Outbound, example.test>partner.test, partner.test, 1, true",
        "Outbound, second.test>partner.test, partner.test, 1, true",
        "Outbound, example.test>chat.partner.test, partner.test, 1, true",
        "Outbound, example.test>partner.test, partner.test, 0, false",
        "Outbound, example.test>partner.test, partner.test, -1, false",
        "Inbound, example.test>partner.test, partner.test, 1, false",
        "Outbound, example.test>other.test, other.test, 1, false",
        "Outbound, example.test>other.test, , 1, false",
    })
    @DisplayName("is one of its direction and its partner or lane, that was given after it was received")
    void covers(Direction direction, String lane, @Nullable String partner, int earlier, boolean covered) {
        orders.changed(returnPartner("partner.test", TEN));
        Domain domain = partner == null ? null : Domain.parse(partner);
        assertThat(orders.on(direction, lane, domain, TEN.minusSeconds(earlier)).isPresent())
                .isEqualTo(covered);
    }

    @Test
    @DisplayName("is the later one, when one is about its lane and one about its partner")
    void later() {
        HeldOrder ofPartner = returnPartner("partner.test", TEN);
        HeldOrder ofLane = releaseLane(LANE, TEN.plusSeconds(5));
        orders.changed(ofPartner);
        orders.changed(ofLane);
        assertThat(orders.on(Direction.Outbound, LANE, Domain.parse("partner.test"), TEN.minusSeconds(1)))
                .contains(ofLane);
        assertThat(orders.on(Direction.Outbound, "second.test>partner.test", Domain.parse("partner.test"), TEN))
                .isEmpty();
        HeldOrder again = returnPartner("partner.test", TEN.plusSeconds(9));
        orders.changed(again);
        assertThat(orders.on(Direction.Outbound, LANE, Domain.parse("partner.test"), TEN.minusSeconds(1)))
                .contains(again);
    }

    @Test
    @DisplayName("is the last one of its key, is gone when it was removed, and is known by its key only")
    void replaced() {
        orders.changed(returnPartner("partner.test", TEN));
        HeldOrder release =
                new HeldReleaseOrdered(Direction.Outbound, HeldScope.Partner, "partner.test", TEN.plusSeconds(1));
        orders.changed(release);
        assertThat(orders.on(Direction.Outbound, LANE, Domain.parse("partner.test"), TEN))
                .contains(release);
        assertThat(orders.removed("partner/partner.test")).isFalse();
        assertThat(orders.removed("held/outbound/partner/partner.test")).isTrue();
        assertThat(orders.on(Direction.Outbound, LANE, Domain.parse("partner.test"), TEN))
                .isEmpty();
    }

    @Test
    @DisplayName("is outdated when no topic has anything that was received before it")
    void outdated() {
        orders.changed(returnPartner("old.test", TEN));
        orders.changed(returnPartner("new.test", TEN.plus(Duration.ofDays(7))));
        assertThat(orders.outdated(TEN.plus(Duration.ofDays(7)))).isEmpty();
        assertThat(orders.outdated(TEN.plus(Duration.ofDays(8)))).isEqualTo(List.of("held/outbound/partner/old.test"));
    }
}
