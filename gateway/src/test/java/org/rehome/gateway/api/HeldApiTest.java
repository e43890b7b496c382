package org.rehome.gateway.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.gateway.world.SuiteKafka;
import org.rehome.gateway.world.World;
import org.rehome.lab.ledger.LedgerReport;

@QuarkusTest
@QuarkusTestResource(SuiteKafka.class)
@DisplayName("/held")
class HeldApiTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private World world;

    @BeforeEach
    void ready() {
        world = World.ready();
    }

    private static void partner(String domain) {
        given().contentType(ContentType.JSON)
                .body("{\"partnerType\": \"Federated\", \"additionalDomains\": [\"chat." + domain + "\"]}")
                .put("/partners/" + domain)
                .then()
                .statusCode(201);
        post("/partners/" + domain + "/enable", "{\"force\": true}").statusCode(200);
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private static ValidatableResponse held(String query) {
        return given().get("/held?" + query).then().statusCode(200);
    }

    /// A user whose lane waits, because she moves.
    private void moving(String user) {
        world.homed(user, World.LEGACY, 1, null);
        await().untilAsserted(() -> given().get("/routes/explain?to=x@partner.test&from=" + user)
                .then()
                .body("route.facts.home.state", equalTo("homed")));
        world.quiesce(user, World.LEGACY, World.NEW, 2);
    }

    private LedgerReport settled() throws InterruptedException {
        assertThat(world.ledger().settle(SOON, Duration.ofMillis(300))).isTrue();
        return world.ledger().report();
    }

    @Test
    @DisplayName("what waits is listed without its body, goes back by an order, and the move goes on")
    void listedAndReturned() throws InterruptedException {
        partner("held.test");
        moving("he1@example.test");
        for (int i = 0; i < 3; i++) {
            world.fromPartner("peer@held.test", "he1@example.test");
        }
        await().atMost(SOON).untilAsserted(() -> held("direction=inbound&partner=chat.held.test&user=he1@example.test")
                .body("items", hasSize(3))
                .body("items.id", everyItem(startsWith("inbound/")))
                .body("items.direction", everyItem(is("inbound")))
                .body("items.lane", everyItem(is("he1@example.test")))
                .body("items.sender", everyItem(is("peer@held.test/pc")))
                .body("items.recipient", everyItem(is("he1@example.test")))
                .body("items.kind", everyItem(is("message")))
                .body("items.why", everyItem(is("user-moving")))
                .body("next", nullValue()));
        assertThat(given().get("/held").asString()).contains("he1@example.test").doesNotContain("<", "body");

        Instant before = Instant.now();
        String ordered = post("/held/return", "{\"direction\": \"inbound\", \"lane\": \"he1@example.test\"}")
                .statusCode(202)
                .body("order", equalTo("return"))
                .body("direction", equalTo("inbound"))
                .body("lane", equalTo("he1@example.test"))
                .body("partner", nullValue())
                .extract()
                .path("before");
        assertThat(Instant.parse(ordered)).isBetween(before, Instant.now());
        assertThat(settled().returnedByReason()).containsOnly(entry("operator", 3L));
        assertThat(new String(world.outboundTo("held.test").getFirst().xml(), UTF_8))
                .contains("<recipient-unavailable ");
        await().atMost(SOON).untilAsserted(() -> held("user=he1@example.test").body("items", empty()));

        world.fromPartner("peer@held.test", "he1@example.test");
        world.publish(new UserHomed(Jid.parse("he1@example.test"), World.NEW, 3, null));
        assertThat(settled().delivered())
                .as("what comes after the order waits for her")
                .isEqualTo(1);
        assertThat(given().get("/q/metrics").asString())
                .contains("rehome_gateway_returned_total{direction=\"inbound\",reason=\"operator\"} 3.0");
    }

    @Test
    @DisplayName("what waits is listed in pages, by direction and by lane")
    void pages() throws InterruptedException {
        partner("pages.test");
        moving("he4@example.test");
        for (int i = 0; i < 3; i++) {
            world.fromPartner("peer@pages.test", "he4@example.test");
        }
        await().atMost(SOON).untilAsserted(() -> held("partner=pages.test").body("items", hasSize(3)));
        List<String> all = held("lane=he4@example.test").extract().path("items.id");
        ValidatableResponse first = held("lane=he4@example.test&limit=2");
        assertThat(first.extract().<List<String>>path("items.id")).isEqualTo(all.subList(0, 2));
        assertThat(first.extract().<String>path("next")).isEqualTo(all.get(1));
        held("lane=he4@example.test&limit=2&after=" + all.get(1))
                .body("items.id", equalTo(all.subList(2, 3)))
                .body("next", nullValue());
        held("lane=he4@example.test&direction=outbound").body("items", empty());
        held("lane=nobody@example.test").body("items", empty());
        world.publish(new UserHomed(Jid.parse("he4@example.test"), World.NEW, 3, null));
        assertThat(settled().lost()).isZero();
    }

    @Test
    @DisplayName("an order about a partner concerns that partner's stanzas and no others")
    void byPartner() throws InterruptedException {
        partner("goes.test");
        partner("stays.test");
        moving("he2@example.test");
        moving("he3@example.test");
        world.fromPartner("peer@chat.goes.test", "he2@example.test");
        world.fromPartner("peer@stays.test", "he3@example.test");
        await().atMost(SOON).untilAsserted(() -> held("direction=inbound")
                .body("items.sender", hasItems("peer@chat.goes.test/pc", "peer@stays.test/pc")));
        post("/held/return", "{\"direction\": \"inbound\", \"partner\": \"chat.goes.test\"}")
                .statusCode(202)
                .body("partner", equalTo("goes.test"));
        world.publish(new UserHomed(Jid.parse("he3@example.test"), World.NEW, 3, null));
        LedgerReport report = settled();
        assertThat(report.returnedByReason()).containsOnly(entry("operator", 1L));
        assertThat(report.delivered()).isEqualTo(1);
        await().atMost(SOON).untilAsserted(() -> held("partner=goes.test").body("items", empty()));
        world.publish(new UserHomed(Jid.parse("he2@example.test"), World.NEW, 3, null));
    }

    @Test
    @DisplayName("what waits for a pause may be released; what waits for something else may not, and it is said why")
    void released() {
        partner("waits.test");
        post("/held/release", "{\"direction\": \"outbound\", \"partner\": \"waits.test\"}")
                .statusCode(422)
                .body("precondition", equalTo("paused"))
                .body("detail", containsString("not paused"));
        post("/held/release", "{\"direction\": \"inbound\", \"partner\": \"waits.test\"}")
                .statusCode(422)
                .body("precondition", equalTo("outbound"))
                .body("detail", containsString("a user who moves"));

        post("/partners/waits.test/pause", "{}").statusCode(200);
        post("/held/release", "{\"direction\": \"outbound\", \"partner\": \"chat.waits.test\"}")
                .statusCode(202)
                .body("order", equalTo("release"))
                .body("partner", equalTo("waits.test"));
        post("/held/release", "{\"direction\": \"outbound\", \"lane\": \"Example.test>chat.waits.test\"}")
                .statusCode(202)
                .body("lane", equalTo("example.test>chat.waits.test"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            direction=sideways            | direction | "sideways" is none of inbound, outbound and legacy
            partner=nowhere.test          | partner   | there is no partner "nowhere.test"
            partner=a@b                   | partner   | a@b
            user=a@example.test/desk      | user      | not a bare address
            user=@                        | user      | it is empty
            after=inbound                 | after     | "inbound" is no id of a held stanza
            limit=0                       | limit     | 0 is not from 1 to 1000
            """)
    @DisplayName("a list that cannot be is refused by the field")
    void badFilters(String query, String field, String reason) {
        given().get("/held?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field))
                .body("detail", containsString(reason));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                       | direction | it is missing
            {"direction": "up", "partner": "a.test"}                                 | direction | none of inbound, outbound
            {"direction": "inbound"}                                                 | partner   | neither a partner nor
            {"direction": "inbound", "partner": "a.test", "lane": "a@example.test"}  | lane      | the one or the other
            {"direction": "inbound", "partner": "nowhere.test"}                      | partner   | there is no partner
            {"direction": "inbound", "lane": "a@example.test/desk"}                  | lane      | not a bare address
            {"direction": "inbound", "lane": "a@nowhere.test"}                       | lane      | at no local domain
            {"direction": "inbound", "lane": "example.test>nowhere.test"}            | lane      | example.test>nowhere
            {"direction": "outbound", "lane": "a@example.test"}                      | lane      | no pair of domains
            {"direction": "outbound", "lane": "example.test>nowhere.test"}           | lane      | belongs to no partner
            {"direction": "outbound", "lane": "nowhere.test>example.test"}           | lane      | is no local domain
            {"direction": "inbound", "who": "a@example.test"}                        | who       | unknown member
            """)
    @DisplayName("an order that names nothing, too much or a stranger is refused by the field")
    void badOrders(String body, String field, String reason) {
        for (String order : List.of("/held/return", "/held/release")) {
            post(order, body)
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("field", equalTo(field))
                    .body("detail", containsString(reason));
        }
    }

    @Test
    @DisplayName("an order without a body is refused")
    void noBody() {
        given().contentType(ContentType.JSON)
                .post("/held/return")
                .then()
                .statusCode(400)
                .body("detail", containsString("a partner or a lane"));
    }

    @Test
    @DisplayName("is in the API's description")
    void described() {
        given().get("/q/openapi?format=json")
                .then()
                .body("paths.keySet()", hasItems("/held", "/held/return", "/held/release"));
    }
}
