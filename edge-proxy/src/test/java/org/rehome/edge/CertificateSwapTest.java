package org.rehome.edge;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.C9;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.EdgeEvent.PartnerConfirming;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.socket.RawPeer;
import org.rehome.edge.trust.CertificateTrust;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.Pem;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.partner.PartnerBuilder;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.StaticNextHops;
import org.rehome.lab.traffic.Traffic;

/// Certificates and authorities that are exchanged while messages flow, with a real broker.
@QuarkusTest
@QuarkusTestResource(SuiteWorld.class)
@Timeout(180)
class CertificateSwapTest extends RunningEdge {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Partners");
    private static final int RATE = 1_000;
    private static final int SWAPS = 6;
    private static final List<Integer> PARTNERS = List.of(9, 10);

    @Inject
    MeterRegistry registry;

    CertificateSwapTest() {
        super(AUTHORITY, "swapping");
    }

    private static String domain(int number) {
        return "partner" + number + ".test";
    }

    private SimulatedPartner partner(int number, boolean acknowledging) throws Exception {
        StaticNextHops hops = new StaticNextHops();
        hops.set("example.test", new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port()));
        PartnerBuilder builder = SimulatedPartner.of(domain(number))
                .identity(AUTHORITY.identity(domain(number)))
                .nextHops(hops)
                .port(port(number));
        IntStream.range(0, 20).forEach(user -> builder.user("contact" + user + "@" + domain(number)));
        SimulatedPartner partner = keep((acknowledging ? builder.streamManagement() : builder).start());
        Pem.certificates(given().get("/authorities/development").asString()).forEach(partner::trust);
        Partner settings = World.partner(domain(number), Negotiation.Required, Negotiation.Required, true);
        facts.publish(Topics.FEDERATION, new FederationEnabled(settings, 1, null))
                .get();
        await().atMost(SOON).until(() -> edges.events(Topics.EDGES).stream()
                .anyMatch(event -> event instanceof PartnerConfirming confirming
                        && confirming.partner().equals(settings.domain())));
        return partner;
    }

    private static Set<String> streams() {
        return PARTNERS.stream()
                .flatMap(number -> given()
                        .get("/streams?partner=" + domain(number))
                        .jsonPath()
                        .<String>getList("items.findAll { it.state == 'established' }.stream")
                        .stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String shown() throws Exception {
        try (RawPeer peer = new RawPeer(edge.port()).secure(domain(9), "example.test", AUTHORITY.identity(domain(9)))) {
            return CertificateTrust.fingerprint(peer.shown());
        }
    }

    private double uncertain() {
        return registry.find("rehome.edge.stanzas.uncertain").counters().stream()
                .filter(each -> PARTNERS.stream()
                        .anyMatch(number -> domain(number).equals(each.getId().getTag("partner"))))
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    @Spec(C9)
    @DisplayName("C9: a certificate, and authorities, exchanged under 1,000 messages/s: no stream closed, nothing lost")
    void swapped() throws Exception {
        List<SimulatedPartner> partners = List.of(partner(9, false), partner(10, true));
        LaneUsers users = keep(new LaneUsers(
                kafka,
                IntStream.range(0, 50)
                        .mapToObj(user -> "user" + user + "@example.test")
                        .collect(Collectors.toSet())));
        Ledger ledger = new Ledger();
        Traffic traffic = keep(Traffic.on(ledger)
                .pools(List.of(users))
                .partners(partners)
                .rate(RATE)
                .start());
        await().atMost(SOON).until(() -> ledger.report().delivered() > 2 * RATE);
        Set<String> before = streams();
        assertThat(before).hasSize(4);
        long begin = System.nanoTime();
        long sentBefore = ledger.report().sent();

        Set<String> fingerprints = new TreeSet<>();
        for (int swap = 0; swap < SWAPS; swap++) {
            String fingerprint = given().post("/certificates/example.test/development")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("fingerprint");
            assertThat(shown()).isEqualTo(fingerprint);
            fingerprints.add(fingerprint);
            swapAuthorities(swap);
            long delivered = ledger.report().delivered();
            await().atMost(SOON).until(() -> ledger.report().delivered() > delivered + RATE);
        }
        long sent = ledger.report().sent() - sentBefore;
        double seconds = (System.nanoTime() - begin) / 1e9;

        assertThat(fingerprints).hasSize(SWAPS);
        assertThat(streams()).isEqualTo(before);
        traffic.stop();
        assertThat(ledger.settle(SOON)).isTrue();
        LedgerReport report = ledger.report();
        assertThat(report.clean()).as("%s", report).isTrue();
        assertThat(report.delivered()).isEqualTo(report.sent());
        assertThat(uncertain()).isZero();
        assertThat(sent / seconds)
                .as("messages per second while certificates changed")
                .isGreaterThan(0.9 * RATE);
    }

    /// Another authority comes and goes; that of the partners is given anew, as when it is renewed.
    private static void swapAuthorities(int swap) {
        given().contentType("application/x-pem-file")
                .body(AUTHORITY.pem().getBytes(UTF_8))
                .put("/authorities/swapping")
                .then()
                .statusCode(200);
        String other = "/authorities/swapped-" + swap;
        given().contentType("application/x-pem-file")
                .body(LabAuthority.create("Other " + swap).pem().getBytes(UTF_8))
                .put(other)
                .then()
                .statusCode(200);
        given().delete(other).then().statusCode(204);
    }
}
