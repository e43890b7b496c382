package org.rehome.gateway;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.rehome.conformance.Requirement.I2;
import static org.rehome.conformance.Requirement.I4;
import static org.rehome.conformance.Requirement.I7;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.backbone.lane.LaneConsumer;
import org.rehome.conformance.Spec;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.world.SuiteKafka;
import org.rehome.gateway.world.Traffic;
import org.rehome.gateway.world.World;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.pool.SimulatedPool;
import org.rehome.lab.stanza.Stanza;

@QuarkusTest
@QuarkusTestResource(SuiteKafka.class)
@DisplayName("Stanzas between partners and pools")
class TrafficTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private World world;

    @BeforeEach
    void ready() {
        world = World.ready();
        await().untilAsserted(() -> given().get("/links")
                .then()
                .body("findAll { it.stream == 'injection' && it.state == 'open' }.pool", hasItems("legacy", "new")));
    }

    /// A partner that is enabled and confirms, with both pools' capture streams open.
    private void partner(String domain, String type) {
        configured(domain, type);
        given().contentType(ContentType.JSON)
                .body("{\"force\": true}")
                .post("/partners/" + domain + "/enable")
                .then()
                .statusCode(200);
        confirming(domain);
    }

    private void confirming(String domain) {
        world.confirming(domain, true);
        awaitCaptures(domain, "legacy", "new");
        await().untilAsserted(
                        () -> given().get("/partners/" + domain).then().body("confirmingOutbound", equalTo(true)));
    }

    private static void configured(String domain, String type) {
        given().contentType(ContentType.JSON)
                .body("{\"partnerType\": \"" + type + "\"}")
                .put("/partners/" + domain)
                .then()
                .statusCode(201);
    }

    private static void awaitCaptures(String domain, String... pools) {
        await().atMost(SOON).untilAsserted(() -> given().get("/links")
                .then()
                .body("findAll { it.name == '" + domain + "' && it.state == 'open' }.pool", hasItems(pools)));
    }

    private void awaitHome(String user, PoolName pool) {
        await().untilAsserted(() -> given().get("/routes/explain?to=x@partner.test&from=" + user)
                .then()
                .body("route.facts.home.state", equalTo("homed"))
                .body("route.facts.home.pool", equalTo(pool.value())));
    }

    private void homed(String user, PoolName pool, long epoch) {
        world.homed(user, pool, epoch, null);
        awaitHome(user, pool);
    }

    private static double metric(String name) {
        Matcher found = Pattern.compile("^" + Pattern.quote(name) + " ([0-9.E]+)$", Pattern.MULTILINE)
                .matcher(given().get("/q/metrics").asString());
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    private LaneStanza awaitOutbound(String domain, StanzaKind kind) {
        return await().atMost(SOON)
                .until(
                        () -> world.outboundTo(domain).stream()
                                .filter(each -> each.kind() == kind)
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
    }

    @Test
    @DisplayName("pass in both directions, complete, once and in order, whatever pool the user lives on")
    @Spec(I4)
    void bothDirections() throws InterruptedException {
        partner("both.test", "Federated");
        List<String> users = List.of("bo1@example.test", "bo2@example.test", "bo3@example.test");
        homed(users.get(0), World.LEGACY, 1);
        homed(users.get(1), World.NEW, 1);
        homed(users.get(2), World.NEW, 1);
        for (int i = 0; i < 100; i++) {
            for (String user : users) {
                world.fromPartner("peer@both.test", user);
                world.fromUser(user.equals(users.get(0)) ? world.legacy() : world.fresh(), user, "peer@both.test");
            }
        }
        LedgerReport report = world.settled();

        assertThat(report.clean()).as(world.ledger().anomalies().toString()).isTrue();
        assertThat(report.delivered()).isEqualTo(600);
        assertThat(world.deliveredOn("legacy", users.get(0))).isEqualTo(100);
        assertThat(world.deliveredOn("new", users.get(0))).isZero();
        assertThat(world.deliveredOn("new", users.get(1))).isEqualTo(100);
        LaneStanza outbound = world.outboundTo("both.test").getFirst();
        assertThat(outbound.lane()).isEqualTo("example.test>both.test");
        assertThat(outbound.stream()).startsWith("gateway-1/").endsWith("/capture/both.test");
        await().atMost(SOON).untilAsserted(() -> given().get("/ledger?partner=both.test")
                .then()
                .statusCode(200)
                .body("balanced", equalTo(true))
                .body("accounts.direction", equalTo(List.of("inbound", "outbound")))
                .body("accounts.accepted", equalTo(List.of(300, 300)))
                .body("accounts[0].delivered", equalTo(Map.of("legacy", 100, "new", 200)))
                .body("accounts.returned", equalTo(List.of(0, 0)))
                .body("accounts.held", equalTo(List.of(0, 0)))
                .body("accounts.inFlight", equalTo(List.of(0, 0))));
        String delivered = "rehome_ledger_stanzas{count=\"delivered\",direction=\"inbound\",partner=\"both.test\"}";
        await().atMost(SOON).untilAsserted(() -> assertThat(metric(delivered)).isEqualTo(300));
    }

    @Test
    @DisplayName("are on a ledger of two directions and of domains: another question is refused with the reason")
    void ledgerRefuses() {
        given().get("/ledger?direction=up")
                .then()
                .statusCode(400)
                .body("detail", containsString("inbound, outbound and legacy"));
        given().get("/ledger?partner=no%20domain").then().statusCode(400);
        given().get("/ledger?direction=outbound&partner=unknown.test")
                .then()
                .statusCode(200)
                .body("accounts", equalTo(List.of()))
                .body("partitions.findAll { it.direction == 'inbound' }", equalTo(List.of()));
    }

    @Test
    @DisplayName("keep their bytes: nothing inside a stanza changes on its way to a pool and from it")
    @Spec(I2)
    void bytes() throws InterruptedException {
        partner("bytes.test", "Federated");
        homed("by1@example.test", World.NEW, 1);
        String payload = "<x xmlns='urn:x' a=\"1\"  b='&lt;&#38;'><![CDATA[<&>]]>\u00e4\u20ac\ud83d\ude00"
                + "y".repeat(300_000) + "</x>";
        world.inject(
                "peer@bytes.test",
                "by1@example.test",
                StanzaKind.MESSAGE,
                "<message xmlns='jabber:server' from='peer@bytes.test/pc' to='by1@example.test' id='big'>" + payload
                        + "</message>");
        await().atMost(SOON).until(() -> !world.receivedBy("by1@example.test").isEmpty());
        Stanza received = world.receivedBy("by1@example.test").getFirst().stanza();
        assertThat(received.element().toString()).contains("y".repeat(1000));
        assertThat(received.from().orElseThrow()).hasToString("peer@bytes.test/pc");

        world.fresh()
                .send("by1@example.test", Stanza.message("peer@bytes.test", "big", "z".repeat(300_000) + "\u00e4<&>"));
        LaneStanza outbound = awaitOutbound("bytes.test", StanzaKind.MESSAGE);
        assertThat(new String(outbound.xml(), UTF_8)).contains("z".repeat(300_000) + "\u00e4&lt;&amp;");
    }

    @Test
    @DisplayName("of a moving user arrive complete, once and in order, none on the old pool after it was quiet")
    void moveUnderTraffic() throws InterruptedException {
        partner("moves.test", "Federated");
        List<String> users = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            users.add("mo" + i + "@example.test");
            homed(users.get(i), World.LEGACY, 1);
        }
        List<Long> onOldPool = new ArrayList<>();
        try (Traffic traffic = Traffic.inbound(world, "moves.test", users, 300)) {
            traffic.awaitSent(100);
            for (String user : users) {
                assertThat(world.quiesce(user, World.LEGACY, World.NEW, 2).epoch())
                        .isEqualTo(2);
                onOldPool.add(world.deliveredOn("legacy", user));
                traffic.awaitMore(20);
                world.publish(new UserHomed(Jid.parse(user), World.NEW, 3, null));
            }
            traffic.awaitMore(100);
            for (String user : users.subList(0, 3)) {
                world.quiesce(user, World.NEW, World.LEGACY, 4);
                world.publish(new UserHomed(Jid.parse(user), World.LEGACY, 5, null));
            }
            traffic.awaitMore(100);
        }
        LedgerReport report = world.settled();

        assertThat(report.clean()).as(world.ledger().anomalies().toString()).isTrue();
        assertThat(report.returned()).isZero();
        for (int i = 3; i < users.size(); i++) {
            assertThat(world.deliveredOn("legacy", users.get(i))).isEqualTo(onOldPool.get(i));
            assertThat(world.deliveredOn("new", users.get(i))).isPositive();
        }
        assertThat(world.deliveredOn("legacy", users.getFirst())).isGreaterThan(onOldPool.getFirst());
    }

    @Test
    @DisplayName("wait while a pool restarts, are not lost, and only what was uncertain comes twice")
    void poolRestarts() throws InterruptedException, IOException {
        partner("restarts.test", "Federated");
        List<String> users = List.of("re1@example.test", "re2@example.test", "re3@example.test");
        users.forEach(user -> homed(user, World.NEW, 1));
        double before = metric("rehome_gateway_sent_again_total");
        try (Traffic traffic = Traffic.inbound(world, "restarts.test", users, 500)) {
            for (int i = 0; i < 3; i++) {
                traffic.awaitMore(200);
                world.fresh().cut();
                traffic.awaitMore(100);
                world.fresh().start();
            }
            traffic.awaitMore(200);
        }
        LedgerReport report = world.settled();

        double sentAgain = metric("rehome_gateway_sent_again_total") - before;
        assertThat(report.lost()).isZero();
        assertThat(report.returned()).isZero();
        assertThat(report.reordered()).as(world.ledger().anomalies().toString()).isZero();
        assertThat((double) report.duplicated()).isLessThanOrEqualTo(sentAgain);
        awaitCaptures("restarts.test", "new");
    }

    @Test
    @DisplayName("are sent again once, and counted, when a pool does not answer the barrier")
    void barrierUnanswered() throws InterruptedException {
        partner("barrier.test", "Federated");
        homed("ba1@example.test", World.NEW, 1);
        double uncertain = metric("rehome_gateway_uncertain_total");
        double again = metric("rehome_gateway_sent_again_total");
        world.fresh().stall(Duration.ofSeconds(4));
        for (int i = 0; i < 20; i++) {
            world.fromPartner("peer@barrier.test", "ba1@example.test");
        }
        await().atMost(SOON).until(() -> metric("rehome_gateway_uncertain_total") > uncertain);
        LedgerReport report = world.settled();

        assertThat(report.delivered()).isEqualTo(20);
        assertThat(report.reordered()).isZero();
        assertThat(metric("rehome_gateway_sent_again_total") - again).isBetween(1.0, 20.0);
        assertThat((double) report.duplicated()).isLessThanOrEqualTo(metric("rehome_gateway_sent_again_total") - again);
    }

    @Test
    @DisplayName("that no rule admits go back to the partner with their reason, counted by it")
    void returnedToPartners() throws InterruptedException {
        partner("returns.test", "Federated");
        partner("unasked.test", "PublicUnverified");
        configured("notyet.test", "Federated");
        world.policy("closed", true, false);
        world.homed("rt1@example.test", World.NEW, 1, "closed");
        homed("rt2@example.test", World.NEW, 1);
        awaitHome("rt1@example.test", World.NEW);

        world.fromPartner("peer@returns.test", "rt1@example.test");
        world.fromPartner("peer@unasked.test", "rt2@example.test");
        world.fromPartner("peer@notyet.test", "rt2@example.test");
        world.fromPartner("peer@stranger.test", "rt2@example.test");
        world.fromPartner("peer@returns.test", "someone@elsewhere.test");
        // pools answer for their own: on the injection stream, and on the capture stream
        world.fromPartner("peer@returns.test", "nobody@example.test");
        world.fromPartner("peer@returns.test", "nobody@second.test");
        LedgerReport report = world.settled();

        assertThat(report.returnedByReason())
                .containsOnly(
                        entry("policy-refuses", 1L),
                        entry("contact-not-added", 1L),
                        entry("partner-not-enabled", 2L),
                        entry("no-home", 1L),
                        entry("by-the-pool", 2L));
        LaneStanza error = world.outboundTo("unasked.test").getFirst();
        assertThat(error.lane()).isEqualTo("example.test>unasked.test");
        assertThat(new String(error.xml(), UTF_8))
                .contains("type='error'", "to='peer@unasked.test/pc'", "<service-unavailable ")
                .doesNotContain("contact");
        assertThat(metric("rehome_gateway_returned_total{direction=\"inbound\",reason=\"contact-not-added\"}"))
                .isPositive();
    }

    @Test
    @DisplayName("go back when a user moves for too long, and pass again when she has arrived")
    void movesTooLong() throws InterruptedException {
        partner("toolong.test", "Federated");
        // a neighbour of the same partition, who moves as well, waits at the same time and not one after the other
        ToIntFunction<String> partitionOf = LaneConsumer.partitioner(Topics.STANZAS_INBOUND);
        String neighbour = java.util.stream.IntStream.iterate(2, i -> i + 1)
                .mapToObj(i -> "tl" + i + "@example.test")
                .filter(each -> partitionOf.applyAsInt(each) == partitionOf.applyAsInt("tl1@example.test"))
                .findFirst()
                .orElseThrow();
        homed("tl1@example.test", World.LEGACY, 1);
        homed(neighbour, World.LEGACY, 1);
        world.quiesce("tl1@example.test", World.LEGACY, World.NEW, 2);
        world.quiesce(neighbour, World.LEGACY, World.NEW, 2);
        long begun = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            world.fromPartner("peer@toolong.test", "tl1@example.test");
            world.fromPartner("peer@toolong.test", neighbour);
        }
        await().until(() -> metric("rehome_gateway_held") >= 1);
        LedgerReport report = world.settled();
        assertThat(report.returnedByReason()).containsOnly(entry("user-moving", 10L));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(11));
        assertThat(new String(world.outboundTo("toolong.test").getFirst().xml(), UTF_8))
                .contains("<recipient-unavailable ");

        world.publish(new UserHomed(Jid.parse("tl1@example.test"), World.NEW, 3, null));
        awaitHome("tl1@example.test", World.NEW);
        world.fromPartner("peer@toolong.test", "tl1@example.test");
        assertThat(world.settled().delivered()).isEqualTo(1);
        await().atMost(SOON).until(() -> metric("rehome_gateway_held") == 0);
    }

    @Test
    @DisplayName("go back when a pool stays away")
    void poolStaysAway() throws InterruptedException {
        partner("away.test", "Federated");
        PoolName away = new PoolName("away");
        world.publish(new PoolRegistered(
                away, null, List.of(Domain.parse("example.test")), false, World.link(1), null, false, 1));
        try {
            world.publish(new UserHomed(Jid.parse("aw1@example.test"), away, 1, null));
            awaitHome("aw1@example.test", away);
            world.fromPartner("peer@away.test", "aw1@example.test");
            world.fromPartner("peer@away.test", "aw1@example.test");
            LedgerReport report = world.settled();

            assertThat(report.returnedByReason()).containsOnly(entry("pool-away", 2L));
            assertThat(new String(world.outboundTo("away.test").getFirst().xml(), UTF_8))
                    .contains("<remote-server-timeout ");
        } finally {
            world.removePool("away");
        }
    }

    @Test
    @DisplayName(
            "of local users go back to them while the partner is the legacy gateway's, does not confirm, or refuses")
    void returnedToLocalUsers() throws InterruptedException {
        configured("later.test", "Federated");
        awaitCaptures("later.test", "new");
        homed("lo1@example.test", World.NEW, 1);
        SimulatedPool fresh = world.fresh();
        world.fromUser(fresh, "lo1@example.test", "peer@later.test");
        assertThat(world.settled().returnedByReason())
                .as("legacy gateway not linked")
                .containsOnly(entry("remote-server-not-found", 1L));

        given().contentType(ContentType.JSON)
                .body("{\"force\": true}")
                .post("/partners/later.test/enable")
                .then()
                .statusCode(200);
        world.fromUser(fresh, "lo1@example.test", "peer@later.test");
        assertThat(world.settled().returned()).as("does not confirm yet").isEqualTo(2);
        assertThat(metric("rehome_gateway_returned_total{direction=\"outbound\",reason=\"legacy-gateway-not-linked\"}"))
                .isGreaterThanOrEqualTo(2);

        confirming("later.test");
        world.fromUser(fresh, "lo1@example.test", "peer@later.test");
        assertThat(world.settled().delivered()).isEqualTo(1);

        world.policy("lo-closed", false, true);
        world.publish(new UserHomed(Jid.parse("lo1@example.test"), World.NEW, 1, "lo-closed"));
        await().untilAsserted(() -> given().get("/routes/explain?from=lo1@example.test&to=peer@later.test")
                .then()
                .body("route.rule", equalTo("policy-refuses")));
        world.fromUser(fresh, "lo1@example.test", "peer@later.test");
        assertThat(world.settled().returnedByReason().get("forbidden")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 6121 §3.1, §3.3: a subscription request adds the contact, its withdrawal removes it")
    @Spec(I7)
    void contactsBySubscription() throws InterruptedException {
        partner("friends.test", "PublicUnverified");
        homed("fr1@example.test", World.NEW, 1);
        world.fromPartner("pal@friends.test", "fr1@example.test");
        assertThat(world.settled().returnedByReason()).containsOnly(entry("contact-not-added", 1L));

        world.fresh().send("fr1@example.test", Stanza.presence("pal@friends.test", "s1", "subscribe"));
        awaitOutbound("friends.test", StanzaKind.PRESENCE_SUBSCRIPTION);
        awaitContact("added");
        world.fromPartner("pal@friends.test", "fr1@example.test");
        assertThat(world.settled().delivered()).isEqualTo(1);

        world.fresh().send("fr1@example.test", Stanza.presence("pal@friends.test", "s2", "unsubscribe"));
        awaitContact("missing");
        world.fromPartner("pal@friends.test", "fr1@example.test");
        assertThat(world.settled().returned()).isEqualTo(2);
    }

    private static void awaitContact(String state) {
        await().untilAsserted(() -> given().get("/routes/explain?from=pal@friends.test&to=fr1@example.test")
                .then()
                .body("route.facts.contact", equalTo(state)));
    }

    @Test
    @DisplayName("to the domain itself are answered by its home pool, and the answer goes to the partner")
    void domainAnswers() {
        partner("asks.test", "Federated");
        for (String domain : List.of("example.test", "second.test")) {
            world.inject(
                    "peer@asks.test",
                    domain,
                    StanzaKind.IQ_REQUEST,
                    "<iq xmlns='jabber:server' type='get' id='ask-" + domain + "' from='peer@asks.test/pc' to='"
                            + domain + "'><ping xmlns='urn:xmpp:ping'/></iq>");
            await().atMost(SOON).until(() -> world.outboundTo("asks.test").stream()
                    .anyMatch(each ->
                            each.kind() == StanzaKind.IQ_RESULT && each.lane().equals(domain + ">asks.test")));
        }
    }

    @Test
    @DisplayName("of a moved user's old session: messages pass, presence is dropped and counted")
    @Spec(I7)
    void oldSession() throws InterruptedException {
        partner("old.test", "Federated");
        homed("ol1@example.test", World.NEW, 3);
        String dropped = "rehome_gateway_dropped_total{direction=\"outbound\",reason=\"presence-from-other-pool\"}";
        double before = metric(dropped);
        world.legacy().send("ol1@example.test", Stanza.presence("peer@old.test", "p1", ""));
        world.fromUser(world.legacy(), "ol1@example.test", "peer@old.test");

        assertThat(world.settled().delivered()).isEqualTo(1);
        assertThat(metric(dropped) - before).isEqualTo(1);
        assertThat(world.outboundTo("old.test")).hasSize(1);
    }

    @Test
    @DisplayName("for a paused partner are accepted and wait on their lane")
    void paused() throws InterruptedException {
        partner("paused.test", "Federated");
        homed("pa1@example.test", World.NEW, 1);
        given().contentType(ContentType.JSON)
                .post("/partners/paused.test/pause")
                .then()
                .statusCode(200);
        world.fromUser(world.fresh(), "pa1@example.test", "peer@paused.test");

        // the world's edge takes whatever is on the lane, a real one holds it
        assertThat(world.settled().delivered()).isEqualTo(1);
        world.fromPartner("peer@paused.test", "pa1@example.test");
        assertThat(world.settled().delivered()).isEqualTo(2);
    }

    @Test
    @DisplayName("are judged by the newest epoch: stale moves are ignored and counted")
    void staleEpochs() throws InterruptedException {
        partner("stale.test", "Federated");
        homed("st1@example.test", World.NEW, 9);
        double before = metric("rehome_gateway_stale_epochs_total");
        world.publish(new UserMoving(Jid.parse("st1@example.test"), World.NEW, World.LEGACY, 8, "old", null));
        await().until(() -> metric("rehome_gateway_stale_epochs_total") > before);

        world.fromPartner("peer@stale.test", "st1@example.test");
        assertThat(world.settled().delivered()).isEqualTo(1);
        assertThat(world.deliveredOn("new", "st1@example.test")).isEqualTo(1);
    }
}
