package org.rehome.gateway.api;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.EdgeStarted;
import org.rehome.contracts.event.EdgeEvent.EdgeStopped;
import org.rehome.contracts.event.EdgeEvent.PartnerProbed;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;
import org.rehome.gateway.world.SuiteKafka;
import org.rehome.gateway.world.World;

@QuarkusTest
@QuarkusTestResource(SuiteKafka.class)
@DisplayName("/partners/{domain}/probe")
class ProbeApiTest {
    private static final Domain PARTNER = Domain.parse("probed.test");
    private static final String PATH = "/partners/probed.test";

    @Inject
    RunningGateway gateway;

    private World world;

    @BeforeEach
    void ready() {
        world = World.ready();
        given().contentType(ContentType.JSON)
                .body("{\"partnerType\": \"Federated\"}")
                .put(PATH)
                .then()
                .statusCode(not(equalTo(400)));
    }

    @AfterEach
    void noEdgeIsLeft() {
        world.publish(new EdgeStopped("edge-7", "edge7.test", 5269));
        await().until(() -> gateway.get().known().edges().running().isEmpty());
    }

    private void edge() {
        world.publish(new EdgeStarted("edge-7", "edge7.test", 5269, false));
        await().until(() -> gateway.get().known().edges().running().contains("edge-7"));
    }

    /// What the edge says, whenever it is asked within the next hours.
    private void finds(ProbeOutcome outcome, String reason, Duration later) {
        Instant ordered = Instant.now().plus(later);
        ProbeStep step = new ProbeStep("identity", outcome, reason, "expired yesterday", "Ask it to renew it.", 3);
        for (Domain local : gateway.get().known().domains().all()) {
            world.publish(new PartnerProbed(
                    "edge-7", local, PARTNER, ordered, ordered, outcome, reason, null, List.of(step), null));
        }
    }

    private static ValidatableResponse probe() {
        return given().post(PATH + "/probe").then();
    }

    @Test
    @DisplayName("is of a partner that exists, and of edges that run")
    void needsPartnerAndEdge() {
        given().post("/partners/nobody.test/probe").then().statusCode(404);
        given().get("/partners/nobody.test/probe").then().statusCode(404);
        probe().statusCode(409).body("detail", containsString("no edge is running"));
        edge();
        given().queryParam("local", "foreign.test")
                .post(PATH + "/probe")
                .then()
                .statusCode(422)
                .body("detail", containsString("foreign.test is none of our domains"));
    }

    @Test
    @DisplayName("a pool's test user that cannot write to the contact is told beside the edges, and counts")
    void testUser() {
        edge();
        finds(ProbeOutcome.Passed, "ok", Duration.ofHours(3));
        await().untilAsserted(() ->
                probe().statusCode(200).body("outcome", equalTo("Passed")).body("$", not(hasKey("pools"))));

        for (int i = 0; i < 2; i++) {
            given().queryParam("local", "example.test")
                    .queryParam("contact", "julia@probed.test")
                    .post(PATH + "/probe")
                    .then()
                    .statusCode(200)
                    .body("outcome", equalTo("Failed"))
                    .body("reason", equalTo("pool-unreachable"))
                    .body("edges[0].outcome", equalTo("Passed"))
                    .body("pools", hasSize(1))
                    .body("pools[0].pool", equalTo("new"))
                    .body("pools[0].user", equalTo("alice@example.test"))
                    .body("pools[0].contact", equalTo("julia@probed.test"))
                    .body("pools[0].before", i == 0 ? nullValue() : equalTo("Failed"))
                    .body("pools[0].steps.step", contains("login", "message", "presence"))
                    .body("pools[0].steps.outcome", contains("Failed", "NotTried", "NotTried"))
                    .body("pools[0].steps[0].advice", containsString("test-users"));
        }
        given().queryParam("local", "example.test")
                .get(PATH + "/probe")
                .then()
                .statusCode(200)
                .body("reason", equalTo("pool-unreachable"))
                .body("pools[0].reason", equalTo("pool-unreachable"));
    }

    @Test
    @DisplayName("a contact is an account of the partner's")
    void wrongContact() {
        edge();
        given().queryParam("contact", "probed.test")
                .post(PATH + "/probe")
                .then()
                .statusCode(400)
                .body("detail", containsString("user@domain"));
        given().queryParam("contact", "julia@elsewhere.test")
                .post(PATH + "/probe")
                .then()
                .statusCode(422)
                .body("detail", containsString("julia@elsewhere.test is none of this partner's"));
    }

    @Test
    @DisplayName("a closed way is told with its reason and advice, and keeps the partner from being enabled")
    void closed() {
        edge();
        finds(ProbeOutcome.Failed, "certificate-expired", Duration.ofHours(1));
        probe().statusCode(200)
                .body("outcome", equalTo("Failed"))
                .body("reason", equalTo("certificate-expired"))
                .body("edges", hasSize(1))
                .body("edges[0].edge", equalTo("edge-7"))
                .body("edges[0].steps[0].advice", equalTo("Ask it to renew it."))
                .body("missing", empty());
        given().get(PATH + "/probe").then().statusCode(200).body("reason", equalTo("certificate-expired"));
        given().contentType(ContentType.JSON)
                .body("{}")
                .post(PATH + "/enable")
                .then()
                .statusCode(422)
                .body("detail", containsString("probe: edge-7: certificate-expired, expired yesterday"));

        finds(ProbeOutcome.Warning, "ping-elsewhere", Duration.ofHours(2));
        await().untilAsserted(() -> probe().statusCode(200).body("outcome", equalTo("Warning")));
        given().contentType(ContentType.JSON)
                .body("{}")
                .post(PATH + "/enable")
                .then()
                .body("toString()", not(containsString("probe: ")));
    }
}
