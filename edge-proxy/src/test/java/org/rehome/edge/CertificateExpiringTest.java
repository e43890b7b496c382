package org.rehome.edge;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.rehome.conformance.Requirement.C9;

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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.conformance.Spec;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.CertificateExpiring;
import org.rehome.contracts.event.EdgeEvent.EdgeStopped;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.store.CertificateStore;
import org.rehome.edge.trust.CertificateMaker;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

/// The running service and the end of its certificates, with a real broker.
@QuarkusTest
@QuarkusTestResource(SuiteWorld.class)
@Timeout(120)
@Spec(C9)
class CertificateExpiringTest extends RunningEdge {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Partners");

    CertificateExpiringTest() {
        super(AUTHORITY, "expiring");
    }

    private static LabIdentity identity(String domain, int days) {
        CertificateMaker.Made root = new CertificateMaker("Root").authority(0).selfSigned();
        CertificateMaker.Made made = new CertificateMaker(domain)
                .dns(domain)
                .valid(Duration.ofHours(-1), Duration.ofDays(days))
                .signedBy(root);
        return new LabIdentity(made.keys().getPrivate(), List.of(made.certificate(), root.certificate()));
    }

    private List<CertificateExpiring> said(String edge, String domain) {
        return edges.events(Topics.EDGES).stream()
                .filter(event -> event.key().equals(CertificateExpiring.key(edge, Domain.parse(domain))))
                .map(CertificateExpiring.class::cast)
                .toList();
    }

    @Test
    @DisplayName("C9: a certificate that ends within 14 days is announced as such, and shown and counted")
    void announced() {
        given().contentType("application/x-pem-file")
                .body(identity("ending.test", 10).pem().getBytes(UTF_8))
                .put("/certificates/ending.test")
                .then()
                .statusCode(200)
                .body("expiresWithinDays", equalTo(14));
        await().atMost(SOON).until(() -> said("edge-1", "ending.test").size() == 1);
        assertThat(said("edge-1", "ending.test").getFirst().days()).isEqualTo(14);
        given().get("/certificates/ending.test").then().body("expiresWithinDays", equalTo(14));
        given().get("/certificates/example.test").then().body("expiresWithinDays", equalTo(null));
        given().get("/q/metrics").then().body(containsString("rehome_edge_certificates_expiring{days=\"14\"}"));
    }

    @Test
    @DisplayName("C9: it is announced once, however often the edge looks and starts")
    void once(@TempDir Path data) throws Exception {
        LabIdentity identity = identity("once.test", 5);
        new CertificateStore(data, Clock.systemUTC())
                .put(Domain.parse("once.test"), new Credential(identity.chain(), identity.key()));
        for (int starts = 1; starts <= 3; starts++) {
            MeterRegistry registry = new SimpleMeterRegistry();
            Edge other = start(data, registry);
            await().atMost(SOON)
                    .until(() ->
                            registry.find("rehome.edge.certificates.expiring").gauge() != null);
            other.stop(new ShutdownEvent());
        }
        // its last word: all that it said before is there too
        await().atMost(SOON).until(() -> stopped() == 3);
        assertThat(said("edge-9", "once.test"))
                .extracting(CertificateExpiring::days)
                .containsExactly(7);
    }

    private long stopped() {
        return edges.events(Topics.EDGES).stream()
                .filter(event ->
                        event instanceof EdgeStopped stopped && stopped.edge().equals("edge-9"))
                .count();
    }

    private Edge start(Path data, MeterRegistry registry) throws Exception {
        EdgeSettings own = new SmallRyeConfigBuilder()
                .withMapping(EdgeSettings.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "rehome.data", data.toString(),
                                "rehome.kafka.bootstrap-servers",
                                        settings.kafka().bootstrapServers(),
                                "rehome.edge.id", "edge-9",
                                "rehome.edge.s2s-host", "127.0.0.1",
                                "rehome.edge.s2s-port", "0",
                                "rehome.edge.certificate-scan", "100ms",
                                "rehome.edge.trust-public-authorities", "false"),
                        "other",
                        500))
                .build()
                .getConfigMapping(EdgeSettings.class);
        Vertx apart = Vertx.vertx();
        keep(() -> apart.close().toCompletionStage().toCompletableFuture().join());
        Edge other = new Edge(own, new EdgeMetrics(registry), apart);
        other.start(new StartupEvent());
        await().atMost(SOON).until(other::ready);
        return other;
    }
}
