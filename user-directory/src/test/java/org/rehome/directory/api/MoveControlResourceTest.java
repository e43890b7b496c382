package org.rehome.directory.api;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.TestGateway;
import org.rehome.directory.bus.LinkFacts;

@QuarkusTest
@DisplayName("A running move")
class MoveControlResourceTest extends ApiTest {
    private static final PoolName LEGACY = new PoolName("legacy");
    private static final PoolName NEW = new PoolName("new");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int USERS = 30;

    @Inject
    LinkFacts links;

    TestGateway gateway;

    @BeforeEach
    void openLinks() {
        register("legacy", "example.test");
        register("new", "example.test");
        importCsv(IntStream.range(0, USERS)
                        .mapToObj("user%02d@example.test,legacy\n"::formatted)
                        .collect(Collectors.joining("", "jid,pool\n", "")))
                .statusCode(200);
        gateway = new TestGateway(config.kafka().bootstrapServers());
        List.of(LEGACY, NEW).forEach(gateway::open);
        await().atMost(LONG).until(() -> links.isOpen(LEGACY) && links.isOpen(NEW));
    }

    @AfterEach
    void closeGateway() {
        gateway.close();
    }

    @Test
    @DisplayName("is slowed down, shows its progress, is paused and resumed, and let run")
    void steered() {
        String move = begin("{\"all\":true,\"target\":\"new\",\"usersPerSecond\":2}");
        await().atMost(LONG).until(() -> moved(move) >= 2);
        get(move)
                .body("state", equalTo("running"))
                .body("usersPerSecond", equalTo(2))
                .body("total", equalTo(USERS))
                .body("pending", greaterThan(10))
                .body("perSecond.toFloat()", greaterThan(0f))
                .body("secondsLeft", greaterThan(3))
                .body("estimatedEnd", notNullValue())
                .body("holdMillis.p50", notNullValue())
                .body("holdMillis.p99", notNullValue());
        given().post("/moves/{id}/pause", move).then().statusCode(200).body("state", equalTo("paused"));
        given().post("/moves/{id}/pause", move).then().statusCode(200).body("state", equalTo("paused"));
        await().atMost(LONG)
                .until(() -> given().get("/moves/{id}", move).path("moving").equals(0));
        int paused = moved(move);
        get(move).body("secondsLeft", nullValue()).body("pending", equalTo(USERS - paused));
        given().post("/moves/{id}/reverse", move).then().statusCode(409);
        json().body("{\"usersPerSecond\":1000}")
                .put("/moves/{id}/rate", move)
                .then()
                .statusCode(200)
                .body("state", equalTo("paused"))
                .body("usersPerSecond", equalTo(1000));
        given().delete("/moves/{id}/rate", move).then().statusCode(200).body("usersPerSecond", nullValue());
        org.assertj.core.api.Assertions.assertThat(moved(move)).isEqualTo(paused);
        given().post("/moves/{id}/resume", move).then().statusCode(200).body("state", equalTo("running"));
        awaitState(move, "completed")
                .body("moved", equalTo(USERS))
                .body("pending", equalTo(0))
                .body("holdMillis.p99", notNullValue());
        given().post("/moves/{id}/pause", move).then().statusCode(409).body("detail", containsString("is completed"));
    }

    @Test
    @DisplayName("is cancelled: who has not left stays, and can be moved again; the others can be brought back")
    void cancelled() {
        String move = begin("{\"all\":true,\"target\":\"new\",\"usersPerSecond\":2}");
        await().atMost(LONG).until(() -> moved(move) >= 2);
        given().post("/moves/{id}/cancel", move).then().statusCode(200);
        int moved = awaitState(move, "cancelled").extract().path("moved");
        get(move).body("cancelled", equalTo(USERS - moved)).body("failed", equalTo(0));
        given().post("/moves/{id}/cancel", move).then().statusCode(200).body("state", equalTo("cancelled"));
        given().get("/moves/{id}/users?state=cancelled&limit=1000", move).then().body("items", hasSize(USERS - moved));
        given().get("/users?pool=new&limit=1000").then().body("items", hasSize(moved));
        String back = given().post("/moves/{id}/reverse", move)
                .then()
                .statusCode(202)
                .body("total", equalTo(moved))
                .extract()
                .path("id");
        awaitState(back, "completed");
        given().get("/users?pool=legacy&limit=1000").then().body("items", hasSize(USERS));
    }

    @Test
    @DisplayName("can be tried: what it would do, and all that stands in its way, without anything changing")
    void dryRun() {
        create("zoe@example.test", "new");
        dryRun("{\"all\":true,\"target\":\"new\"}")
                .body("possible", equalTo(true))
                .body("total", equalTo(USERS))
                .body("skipped", equalTo(0))
                .body("ways.from", contains("legacy"))
                .body("ways.users", contains(USERS))
                .body("users", hasSize(USERS))
                .body("users[0].user", equalTo("user00@example.test"))
                .body("obstacles", hasSize(0));
        gateway.lose(NEW);
        await().atMost(LONG).until(() -> !links.isOpen(NEW));
        dryRun("{\"users\":[\"user00@example.test\",\"zoe@example.test\",\"nobody@example.test\"],\"target\":\"new\"}")
                .body("possible", equalTo(false))
                .body("total", equalTo(1))
                .body("skipped", equalTo(1))
                .body("obstacles.precondition", contains("users", "link"))
                .body("obstacles[0].reason", equalTo("not in the directory: [nobody@example.test]"))
                .body("obstacles.overridden", contains(false, false));
        dryRun("{\"all\":true,\"target\":\"new\",\"force\":true}")
                .body("possible", equalTo(true))
                .body("obstacles.overridden", contains(true));
        dryRun("{\"all\":true,\"target\":\"none\"}").body("obstacles.precondition", hasItems("pool"));
        given().get("/moves").then().body("items", hasSize(0));
        given().get("/users/user00@example.test").then().body("epoch", equalTo(1));
    }

    @Test
    @DisplayName("that takes another back can be tried too")
    void dryReverse() {
        String move = begin("{\"users\":[\"user00@example.test\"],\"target\":\"new\"}");
        awaitState(move, "completed");
        given().post("/moves/{id}/reverse?dryRun=true", move)
                .then()
                .statusCode(200)
                .body("possible", equalTo(true))
                .body("ways.from", contains("new"))
                .body("ways.to", contains("legacy"));
        given().post("/moves/none/reverse?dryRun=true").then().statusCode(404);
        given().get("/moves").then().body("items", hasSize(1));
    }

    @Test
    @DisplayName("is not steered when it is not there, or by what makes no sense; the problem names the field")
    void refused() {
        given().post("/moves/none/pause").then().statusCode(404);
        given().post("/moves/none/resume").then().statusCode(404);
        given().post("/moves/none/cancel").then().statusCode(404);
        given().delete("/moves/none/rate").then().statusCode(404);
        for (String body : List.of("{\"usersPerSecond\":0}", "{\"usersPerSecond\":-1}", "{}")) {
            json().body(body)
                    .put("/moves/none/rate")
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("field", equalTo("usersPerSecond"));
        }
        json().body("{\"all\":true,\"target\":\"new\",\"usersPerSecond\":0}")
                .post("/moves")
                .then()
                .statusCode(400)
                .body("field", equalTo("usersPerSecond"));
    }

    private static ValidatableResponse dryRun(String body) {
        return json().body(body).post("/moves?dryRun=true").then().statusCode(200);
    }

    private static String begin(String body) {
        return json().body(body).post("/moves").then().statusCode(202).extract().path("id");
    }

    private static ValidatableResponse get(String move) {
        return given().get("/moves/{id}", move).then().statusCode(200);
    }

    private static int moved(String move) {
        return get(move).extract().path("moved");
    }

    private static ValidatableResponse awaitState(String move, String state) {
        await().atMost(LONG)
                .until(() -> given().get("/moves/{id}", move).path("state").equals(state));
        return get(move);
    }
}
