package org.rehome.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.gateway.world.SuiteKafka;
import org.rehome.gateway.world.World;
import org.rehome.rest.OpenApiGaps;

@QuarkusTest
@QuarkusTestResource(SuiteKafka.class)
@DisplayName("/routes, /links, /events")
class RoutesApiTest {
    private World world;

    @BeforeEach
    void ready() {
        world = World.ready();
    }

    private static void put(String domain, String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .put("/partners/" + domain)
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse explain(String query) {
        return given().get("/routes/explain?" + query).then();
    }

    @Test
    @DisplayName("a route is explained by its rule and its facts, with the way back")
    void explained() {
        put("explained.test", "{\"partnerType\": \"Federated\"}");
        world.policy("routes", true, true);
        world.homed("ex1@example.test", World.NEW, 7, "routes");
        await().untilAsserted(() -> explain("from=ex1@example.test/desk&to=bob@explained.test")
                .statusCode(200)
                .body("route.facts.home.epoch", equalTo(7)));

        explain("from=ex1@example.test/desk&to=bob@explained.test")
                .body("route.direction", equalTo("outbound"))
                .body("route.route", equalTo("legacy-gateway"))
                .body("route.note", containsString("legacy-gateway-not-linked"))
                .body("route.rule", equalTo("legacy-partner"))
                .body("route.facts.home.state", equalTo("homed"))
                .body("route.facts.home.pool", equalTo("new"))
                .body("route.facts.partner.state", equalTo("legacy"))
                .body("route.facts.partner.version", equalTo(1))
                .body("route.facts.policy.policy", equalTo("routes"))
                .body("route.facts.policy.scope", equalTo("user"))
                .body("reverse.direction", equalTo("inbound"))
                .body("reverse.rule", equalTo("partner-not-enabled"))
                .body("reverse.condition", equalTo("service-unavailable"));

        given().contentType(ContentType.JSON)
                .post("/partners/explained.test/enable")
                .then()
                .statusCode(200);
        explain("from=ex1@example.test&to=bob@explained.test")
                .body("route.rule", equalTo("not-confirming"))
                .body("route.facts.partner.confirming", equalTo(false))
                .body("reverse.route", equalTo("pool"))
                .body("reverse.pool", equalTo("new"));

        world.confirming("explained.test", true);
        await().untilAsserted(() -> explain("from=ex1@example.test&to=bob@explained.test")
                .body("route.route", equalTo("edge"))
                .body("route.rule", equalTo("partner-enabled")));
        explain("from=ex1@example.test&to=bob@explained.test&kind=presence&pool=legacy")
                .body("route.route", equalTo("drop"))
                .body("route.rule", equalTo("presence-from-other-pool"))
                .body("route.because", notNullValue());
        explain("from=bob@explained.test&to=ex1@example.test")
                .body("route.direction", equalTo("inbound"))
                .body("reverse.direction", equalTo("outbound"));
        explain("from=bob@explained.test&to=conference.example.test&kind=iq-request")
                .body("route.rule", equalTo("domain-answers"))
                .body("route.pool", equalTo("legacy"))
                .body("route.facts.home.domain", equalTo("example.test"))
                .body("route.facts.policy.verdict", equalTo("not-a-user"));

        world.publish(new UserMoving(Jid.parse("ex1@example.test"), World.NEW, World.LEGACY, 8, "m-ex", null));
        await().untilAsserted(() -> explain("from=bob@explained.test&to=ex1@example.test")
                .body("route.route", equalTo("hold"))
                .body("route.facts.home.state", equalTo("moving"))
                .body("route.facts.home.movingTo", equalTo("legacy"))
                .body("route.facts.home.move", equalTo("m-ex")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            from=a@example.test                                          | to    | it is missing
            to=a@example.test                                            | from  | it is missing
            from=@example.test&to=b@partner.test                         | from  | it is empty
            from=a@example.test&to=b@@partner.test                       | to    | not an address
            from=a@example.test&to=b@second.test                         | to    | both addresses are local
            from=a@elsewhere.test&to=b@partner.test                      | from  | neither address is at a local domain
            from=a@example.test&to=b@partner.test&kind=letter            | kind  | "letter" is none of message, message-error
            from=a@example.test&to=b@partner.test&pool=third             | pool  | there is no pool "third"
            from=a@example.test&to=b@partner.test&via=pigeon             | via   | "pigeon" is neither edge nor legacy-gateway
            from=a@example.test&to=b@partner.test&via=legacy-gateway     | via   | no legacy gateway is linked
            """)
    void badQuestionsAreNamed(String query, String field, String reason) {
        explain(query)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field))
                .body("detail", containsString(reason));
    }

    @Test
    @DisplayName("links are listed with their state, and no secret")
    void links() {
        put("linked.test", "{}");
        await().untilAsserted(() -> given().get("/links")
                .then()
                .statusCode(200)
                .body("findAll { it.stream == 'injection' }.pool", hasItems("legacy", "new"))
                .body("findAll { it.name == 'linked.test' }.pool", everyItem(is("new")))
                .body("findAll { it.name == 'linked.test' }.state", hasItem("open")));

        assertThat(given().get("/links").asString())
                .doesNotContain(World.SECRET)
                .contains("gateway-1.example.test");
    }

    @Test
    @DisplayName("events are followed as server-sent events, as CloudEvents")
    void events() throws IOException, InterruptedException {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<java.util.stream.Stream<String>> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + "/events"))
                            .build(),
                    HttpResponse.BodyHandlers.ofLines());
            Thread reader = Thread.ofVirtual().start(() -> response.body().forEach(lines::add));
            await().until(() -> lines.stream().anyMatch(line -> line.contains("following")));

            put("followed.test", "{}");
            await().until(() -> lines.stream()
                    .anyMatch(line -> line.startsWith("data:")
                            && line.contains("org.rehome.PartnerConfigured")
                            && line.contains("\"subject\":\"partner/followed.test\"")
                            && line.contains("\"source\":\"/gateway/gateway-1\"")));
            client.shutdownNow();
            reader.join(Duration.ofSeconds(5));
        }
    }

    @Test
    @DisplayName("health, metrics and the API's description are there")
    void operations() {
        given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("facts"));
        given().get("/q/health/live").then().statusCode(200);
        assertThat(given().get("/q/metrics").asString())
                .contains("rehome_gateway_links_open{stream=\"injection\"")
                .contains("rehome_gateway_held")
                .contains("rehome_gateway_barriers_total");
        Map<String, Object> paths = given().accept(ContentType.JSON)
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .path("paths");
        assertThat(paths).containsKeys("/partners/{domain}", "/partners/{domain}/enable", "/links", "/routes/explain");
    }

    @Test
    @DisplayName("each answer is shown by an example in the API's description, and each problem")
    void answersDescribed() {
        assertThat(OpenApiGaps.of(given().get("/q/openapi?format=json").as(JsonNode.class)))
                .isEmpty();
    }
}
