package org.rehome.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.I6;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.backbone.lane.HeldStanzas;
import org.rehome.backbone.lane.LaneProducer;
import org.rehome.conformance.Spec;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.EdgeEvent.PartnerConfirming;
import org.rehome.contracts.event.EdgeEvent.PartnerNotConfirming;
import org.rehome.contracts.event.EdgeEvent.PartnerProbed;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.FederationPaused;
import org.rehome.contracts.event.FederationEvent.FederationReturned;
import org.rehome.contracts.event.FederationEvent.HeldReleaseOrdered;
import org.rehome.contracts.event.FederationEvent.HeldReturnOrdered;
import org.rehome.contracts.event.FederationEvent.HeldScope;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.edge.negotiation.World;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.Pem;
import org.rehome.lab.partner.Authentication;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.StaticNextHops;
import org.rehome.lab.server.Inbox;
import org.rehome.lab.stanza.Stanza;

/// The running service between a real broker and simulated partners.
@QuarkusTest
@QuarkusTestResource(SuiteWorld.class)
@Timeout(120)
class EdgeServiceTest extends RunningEdge {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Partners");

    private final List<String> tapped = new CopyOnWriteArrayList<>();
    private final StaticNextHops hops = new StaticNextHops();
    private TopicTail inbound;

    EdgeServiceTest() {
        super(AUTHORITY, "lab");
    }

    @BeforeEach
    void start() throws Exception {
        inbound = keep(new TopicTail(kafka, Topics.STANZAS_INBOUND));
        hops.set("example.test", new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port()));
    }

    private static String domain(int number) {
        return "partner" + number + ".test";
    }

    private static String juliet(int number) {
        return "juliet@" + domain(number);
    }

    private SimulatedPartner partner(int number, Authentication authentication) throws Exception {
        int port = port(number);
        SimulatedPartner partner = SimulatedPartner.of(domain(number))
                .user(juliet(number))
                .identity(AUTHORITY.identity(domain(number)))
                .authentication(authentication)
                .nextHops(hops)
                .port(port)
                .timeout(Duration.ofSeconds(5))
                .tap((peer, xml) -> tapped.add(xml))
                .start();
        Pem.certificates(given().get("/authorities/development").asString()).forEach(partner::trust);
        return keep(partner);
    }

    private static Partner settings(int number, Negotiation sasl) {
        return World.partner(domain(number), Negotiation.Required, sasl, true);
    }

    private void enable(int number, Negotiation sasl, long version) throws Exception {
        facts.publish(Topics.FEDERATION, new FederationEnabled(settings(number, sasl), version, null))
                .get();
    }

    private void awaitConfirming(int number, boolean confirming) {
        await().atMost(SOON).until(() -> edges.events(Topics.EDGES).stream()
                .filter(event -> event.key().equals("pair/example.test>" + domain(number)))
                .reduce((one, other) -> other)
                .map(last -> confirming ? last instanceof PartnerConfirming : last instanceof PartnerNotConfirming)
                .orElse(false));
    }

    private static String xml(int number, String id) {
        return "<message from='romeo@example.test/a' to='" + juliet(number) + "' id='" + id
                + "' type='chat'><body>&lt;ä😀&gt;</body></message>";
    }

    private void outbound(int number, String... ids) throws Exception {
        try (LaneProducer lanes = new LaneProducer(kafka)) {
            for (String id : ids) {
                lanes.publishAndWait(
                        Topics.STANZAS_OUTBOUND,
                        new LaneStanza(
                                "example.test>" + domain(number),
                                Jid.parse("romeo@example.test/a"),
                                Jid.parse(juliet(number)),
                                StanzaKind.MESSAGE,
                                Instant.now(),
                                "test",
                                "trace-" + id,
                                null,
                                xml(number, id).getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /// Every outbound record is settled and committed.
    private void awaitCommitted() throws Exception {
        try (Admin admin = Admin.create(kafka.admin("test"))) {
            await().atMost(SOON).untilAsserted(() -> {
                Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets("edge-outbound")
                        .partitionsToOffsetAndMetadata()
                        .get();
                for (int i = 0; i < Topics.STANZAS_OUTBOUND.partitions(); i++) {
                    TopicPartition partition = new TopicPartition(Topics.STANZAS_OUTBOUND.name(), i);
                    long end = admin.listOffsets(Map.of(partition, org.apache.kafka.clients.admin.OffsetSpec.latest()))
                            .partitionResult(partition)
                            .get()
                            .offset();
                    OffsetAndMetadata offset = committed.get(partition);
                    assertThat(offset == null ? 0 : offset.offset()).isEqualTo(end);
                }
            });
        }
    }

    private double metric(String line) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(each -> each.startsWith(line))
                .mapToDouble(each -> Double.parseDouble(each.substring(each.lastIndexOf(' ') + 1)))
                .sum();
    }

    private List<ConsumerRecord<String, byte[]>> inboundFrom(String from) {
        return inbound.records().stream()
                .filter(each -> TopicTail.header(each, "from").startsWith(from))
                .toList();
    }

    @Test
    @DisplayName("by EXTERNAL: confirming, then both directions, bytes unchanged, every offset committed")
    void external() throws Exception {
        conversation(1, Authentication.EXTERNAL, Negotiation.Required);
    }

    @Test
    @DisplayName("by dialback: confirming, then both directions, bytes unchanged, every offset committed")
    void dialback() throws Exception {
        conversation(2, Authentication.DIALBACK, Negotiation.NotSupported);
    }

    private void conversation(int number, Authentication authentication, Negotiation sasl) throws Exception {
        SimulatedPartner partner = partner(number, authentication);
        Inbox juliet = Inbox.of(partner, juliet(number));
        enable(number, sasl, 1);
        awaitConfirming(number, true);

        outbound(number, "m1", "m2", "m3");
        assertThat(juliet.await(3, SOON)).extracting(Stanza::id).containsExactly("m1", "m2", "m3");
        assertThat(tapped).contains(xml(number, "m2"));
        awaitCommitted();
        await().untilAsserted(() -> assertThat(
                        metric("rehome_edge_stanzas_delivered_total{partner=\"" + domain(number) + "\""))
                .isEqualTo(3));

        for (int i = 0; i < 50; i++) {
            partner.send(juliet(number), Stanza.message("romeo@example.test", "in" + i, "<ä&😀>"));
        }
        await().atMost(SOON).until(() -> inboundFrom(juliet(number)).size() == 50);
        List<ConsumerRecord<String, byte[]>> came = inboundFrom(juliet(number));
        for (int i = 0; i < 50; i++) {
            ConsumerRecord<String, byte[]> each = came.get(i);
            assertThat(each.key()).isEqualTo("romeo@example.test");
            assertThat(TopicTail.text(each))
                    .as("as it was sent, with the language of its stream (RFC 6120 §4.7.4)")
                    .isEqualTo("<message xml:lang='en' to='romeo@example.test' id='in" + i + "' type='chat' from='"
                            + juliet(number) + "/lab'><body>&lt;ä&amp;😀&gt;</body></message>");
            assertThat(TopicTail.header(each, "kind")).isEqualTo("message");
            assertThat(TopicTail.header(each, "stream")).startsWith("edge-1/s2s/");
        }
        // no answer to a ping of ours reached a lane
        assertThat(inbound.records())
                .noneMatch(each -> TopicTail.header(each, "kind").equals("iq-result"));
        given().get("/streams?partner=" + domain(number))
                .then()
                .statusCode(200)
                .body("items.size()", org.hamcrest.Matchers.equalTo(2));
    }

    @Test
    @DisplayName(
            "P1: a window that is not confirmed in time is sent once more; the partner reads both, the edge says so")
    void uncertain() throws Exception {
        SimulatedPartner partner = partner(3, Authentication.EXTERNAL);
        Inbox juliet = Inbox.of(partner, juliet(3));
        enable(3, Negotiation.Required, 1);
        awaitConfirming(3, true);
        // longer than the barrier may take, and the answer that comes another way
        partner.stall(Duration.ofMillis(3_600));
        outbound(3, "u1");
        List<Stanza> came = juliet.await(2, SOON);
        assertThat(came).extracting(Stanza::id).containsExactly("u1", "u1");
        awaitCommitted();
        assertThat(metric("rehome_edge_stanzas_uncertain_total{partner=\"partner3.test\""))
                .isEqualTo(1);
        await().untilAsserted(() -> assertThat(metric("rehome_edge_stanzas_delivered_total{partner=\"partner3.test\""))
                .isEqualTo(1));
        assertThat(inboundFrom(juliet(3))).isEmpty();
    }

    @Test
    @DisplayName(
            "I6, P5: what waits too long for its partner is returned as an error; the partner is probed until it is"
                    + " back")
    @Spec(I6)
    void returned() throws Exception {
        SimulatedPartner partner = partner(4, Authentication.EXTERNAL);
        enable(4, Negotiation.Required, 1);
        awaitConfirming(4, true);
        partner.cut();
        outbound(4, "r1", "r2");
        await().atMost(SOON).until(() -> inboundFrom(juliet(4)).size() == 2);
        assertThat(inboundFrom(juliet(4))).allSatisfy(each -> {
            assertThat(each.key()).isEqualTo("romeo@example.test");
            assertThat(TopicTail.header(each, "returned")).isEqualTo("partner-unreachable");
            assertThat(TopicTail.header(each, "kind")).isEqualTo("message-error");
            assertThat(TopicTail.header(each, "trace")).startsWith("trace-r");
            assertThat(TopicTail.text(each))
                    .contains("type='error'", "<remote-server-timeout", "to='romeo@example.test/a'");
        });
        awaitCommitted();
        awaitConfirming(4, false);
        partner.start();
        awaitConfirming(4, true);

        facts.publish(Topics.FEDERATION, new FederationReturned(settings(4, Negotiation.Required), 2, "not now"))
                .get();
        awaitConfirming(4, false);
        await().atMost(SOON).until(() -> given().get("/streams?partner=partner4.test")
                .jsonPath()
                .getList("items")
                .isEmpty());
        outbound(4, "r3");
        await().atMost(SOON).until(() -> inboundFrom(juliet(4)).size() == 3);
        assertThat(TopicTail.header(inboundFrom(juliet(4)).getLast(), "returned"))
                .isEqualTo("partner-not-enabled");
    }

    @Test
    @DisplayName("a paused partner's outbound stanzas wait, and go when it is resumed")
    void paused() throws Exception {
        SimulatedPartner partner = partner(1, Authentication.EXTERNAL);
        Inbox juliet = Inbox.of(partner, juliet(1));
        enable(1, Negotiation.Required, 10);
        awaitConfirming(1, true);
        facts.publish(Topics.FEDERATION, new FederationPaused(settings(1, Negotiation.Required), 11, null))
                .get();
        await().until(() -> edge.partnerIsPaused(Domain.parse("partner1.test")));
        outbound(1, "p1");
        await().during(Duration.ofSeconds(1)).until(() -> juliet.stanzas().isEmpty());
        enable(1, Negotiation.Required, 12);
        assertThat(juliet.await(1, SOON)).extracting(Stanza::id).containsExactly("p1");
    }

    @Test
    @DisplayName(
            "what a paused partner's lane holds goes out, or back, as an operator orders; what comes later waits on")
    void ordered() throws Exception {
        SimulatedPartner partner = partner(8, Authentication.EXTERNAL);
        Inbox juliet = Inbox.of(partner, juliet(8));
        enable(8, Negotiation.Required, 20);
        awaitConfirming(8, true);
        facts.publish(Topics.FEDERATION, new FederationPaused(settings(8, Negotiation.Required), 21, null))
                .get();
        await().until(() -> edge.partnerIsPaused(Domain.parse("partner8.test")));
        outbound(8, "o1", "o2");
        try (HeldStanzas held = new HeldStanzas(kafka)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(held.list(Set.of(Direction.Outbound), null, each -> true, 10))
                            .hasSize(2)
                            .allSatisfy(each -> {
                                assertThat(each.lane()).isEqualTo("example.test>partner8.test");
                                assertThat(each.reason()).isEqualTo("partner-paused");
                            }));
        }
        facts.publish(
                        Topics.FEDERATION,
                        new HeldReleaseOrdered(Direction.Outbound, HeldScope.Partner, "partner8.test", Instant.now()))
                .get();
        assertThat(juliet.await(2, SOON)).extracting(Stanza::id).containsExactly("o1", "o2");

        outbound(8, "o3", "o4");
        facts.publish(
                        Topics.FEDERATION,
                        new HeldReturnOrdered(
                                Direction.Outbound, HeldScope.Lane, "example.test>partner8.test", Instant.now()))
                .get();
        await().atMost(SOON).until(() -> inboundFrom(juliet(8)).size() == 2);
        assertThat(inboundFrom(juliet(8))).allSatisfy(each -> {
            assertThat(TopicTail.header(each, "returned")).isEqualTo("operator");
            assertThat(TopicTail.text(each)).contains("<remote-server-timeout");
        });
        outbound(8, "o5");
        enable(8, Negotiation.Required, 22);
        assertThat(juliet.await(3, SOON)).extracting(Stanza::id).containsExactly("o1", "o2", "o5");
        assertThat(metric("rehome_edge_stanzas_returned_total{partner=\"partner8.test\",reason=\"operator\""))
                .isEqualTo(2);
    }

    @Test
    @DisplayName("the way to a partner is walked when it is ordered, and a way that has closed says what it was before")
    void probed() throws Exception {
        SimulatedPartner partner = partner(9, Authentication.EXTERNAL);
        enable(9, Negotiation.Required, 30);
        PartnerProbed open = probe();
        assertThat(open.outcome()).as("%s", open).isEqualTo(ProbeOutcome.Passed);
        assertThat(open.steps()).extracting(ProbeStep::step).contains("identity", "authentication", "ping");
        partner.close();
        PartnerProbed closed = probe();
        assertThat(closed.outcome()).isEqualTo(ProbeOutcome.Failed);
        assertThat(closed.before()).isEqualTo(ProbeOutcome.Passed);
        assertThat(closed.reason()).isEqualTo("connection-refused");
        assertThat(metric("rehome_edge_probes_total{partner=\"partner9.test\",reason=\"connection-refused\""))
                .isEqualTo(1);
    }

    private PartnerProbed probe() throws Exception {
        Instant at = Instant.now();
        facts.publish(Topics.FEDERATION, new PartnerProbeOrdered(LOCAL, Domain.parse(domain(9)), at))
                .get();
        return await().atMost(SOON)
                .until(
                        () -> edges.events(Topics.EDGES).stream()
                                .filter(PartnerProbed.class::isInstance)
                                .map(PartnerProbed.class::cast)
                                .filter(each -> !each.ordered().isBefore(at))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Test
    @DisplayName("the edge has announced itself with its certificate")
    void announced() {
        await().atMost(SOON).untilAsserted(() -> assertThat(edges.events(Topics.EDGES))
                .contains(new EdgeEvent.EdgeStarted("edge-1", "edge1.example.test", edge.port(), false))
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(EdgeEvent.CertificateActivated.class, activated -> {
                            assertThat(activated.domain()).isEqualTo(LOCAL);
                            assertThat(activated.names())
                                    .containsExactly("example.test", "_xmpp-server.example.test", "example.test");
                        })));
    }
}
