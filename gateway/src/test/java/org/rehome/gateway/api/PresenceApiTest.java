package org.rehome.gateway.api;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.gateway.world.SuiteKafka;
import org.rehome.gateway.world.World;

@QuarkusTest
@QuarkusTestResource(SuiteKafka.class)
@DisplayName("/users/{jid}/presence/repair and /partners/{domain}/presence/repair, where no pool has a hook")
class PresenceApiTest {
    private World world;

    @BeforeEach
    void ready() {
        world = World.ready();
    }

    private static ValidatableResponse repair(String of) {
        return given().contentType(ContentType.JSON)
                .post(of + "/presence/repair")
                .then();
    }

    private static void awaitHome(String user, String state) {
        await().untilAsserted(() -> given().get("/routes/explain?to=x@partner.test&from=" + user)
                .then()
                .body("route.facts.home.state", equalTo(state)));
    }

    @Test
    @DisplayName("say of a user who is unknown, moving, on a pool without a hook, or no user what is to be done")
    void users() {
        repair("/users/nobody@example.test").statusCode(404).body("detail", containsString("nobody@example.test"));
        repair("/users/example.test").statusCode(400).body("field", equalTo("jid"));
        world.homed("repair1@example.test", World.LEGACY, 1, null);
        awaitHome("repair1@example.test", "homed");
        repair("/users/repair1@example.test")
                .statusCode(422)
                .body("precondition", equalTo("hook"))
                .body("detail", containsString("kind hook"));
        world.quiesce("repair1@example.test", World.LEGACY, World.NEW, 2);
        repair("/users/repair1@example.test").statusCode(409).body("detail", containsString("from pool legacy"));
    }

    @Test
    @DisplayName("say of a partner that is unknown, paused, or without a pool to ask what is to be done")
    void partners() {
        repair("/partners/no-repair.test").statusCode(404);
        given().contentType(ContentType.JSON)
                .body("{\"partnerType\": \"Federated\"}")
                .put("/partners/repairs.test")
                .then()
                .statusCode(201);
        repair("/partners/repairs.test").statusCode(422).body("precondition", equalTo("hook"));
        given().get("/partners/repairs.test/presence/repair").then().statusCode(404);
        given().contentType(ContentType.JSON)
                .body("{\"force\": true}")
                .post("/partners/repairs.test/enable")
                .then()
                .statusCode(200);
        given().contentType(ContentType.JSON)
                .post("/partners/repairs.test/pause")
                .then()
                .statusCode(200);
        repair("/partners/repairs.test").statusCode(409).body("detail", containsString("resume"));
    }
}
