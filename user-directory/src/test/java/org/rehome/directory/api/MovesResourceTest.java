package org.rehome.directory.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
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
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.directory.TestGateway;
import org.rehome.directory.bus.LinkFacts;

@QuarkusTest
@DisplayName("/moves")
class MovesResourceTest extends ApiTest {
    private static final PoolName LEGACY = new PoolName("legacy");
    private static final PoolName NEW = new PoolName("new");
    private static final PoolName THIRD = new PoolName("third");
    private static final Jid ALICE = Jid.parse("alice@example.test");
    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    LinkFacts links;

    TestGateway gateway;

    @BeforeEach
    void openLinks() {
        register("legacy", "example.test");
        register("new", "example.test");
        register("third", "example.test");
        gateway = new TestGateway(config.kafka().bootstrapServers());
        List.of(LEGACY, NEW, THIRD).forEach(gateway::open);
        await().atMost(LONG).until(() -> links.isOpen(LEGACY) && links.isOpen(NEW) && links.isOpen(THIRD));
    }

    @AfterEach
    void closeGateway() {
        gateway.close();
    }

    @Test
    @DisplayName("move one user: she leaves, the gateway quiesces her lane, she arrives")
    void one() {
        create("alice@example.test", "legacy");
        String move = begin("{\"users\":[\"alice@example.test\"],\"target\":\"new\"}");
        awaitEnd(move)
                .body("state", equalTo("completed"))
                .body("target", equalTo("new"))
                .body("total", equalTo(1))
                .body("moved", equalTo(1))
                .body("failed", equalTo(0))
                .body("forced", equalTo(false))
                .body("completedAt", notNullValue())
                .body("perSecond.toFloat()", greaterThan(0f));
        given().get("/users/alice@example.test")
                .then()
                .body("pool", equalTo("new"))
                .body("epoch", equalTo(3))
                .body("state", equalTo("homed"));
        given().get("/moves/{id}/users", move)
                .then()
                .body("items.user", contains("alice@example.test"))
                .body("items[0].from", equalTo("legacy"))
                .body("items[0].to", equalTo("new"))
                .body("items[0].state", equalTo("moved"))
                .body("items[0].holdMillis.toInteger()", greaterThanOrEqualTo(0));
        await().atMost(LONG).untilAsserted(() -> assertThat(gateway.read)
                .containsSubsequence(
                        new UserHomed(ALICE, LEGACY, 1, null),
                        new UserMoving(ALICE, LEGACY, NEW, 2, move, null),
                        new UserHomed(ALICE, NEW, 3, null)));
    }

    @Test
    @DisplayName("move a selection and skip who lives there already, with the reason")
    void selection() {
        create("alice@example.test", "legacy");
        create("bob@example.test", "new");
        String move = begin("{\"users\":[\"alice@example.test\",\"bob@example.test\"],\"target\":\"new\"}");
        awaitEnd(move).body("total", equalTo(1)).body("moved", equalTo(1)).body("skipped", equalTo(1));
        given().get("/moves/{id}/users?state=skipped", move)
                .then()
                .body("items.user", contains("bob@example.test"))
                .body("items[0].reason", containsString("lives on pool new already"));
    }

    @Test
    @DisplayName("move everybody, more than the window holds, and bring each back to where she came from")
    void everybodyAndBack() {
        String csv = IntStream.range(0, 60)
                .mapToObj(i -> "user%02d@example.test,%s\n".formatted(i, i < 40 ? "legacy" : "third"))
                .collect(Collectors.joining("", "jid,pool\n", ""));
        importCsv(csv).statusCode(200);
        gateway.answerWith(moving -> List.of());
        String move = begin("{\"all\":true,\"target\":\"new\"}");
        await().atMost(LONG).until(() -> moving(move).size() == 10);
        given().get("/moves/{id}/users?state=moving", move).then().body("items", hasSize(10));
        given().get("/moves/{id}/users?state=pending", move).then().body("items", hasSize(50));
        gateway.answerRight();
        moving(move).forEach(user -> gateway.answer(new UserQuiesced(move, user, 2, "gateway-1")));
        awaitEnd(move).body("state", equalTo("completed")).body("moved", equalTo(60));
        given().get("/users?pool=new").then().body("items", hasSize(60));
        given().get("/moves/{id}/users?limit=50", move)
                .then()
                .body("items", hasSize(50))
                .body("next", equalTo("user49@example.test"));
        given().get("/moves/{id}/users?limit=50&after=user49@example.test", move)
                .then()
                .body("items", hasSize(10))
                .body("next", nullValue());

        String back = given().post("/moves/{id}/reverse", move)
                .then()
                .statusCode(202)
                .body("reverses", equalTo(move))
                .body("target", equalTo("legacy"))
                .extract()
                .path("id");
        awaitEnd(back).body("state", equalTo("completed")).body("moved", equalTo(60));
        given().get("/users?pool=legacy").then().body("items", hasSize(40));
        given().get("/users?pool=third").then().body("items", hasSize(20)).body("items[0].epoch", equalTo(5));
        given().get("/moves").then().body("items.id", contains(back, move));
        given().get("/moves?limit=1").then().body("items.id", contains(back)).body("next", equalTo(back));
        given().get("/moves?limit=1&after={id}", back).then().body("items.id", contains(move));
        given().post("/moves/{id}/reverse", move).then().statusCode(422).body("precondition", equalTo("users"));
    }

    /// Who are on their way in a move, as far as the gateway knows.
    private List<Jid> moving(String move) {
        return gateway.read.stream()
                .filter(event ->
                        event instanceof UserMoving moving && moving.move().equals(move))
                .map(UserEvent::user)
                .distinct()
                .toList();
    }

    @Test
    @DisplayName("put a user back whose lane nobody quiesces in time, with the reason, and go on with the others")
    void timeOut() {
        create("alice@example.test", "legacy");
        create("bob@example.test", "legacy");
        gateway.silentFor.add(ALICE);
        String move = begin("{\"fromPool\":\"legacy\",\"target\":\"new\"}");
        given().post("/moves/{id}/reverse", move).then().statusCode(409).body("detail", containsString("is running"));
        awaitMoving("alice@example.test");
        given().delete("/users/alice@example.test").then().statusCode(409);
        json().body("{\"all\":true,\"target\":\"third\"}")
                .post("/moves")
                .then()
                .statusCode(409)
                .body("detail", containsString("alice@example.test"))
                .body("detail", containsString(move));
        awaitEnd(move)
                .body("state", equalTo("completed-with-failures"))
                .body("moved", equalTo(1))
                .body("failed", equalTo(1));
        given().get("/moves/{id}/users?state=failed", move)
                .then()
                .body("items.user", contains("alice@example.test"))
                .body("items[0].reason", containsString("no gateway has quiesced her lane within 5 s"));
        given().get("/users/alice@example.test")
                .then()
                .body("pool", equalTo("legacy"))
                .body("epoch", equalTo(3))
                .body("state", equalTo("homed"));
        gateway.answer(new UserQuiesced(move, ALICE, 2, "gateway-1"));
        awaitStale(1);
        given().get("/users/alice@example.test").then().body("pool", equalTo("legacy"));
    }

    @Test
    @DisplayName("ignore and count answers of another epoch, and wait for the right one")
    void staleAnswers() {
        create("alice@example.test", "legacy");
        double before = stale();
        gateway.answerWith(moving -> List.of(
                new UserQuiesced(moving.move(), moving.user(), moving.epoch() - 1, "gateway-1"),
                new UserQuiesced("another", moving.user(), moving.epoch(), "gateway-1"),
                new UserQuiesced(moving.move(), moving.user(), moving.epoch(), "gateway-1"),
                new UserQuiesced(moving.move(), moving.user(), moving.epoch(), "gateway-1")));
        String move = begin("{\"users\":[\"alice@example.test\"],\"target\":\"new\"}");
        awaitEnd(move).body("moved", equalTo(1));
        given().get("/users/alice@example.test")
                .then()
                .body("pool", equalTo("new"))
                .body("epoch", equalTo(3));
        // the other topic's partition may be read before or after; three of the four are stale in the end
        await().atMost(LONG).until(() -> stale() >= before + 3);
    }

    @Test
    @DisplayName("publish a policy's change while a user moves with the same epoch, and go on")
    void grantedWhileMoving() {
        create("alice@example.test", "legacy");
        json().body("{\"enableFederationAccess\":true,\"enableXmppAccess\":true}")
                .put("/policies/staff")
                .then()
                .statusCode(201);
        gateway.silentFor.add(ALICE);
        String move = begin("{\"users\":[\"alice@example.test\"],\"target\":\"new\"}");
        awaitMoving("alice@example.test");
        json().body("{\"users\":[\"alice@example.test\"]}")
                .post("/policies/staff/grant")
                .then()
                .statusCode(200);
        gateway.answer(new UserQuiesced(move, ALICE, 2, "gateway-1"));
        awaitEnd(move).body("moved", equalTo(1));
        await().atMost(LONG).untilAsserted(() -> assertThat(gateway.read)
                .containsSubsequence(
                        new UserMoving(ALICE, LEGACY, NEW, 2, move, null),
                        new UserMoving(ALICE, LEGACY, NEW, 2, move, "staff"),
                        new UserHomed(ALICE, NEW, 3, "staff")));
    }

    @Test
    @DisplayName("are refused before anything is written: unknown pool or user, same pool, nobody, both, malformed")
    void refused() {
        create("alice@example.test", "new");
        refused("{\"all\":true,\"target\":\"none\"}", 422, "there is no pool \"none\"");
        refused("{\"fromPool\":\"none\",\"target\":\"new\"}", 422, "there is no pool \"none\"");
        refused("{\"users\":[\"alice@example.test\"],\"target\":\"new\"}", 422, "move to the same pool");
        refused("{\"fromPool\":\"new\",\"target\":\"new\"}", 422, "move to the same pool");
        refused("{\"fromPool\":\"legacy\",\"target\":\"new\"}", 422, "nobody to move");
        refused("{\"all\":true,\"target\":\"new\"}", 422, "nobody to move");
        refused(
                "{\"users\":[\"alice@example.test\",\"none@example.test\"],\"target\":\"legacy\"}",
                422,
                "not in the directory: [none@example.test]");
        refused("{\"users\":[\"alice\"],\"target\":\"legacy\"}", 400, "users[0]");
        refused(
                "{\"users\":[\"alice@example.test\",\"ALICE@example.test\"],\"target\":\"legacy\"}",
                400,
                "duplicate user");
        refused("{\"users\":[],\"target\":\"legacy\"}", 400, "is empty");
        refused("{\"users\":[null],\"target\":\"legacy\"}", 400, "users[0]");
        refused("{\"all\":true,\"fromPool\":\"new\",\"target\":\"legacy\"}", 400, "exactly one");
        refused("{\"target\":\"legacy\"}", 400, "exactly one");
        refused("{\"all\":true}", 400, "target");
        refused("{\"all\":true,\"target\":\"Le Gacy\"}", 400, "target");
        given().get("/moves").then().body("items", hasSize(0));
        given().get("/moves/none").then().statusCode(404);
        given().get("/moves/none/users").then().statusCode(404);
        given().post("/moves/none/reverse").then().statusCode(404);
        given().get("/moves/none/users?state=gone").then().statusCode(400).body("field", equalTo("state"));
    }

    @Test
    @DisplayName("are refused when no gateway is linked to the target, except by force, which is recorded")
    void noLink() {
        create("alice@example.test", "legacy");
        gateway.lose(NEW);
        await().atMost(LONG).until(() -> !links.isOpen(NEW));
        json().body("{\"all\":true,\"target\":\"new\"}")
                .post("/moves")
                .then()
                .statusCode(422)
                .body("precondition", equalTo("link"));
        String move = begin("{\"all\":true,\"target\":\"new\",\"force\":true}");
        awaitEnd(move).body("forced", equalTo(true)).body("moved", equalTo(1));
    }

    @Test
    @DisplayName("are refused when the target does not serve the user's domain")
    void domain() {
        register("other", "other.test");
        create("zoe@other.test", "other");
        json().body("{\"users\":[\"zoe@other.test\"],\"target\":\"new\"}")
                .post("/moves")
                .then()
                .statusCode(422)
                .body("precondition", equalTo("domain"))
                .body("detail", containsString("zoe@other.test"));
    }

    private static void refused(String body, int status, String reason) {
        json().body(body)
                .post("/moves")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("detail", containsString(reason));
    }

    private static String begin(String body) {
        ValidatableResponse response = json().body(body).post("/moves").then().statusCode(202);
        String id = response.extract().path("id");
        response.header("Location", endsWith("/moves/" + id));
        return id;
    }

    private static ValidatableResponse awaitEnd(String move) {
        await().atMost(LONG)
                .until(() -> !given().get("/moves/{id}", move).path("state").equals("running"));
        return given().get("/moves/{id}", move).then();
    }

    private static void awaitMoving(String jid) {
        await().atMost(LONG)
                .until(() -> given().get("/users/{jid}", jid).path("state").equals("moving"));
    }

    private static void awaitStale(int atLeast) {
        await().atMost(LONG).until(() -> stale() >= atLeast);
    }

    private static double stale() {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("rehome_directory_answers_stale_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
