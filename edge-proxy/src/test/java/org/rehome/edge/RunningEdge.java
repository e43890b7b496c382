package org.rehome.edge;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent;
import org.rehome.lab.certificate.LabAuthority;

/// Tests of the running service: it has a domain of ours, a certificate for it, and an authority that partners'
/// certificates come from.
abstract class RunningEdge {
    static final Duration SOON = Duration.ofSeconds(30);
    static final Domain LOCAL = Domain.parse("example.test");

    @Inject
    Edge edge;

    @Inject
    EdgeSettings settings;

    KafkaSettings kafka;
    EventPublisher facts;
    TopicTail edges;
    private final List<AutoCloseable> running = new ArrayList<>();
    private final LabAuthority authority;
    private final String authorityName;

    RunningEdge(LabAuthority authority, String authorityName) {
        this.authority = authority;
        this.authorityName = authorityName;
    }

    @BeforeEach
    void startFacts() throws Exception {
        kafka = new KafkaSettings(settings.kafka().bootstrapServers(), "test");
        facts = keep(new EventPublisher(kafka, "/test"));
        await().atMost(SOON).until(edge::ready);
        edges = keep(new TopicTail(kafka, Topics.EDGES));
        facts.publish(Topics.POOLS, new PoolEvent.DomainHomed(LOCAL, new PoolName("new"), 1))
                .get();
        given().post("/certificates/example.test/development").then().statusCode(201);
        given().contentType("application/x-pem-file")
                .body(authority.pem().getBytes(UTF_8))
                .put("/authorities/" + authorityName)
                .then()
                .statusCode(200);
    }

    /// Closes it at the end of the test, the last one first.
    <T extends AutoCloseable> T keep(T closeable) {
        running.addFirst(closeable);
        return closeable;
    }

    @AfterEach
    void closeKept() throws Exception {
        for (AutoCloseable each : running) {
            each.close();
        }
    }

    /// The S2S port of a partner.
    static int port(int number) {
        return ConfigProvider.getConfig().getValue("test.partner" + number + ".port", Integer.class);
    }
}
