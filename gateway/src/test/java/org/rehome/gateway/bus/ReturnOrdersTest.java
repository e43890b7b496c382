package org.rehome.gateway.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.backbone.lane.HeldOrders;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.HeldReleaseOrdered;
import org.rehome.contracts.event.FederationEvent.HeldReturnOrdered;
import org.rehome.contracts.event.FederationEvent.HeldScope;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.partner.Samples;

@DisplayName("A held inbound stanza goes back by an operator's order")
final class ReturnOrdersTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final HeldOrders orders = new HeldOrders();
    private final Partners partners = new Partners();
    private final ReturnOrders returnOrders = new ReturnOrders(orders, partners);

    @ParameterizedTest(name = "{0} {1} {2}: from {3}, received {4} s before, {5}")
    @CsvSource({
        "return, Partner, partner.test, partner.test, 1, true",
        "return, Partner, partner.test, chat.partner.test, 1, true",
        "return, Partner, partner.test, partner.test, 0, false",
        "return, Partner, partner.test, other.test, 1, false",
        "return, Partner, partner.test, stranger.test, 1, false",
        "return, Lane, alice@example.test, partner.test, 1, true",
        "return, Lane, alice@example.test, stranger.test, 1, true",
        "return, Lane, bob@example.test, partner.test, 1, false",
        "release, Partner, partner.test, partner.test, 1, false",
    })
    @DisplayName("about its lane, or about the partner that has its sender's domain, when it was received before")
    void covers(String kind, HeldScope scope, String name, String from, int earlier, boolean returned) {
        partners.changed(new FederationEnabled(
                Samples.partner("partner.test", PartnerType.Federated, "chat.partner.test"), 1, null));
        partners.changed(new FederationEnabled(Samples.partner("other.test"), 1, null));
        orders.changed(
                kind.equals("return")
                        ? new HeldReturnOrdered(Direction.Inbound, scope, name, NOON)
                        : new HeldReleaseOrdered(Direction.Inbound, scope, name, NOON));
        Jid alice = Jid.parse("alice@example.test");
        LaneStanza stanza = new LaneStanza(
                LaneStanza.inboundLane(alice),
                Jid.parse("peer@" + from),
                alice,
                StanzaKind.MESSAGE,
                NOON.minusSeconds(earlier),
                "edge-1/s2s/1",
                "t",
                null,
                new byte[0]);
        assertThat(returnOrders.cover(Direction.Inbound, stanza)).isEqualTo(returned);
    }
}
