package org.rehome.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.backbone.ledger.Line;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.Closed;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.FederationReturned;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerEvent;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.link.LinkStatus;
import org.rehome.gateway.partner.Samples;
import org.rehome.gateway.partner.Stragglers.Straggler;
import org.rehome.gateway.world.Traffic;
import org.rehome.gateway.world.World;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.stanza.Stanza;

@DisplayName("Stanzas of pools with hooks (docs/pool-hook.md)")
class HookTrafficTest extends StartedGateways {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Override
    boolean hooked() {
        return true;
    }

    private Gateway started(String id) throws InterruptedException {
        Gateway gateway = gateway(id);
        await().atMost(SOON)
                .until(() -> gateway.links().statuses().stream()
                                .filter(each -> each.state() == LinkStatus.State.OPEN)
                                .count()
                        == 2);
        return gateway;
    }

    private void homed(Gateway gateway, PoolName pool, List<String> users) {
        for (String user : users) {
            world.homed(user, pool, 1, null);
            await().atMost(SOON).until(() -> gateway.known()
                    .homes()
                    .find(Jid.parse(user))
                    .filter(home -> home instanceof Home.Homed(var lives, var _, var _) && lives.equals(pool))
                    .isPresent());
        }
    }

    private void enabled(Gateway gateway, String partner) {
        world.enabled(Samples.partner(partner));
        await().atMost(SOON)
                .until(() -> gateway.known().ways().last(Domain.parse("example.test"), Domain.parse(partner))
                                instanceof PairSwitched switched
                        && switched.way().side() == Side.Edge);
        await().atMost(SOON).until(() -> world.legacy().hook().captured().contains(partner));
    }

    private static void awaitLine(Gateway gateway, String topic, String partner, Predicate<Line> wanted) {
        await().atMost(SOON).until(() -> Line.of(gateway.ledger().accounts()).stream()
                .filter(each ->
                        each.topic().equals(topic) && each.partner().name().equals(partner))
                .anyMatch(wanted));
    }

    /// All partitions agree with their offsets, and nothing is held or under way.
    private static void awaitBalance(Gateway gateway) {
        await().atMost(SOON)
                .until(() -> gateway.ledger().accounts().stream().allMatch(each -> each.difference() == 0)
                        && Line.of(gateway.ledger().accounts()).stream()
                                .allMatch(each -> each.held() == 0 && each.inFlight() == 0));
    }

    private LedgerReport clean() throws InterruptedException {
        LedgerReport report = world.settled();
        assertThat(report.clean()).as(world.ledger().anomalies().toString()).isTrue();
        return report;
    }

    @Test
    @DisplayName("for an enabled partner are on its lane once and in order, from whatever pool the user lives on")
    void toEnabledPartner() throws InterruptedException {
        try (Gateway gateway = started("gateway-1")) {
            enabled(gateway, "enabled.test");
            homed(gateway, World.NEW, List.of("he1@example.test", "he2@example.test"));
            homed(gateway, World.LEGACY, List.of("he3@example.test"));
            for (int i = 0; i < 300; i++) {
                world.fromUser(world.fresh(), "he1@example.test", "peer@enabled.test");
                world.fromUser(world.fresh(), "he2@example.test", "peer@enabled.test");
                world.fromUser(world.legacy(), "he3@example.test", "peer@enabled.test");
                world.fromPartner("peer@enabled.test", "he1@example.test");
            }
            assertThat(clean().delivered()).isEqualTo(1200);
            assertThat(world.outboundTo("enabled.test")).hasSize(900);
            assertThat(world.leftByLegacy())
                    .noneMatch(each -> each.to().orElseThrow().domain().equals("enabled.test"));
            await().atMost(SOON)
                    .until(() ->
                            world.fresh().hook().held() + world.legacy().hook().held() == 0);
            awaitBalance(gateway);
        }
    }

    @Test
    @DisplayName("for partners of the legacy gateway leave by its own federation, once and in order on every lane")
    void toLegacyPartners() throws InterruptedException {
        try (Gateway gateway = started("gateway-1")) {
            List<String> users = List.of("hl1@example.test", "hl2@example.test", "hl3@example.test");
            homed(gateway, World.NEW, users);
            for (int i = 0; i < 100; i++) {
                for (String user : users) {
                    for (int lane = 1; lane <= 4; lane++) {
                        world.fromUser(world.fresh(), user, "peer@old" + lane + ".test");
                    }
                }
            }
            assertThat(clean().delivered()).isEqualTo(1200);
            assertThat(world.outboundTo("old1.test")).isEmpty();
            awaitLine(
                    gateway,
                    Topics.STANZAS_LEGACY.name(),
                    "old1.test",
                    line -> line.accepted() == 300 && line.delivered().getOrDefault("legacy", 0L) == 300);
            awaitBalance(gateway);
        }
    }

    @Test
    @DisplayName("wait while the legacy server is away, are listed with the direction legacy, and leave in order")
    void legacyAway() throws InterruptedException, IOException {
        try (Gateway gateway = started("gateway-1")) {
            homed(gateway, World.NEW, List.of("hw1@example.test"));
            world.legacy().cut();
            for (int i = 0; i < 50; i++) {
                world.fromUser(world.fresh(), "hw1@example.test", "peer@waits1.test");
                world.fromUser(world.fresh(), "hw1@example.test", "peer@waits2.test");
            }
            await().atMost(SOON)
                    .until(() -> gateway.heldStanzas()
                                    .list(
                                            Set.of(Direction.Legacy),
                                            null,
                                            each -> each.lane().equals("example.test>waits1.test"),
                                            100)
                                    .size()
                            == 50);
            awaitLine(gateway, Topics.STANZAS_LEGACY.name(), "waits1.test", line -> line.held() == 50);
            world.legacy().start();
            assertThat(clean().delivered()).isEqualTo(100);
            awaitLine(gateway, Topics.STANZAS_LEGACY.name(), "waits1.test", line -> line.held() == 0);
            awaitBalance(gateway);
        }
    }

    @Test
    @DisplayName(
            "for a user who lives elsewhere arrive there, a partner's that came by the legacy server and a colleague's")
    void forAwayUser() throws InterruptedException {
        try (Gateway gateway = started("gateway-1")) {
            homed(gateway, World.LEGACY, List.of("hc1@example.test"));
            homed(gateway, World.NEW, List.of("hc2@example.test"));
            world.legacy().hook().away("hc2@example.test", true, 1);
            for (int i = 0; i < 100; i++) {
                world.fromUser(world.legacy(), "hc1@example.test", "hc2@example.test");
                world.fromPartnerByLegacy("peer@stays.test", "hc2@example.test");
            }
            assertThat(clean().delivered()).isEqualTo(200);
            assertThat(world.deliveredOn("new", "hc2@example.test")).isEqualTo(200);
            awaitBalance(gateway);
        }
    }

    private static void awaitStragglers(Gateway gateway, String partner, long stanzas) {
        await().atMost(SOON)
                .until(() -> gateway.known().stragglers().of(Samples.partner(partner)).stream()
                                .mapToLong(Straggler::stanzas)
                                .sum()
                        == stanzas);
    }

    @Test
    @DisplayName("of an enabled partner that comes by the legacy server are delivered and counted, also over a restart")
    void straggler() throws InterruptedException {
        String user = "hg1@example.test";
        world.legacy().hook().away(user, true, 1);
        try (Gateway gateway = started("gateway-1");
                Gateway other = started("gateway-2")) {
            enabled(gateway, "straggler.test");
            homed(gateway, World.NEW, List.of(user));
            for (int i = 0; i < 50; i++) {
                world.fromPartnerByLegacy("peer@straggler.test", user);
                world.fromPartnerByLegacy("peer@legacy-partner.test", user);
            }
            assertThat(clean().delivered()).isEqualTo(100);
            awaitStragglers(gateway, "straggler.test", 50);
            awaitStragglers(other, "straggler.test", 50);
            awaitStragglers(other, "legacy-partner.test", 0);
        }
        try (Gateway gateway = started("gateway-1")) {
            world.fromPartnerByLegacy("peer@straggler.test", user);
            awaitStragglers(gateway, "straggler.test", 51);

            world.publish(new FederationReturned(Samples.partner("straggler.test"), 2, null));
            awaitStragglers(gateway, "straggler.test", 0);
            assertThat(clean().returned()).isZero();
        }
    }

    @Test
    @DisplayName(
            "of a partner to which the old way was closed go back to their senders, until it is opened or returned")
    void oldWayClosed() throws InterruptedException {
        String user = "hk1@example.test";
        Partner partner = Samples.partner("closed.test");
        world.legacy().hook().away(user, true, 1);
        try (Gateway gateway = started("gateway-1")) {
            enabled(gateway, "closed.test");
            homed(gateway, World.NEW, List.of(user));
            Closed closed = new Closed(Instant.now(), null);
            said(gateway, new FederationEnabled(partner, 2, null, null, closed));
            for (int i = 0; i < 20; i++) {
                world.fromPartnerByLegacy("peer@closed.test", user);
                world.fromPartner("peer@closed.test", user);
            }
            assertThat(world.settled().returnedByReason()).containsOnly(entry("policy-violation", 20L));
            assertThat(world.ledger().report().delivered()).isEqualTo(20);
            awaitStragglers(gateway, "closed.test", 20);
            awaitLine(gateway, Topics.STANZAS_INBOUND.name(), "closed.test", line -> line.returned() == 20);

            said(gateway, new FederationEnabled(partner, 3, null, null, null));
            world.fromPartnerByLegacy("peer@closed.test", user);
            assertThat(world.settled().delivered()).isEqualTo(21);

            said(gateway, new FederationEnabled(partner, 4, null, null, closed));
            said(gateway, new FederationReturned(partner, 5, null));
            world.fromPartnerByLegacy("peer@closed.test", user);
            assertThat(world.settled().delivered()).isEqualTo(22);
            awaitBalance(gateway);
        }
    }

    private void said(Gateway gateway, PartnerEvent event) {
        world.publish(event);
        await().atMost(SOON).until(() -> gateway.known()
                .partners()
                .find(event.partner().domain())
                .filter(known -> known.version() == event.version())
                .isPresent());
    }

    @Test
    @DisplayName("that are handed over although the user lives there go back to their senders, and in no circle")
    void inVain() throws InterruptedException {
        try (Gateway gateway = started("gateway-1")) {
            homed(gateway, World.LEGACY, List.of("hv1@example.test", "hv2@example.test"));
            world.legacy().hook().away("hv2@example.test", true, 1);
            world.fromUser(world.legacy(), "hv1@example.test", "hv2@example.test");
            world.fromPartnerByLegacy("peer@vain.test", "hv2@example.test");

            assertThat(world.settled().returnedByReason()).containsOnly(entry("recipient-unavailable", 2L));
            assertThat(world.leftByLegacy()).filteredOn(Stanza::isError).hasSize(1);
            awaitBalance(gateway);
        }
    }

    @Test
    @DisplayName(
            "that are not acknowledged when the stream is cut are handed over again, and nothing is lost or doubled")
    void streamCut() throws InterruptedException {
        try (Gateway gateway = started("gateway-1")) {
            enabled(gateway, "cut.test");
            List<String> users = List.of("hx1@example.test", "hx2@example.test", "hx3@example.test");
            homed(gateway, World.NEW, users);
            try (Traffic traffic =
                    Traffic.outbound(world, world.fresh(), users, List.of("cut.test", "cut2.test"), 1_000)) {
                for (int i = 0; i < 5; i++) {
                    traffic.awaitMore(200);
                    world.fresh().reset();
                }
                traffic.awaitMore(200);
            }
            // the gateway knows what has become durable, and says so when it is back
            assertThat(clean().returned()).isZero();
            awaitBalance(gateway);
        }
    }

    @Test
    @DisplayName("of two gateways are shared; when one stops under load, nothing is lost, doubled or reordered")
    void gatewayStops() throws InterruptedException {
        List<String> users = List.of("hs0@example.test", "hs1@example.test", "hs2@example.test", "hs3@example.test");
        Gateway first = started("gateway-1");
        try (Gateway second = started("gateway-2")) {
            enabled(second, "stops.test");
            homed(second, World.NEW, users);
            await().until(() -> world.fresh().hook().gateways().size() == 2);
            try (Traffic out = Traffic.outbound(world, world.fresh(), users, List.of("stops.test", "older.test"), 500);
                    Traffic in = Traffic.inbound(world, "stops.test", users, 200)) {
                out.awaitMore(500);
                first.close();
                out.awaitMore(500);
                in.awaitMore(100);
            }
            assertThat(clean().returned()).isZero();
            awaitBalance(second);
        } finally {
            first.close();
        }
    }
}
