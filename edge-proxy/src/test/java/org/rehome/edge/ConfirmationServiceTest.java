package org.rehome.edge;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.H3;
import static org.rehome.conformance.Requirement.H6;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.backbone.lane.LaneProducer;
import org.rehome.conformance.Spec;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.ConfirmationEvent.PingAnswered;
import org.rehome.contracts.event.EdgeEvent.PartnerConfirming;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.socket.RawPeer;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.Pem;
import org.rehome.lab.partner.Authentication;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.StaticNextHops;
import org.rehome.lab.server.Inbox;
import org.rehome.lab.stanza.Stanza;

/// How the running service confirms what it takes, and has confirmed what it gives, with a real broker.
@QuarkusTest
@QuarkusTestResource(SuiteWorld.class)
@Timeout(120)
@DisplayName("The edge confirms")
class ConfirmationServiceTest extends RunningEdge {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Partners");
    private static final String ENABLE = "<enable xmlns='urn:xmpp:sm:3'/>";
    private static final String ENABLED = "<enabled xmlns='urn:xmpp:sm:3'/>";
    private static final String REQUEST = "<r xmlns='urn:xmpp:sm:3'/>";

    @Inject
    MeterRegistry registry;

    ConfirmationServiceTest() {
        super(AUTHORITY, "confirming");
    }

    private void enable(int number) throws Exception {
        Partner partner = World.partner("partner" + number + ".test", Negotiation.Required, Negotiation.Required, true);
        facts.publish(Topics.FEDERATION, new FederationEnabled(partner, 1, null))
                .get();
    }

    private PartnerConfirming awaitConfirming(int number) {
        return await().atMost(SOON)
                .until(
                        () -> edges.events(Topics.EDGES).stream()
                                .filter(event -> event.key().equals("pair/example.test>partner" + number + ".test"))
                                .reduce((one, other) -> other)
                                .filter(PartnerConfirming.class::isInstance)
                                .map(PartnerConfirming.class::cast),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private void outbound(int number, String... ids) throws Exception {
        String to = "juliet@partner" + number + ".test";
        try (LaneProducer lanes = new LaneProducer(kafka)) {
            for (String id : ids) {
                lanes.publishAndWait(
                        Topics.STANZAS_OUTBOUND,
                        new LaneStanza(
                                "example.test>partner" + number + ".test",
                                Jid.parse("romeo@example.test/a"),
                                Jid.parse(to),
                                StanzaKind.MESSAGE,
                                Instant.now(),
                                "test",
                                "trace-" + id,
                                null,
                                ("<message from='romeo@example.test/a' to='" + to + "' id='" + id + "'/>")
                                        .getBytes(UTF_8)));
            }
        }
    }

    private static double count(MeterRegistry registry, String metric, int number) {
        return registry
                .find("rehome.edge.stanzas." + metric)
                .tag("partner", "partner" + number + ".test")
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private void throttle(@org.jspecify.annotations.Nullable Double bytesPerSecond) throws Exception {
        try (Admin admin = Admin.create(kafka.admin("test"))) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "edge-1-lanes")),
                            List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
                    .all()
                    .get();
        }
    }

    @Test
    @DisplayName("H3: only what is on the topic is acknowledged, however long the broker takes")
    @Spec(H3)
    void durable() throws Exception {
        TopicTail inbound = keep(new TopicTail(kafka, Topics.STANZAS_INBOUND));
        enable(5);
        await().atMost(SOON).until(() -> edge.partnerIsEnabled(Domain.parse("partner5.test")));
        try (RawPeer peer = new RawPeer(edge.port())
                .authenticate("partner5.test", "example.test", AUTHORITY.identity("partner5.test"))) {
            peer.send(ENABLE).await(ENABLED);
            // of a write that is so much above its quota the broker tells at once; the client's next waits some 10 s
            throttle(50.0);
            int sent = 0;
            boolean answered = true;
            while (answered) {
                assertThat(sent).as("stanzas in spite of the throttle").isLessThan(50);
                sent++;
                peer.send("<message from='a@partner5.test' to='b@example.test' id='d" + sent + "'><body>"
                        + "x".repeat(700) + "</body></message>" + REQUEST);
                answered = isQuickly(peer, sent);
            }
            int acknowledged = sent - 1;
            // who reads along may be behind
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(from(inbound, 5)).hasSize(acknowledged));
            assertThat(peer.await("/>")).isEqualTo(answer(sent - 1));
            throttle(null);
            assertThat(peer.await("/>")).isEqualTo(answer(sent));
            int durable = sent;
            await().atMost(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(from(inbound, 5)).hasSize(durable));
        } finally {
            throttle(null);
        }
    }

    private static boolean isQuickly(RawPeer peer, int sent) throws IOException {
        if (peer.isQuiet(Duration.ofSeconds(1))) {
            return false;
        }
        assertThat(peer.await("/>")).isEqualTo(answer(sent));
        return true;
    }

    private static String answer(long h) {
        return "<a xmlns='urn:xmpp:sm:3' h='" + h + "'/>";
    }

    private static List<String> from(TopicTail inbound, int number) {
        return inbound.records().stream()
                .filter(each -> TopicTail.header(each, "from").endsWith("@partner" + number + ".test"))
                .map(TopicTail::text)
                .toList();
    }

    /// Of a stanza that comes for the second time (XEP-0203).
    private static final String DELAY = "<delay xmlns='urn:xmpp:delay' from='example.test' stamp='";

    @Test
    @DisplayName("H6, P3: after a cut only what was not acknowledged is sent once more, before anything later")
    @Spec(H6)
    void cut() throws Exception {
        TopicTail inbound = keep(new TopicTail(kafka, Topics.STANZAS_INBOUND));
        var identity = AUTHORITY.identity("partner6.test");
        ServerSocket server = keep(new ServerSocket(port(6), 5, InetAddress.getLoopbackAddress()));
        enable(6);
        try (RawPeer first = managed(server, identity)) {
            assertThat(awaitConfirming(6).by()).isEqualTo("stream-management");
            outbound(6, "k1", "k2", "k3");
            first.await("id='k3'/>" + REQUEST);
            first.send(answer(1));
            await().until(() -> count(registry, "delivered", 6) == 1);
        }
        try (RawPeer second = managed(server, identity)) {
            outbound(6, "k4");
            String came = second.await("id='k3'>" + DELAY);
            assertThat(came).contains("id='k2'>" + DELAY).doesNotContain("id='k1'", "<iq");
            second.send(answer(2));
            came = second.await("id='k4'/>" + REQUEST);
            assertThat(came).doesNotContain("id='k1'", "id='k2'", "id='k3'");
            second.send(answer(3));
            await().atMost(SOON).until(() -> count(registry, "delivered", 6) == 4);
            assertThat(count(registry, "uncertain", 6)).isEqualTo(2);
        }
        assertThat(from(inbound, 6)).isEmpty();
    }

    private static RawPeer managed(ServerSocket server, org.rehome.lab.certificate.LabIdentity identity)
            throws Exception {
        RawPeer peer = RawPeer.accept(server, "partner6.test", identity, "<sm xmlns='urn:xmpp:sm:3'/>");
        peer.await(ENABLE);
        return peer.send(ENABLED);
    }

    @Test
    @DisplayName("P1: a ping's answer that arrives at another edge settles the barrier of the edge that waits")
    void twoEdges() throws Exception {
        TopicTail confirmations = keep(new TopicTail(kafka, Topics.CONFIRMATIONS));
        MeterRegistry others = new SimpleMeterRegistry();
        Edge second = second(others);
        StaticNextHops hops = new StaticNextHops();
        hops.set("example.test", new InetSocketAddress(InetAddress.getLoopbackAddress(), second.port()));
        SimulatedPartner partner = partner(hops);
        Inbox juliet = Inbox.of(partner, "juliet@partner7.test");
        enable(7);
        assertThat(awaitConfirming(7).by()).isEqualTo("ping");

        // the lane is at one of the two edges: once the answers come there, once they do not
        int before = confirmations.records().size();
        outbound(7, "a1", "a2");
        assertThat(juliet.await(2, SOON)).extracting(Stanza::id).containsExactly("a1", "a2");
        await().atMost(SOON).until(() -> count(registry, "delivered", 7) + count(others, "delivered", 7) == 2);
        partner.cut();
        hops.set("example.test", new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port()));
        partner.start();
        outbound(7, "b1", "b2");
        assertThat(juliet.await(4, SOON)).extracting(Stanza::id).containsExactly("a1", "a2", "b1", "b2");
        await().atMost(SOON).until(() -> count(registry, "delivered", 7) + count(others, "delivered", 7) == 4);
        assertThat(count(registry, "uncertain", 7) + count(others, "uncertain", 7))
                .isZero();
        await().atMost(SOON).until(() -> confirmations.records().size() > before);
        assertThat(confirmations.events(Topics.CONFIRMATIONS)).allSatisfy(event -> {
            PingAnswered answered = (PingAnswered) event;
            assertThat(answered.by()).isNotEqualTo(answered.edge());
            assertThat(answered.partner()).isEqualTo(Domain.parse("partner7.test"));
        });
    }

    private SimulatedPartner partner(StaticNextHops hops) throws Exception {
        SimulatedPartner partner = SimulatedPartner.of("partner7.test")
                .user("juliet@partner7.test")
                .identity(AUTHORITY.identity("partner7.test"))
                .authentication(Authentication.EXTERNAL)
                .nextHops(hops)
                .port(port(7))
                .timeout(Duration.ofSeconds(5))
                .start();
        Pem.certificates(given().get("/authorities/development").asString()).forEach(partner::trust);
        return keep(partner);
    }

    /// Another edge with the same certificates, on the same broker.
    private Edge second(MeterRegistry others) throws Exception {
        Path data = Files.createTempDirectory("edge-2");
        copy(settings.data(), data);
        EdgeSettings own = new SmallRyeConfigBuilder()
                .withMapping(EdgeSettings.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(
                        Map.ofEntries(
                                Map.entry("rehome.data", data.toString()),
                                Map.entry(
                                        "rehome.kafka.bootstrap-servers",
                                        settings.kafka().bootstrapServers()),
                                Map.entry("rehome.edge.id", "edge-2"),
                                Map.entry("rehome.edge.s2s-host", "127.0.0.1"),
                                Map.entry("rehome.edge.s2s-port", "0"),
                                Map.entry(
                                        "rehome.edge.resolver",
                                        settings.edge().resolver().orElseThrow()),
                                Map.entry("rehome.edge.barrier-timeout", "5s"),
                                Map.entry("rehome.edge.closing-timeout", "2s"),
                                Map.entry("rehome.edge.trust-public-authorities", "false")),
                        "second",
                        500))
                .build()
                .getConfigMapping(EdgeSettings.class);
        // its own: servers of one Vert.x that ask for any port share one, and what comes there goes to either
        Vertx apart = Vertx.vertx();
        keep(() -> apart.close().toCompletionStage().toCompletableFuture().join());
        Edge second = new Edge(own, new EdgeMetrics(others), apart);
        second.start(new StartupEvent());
        keep(() -> second.stop(new ShutdownEvent()));
        await().atMost(SOON).until(second::ready);
        await().atMost(SOON).until(() -> edge.edges().isRunning("edge-2"));
        return second;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        }
    }
}
