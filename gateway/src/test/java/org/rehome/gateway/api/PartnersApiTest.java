package org.rehome.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.EdgeEvent.PartnerSpliced;
import org.rehome.contracts.event.FederationEvent.StragglerSeen;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.world.SuiteKafka;
import org.rehome.gateway.world.World;

@QuarkusTest
@QuarkusTestResource(SuiteKafka.class)
@DisplayName("/partners")
class PartnersApiTest {
    private World world;

    @BeforeEach
    void ready() {
        world = World.ready();
    }

    private static RequestSpecification json(String body) {
        return given().contentType(ContentType.JSON).body(body);
    }

    private static ValidatableResponse put(String domain, String body) {
        return json(body).put("/partners/" + domain).then();
    }

    private static ValidatableResponse step(String domain, String step, String body) {
        return json(body).post("/partners/" + domain + "/" + step).then();
    }

    @Test
    @DisplayName("a partner put with nothing but its name has the legacy product's defaults")
    void defaults() {
        put("defaults.test", "{}")
                .statusCode(201)
                .header("ETag", "\"1\"")
                .body("domain", equalTo("defaults.test"))
                .body("partnerType", equalTo("PublicUnverified"))
                .body("tlsNegotiation", equalTo("Required"))
                .body("saslNegotiation", equalTo("Required"))
                .body("supportDialbackNegotiation", equalTo(true))
                .body("enableKeepAlive", equalTo(true))
                .body("connectionLimit", equalTo(20))
                .body("additionalDomains", empty())
                .body("proxyFqdn", nullValue())
                .body("state", equalTo("legacy"))
                .body("confirmingOutbound", equalTo(false))
                .body("authentication", contains("SASL over TLS"))
                .body(
                        "warnings",
                        contains(
                                "dialback will not be used while both SASL and TLS are required",
                                "nobody has added a contact at this PublicUnverified partner: it reaches nobody"))
                .body("version", equalTo(1));
    }

    @Test
    @DisplayName("putting the same again changes nothing; a change raises the version; If-Match is honoured")
    void versions() {
        String body = "{\"partnerType\": \"Federated\", \"description\": \"first\"}";
        put("versions.test", body).statusCode(201);
        put("versions.test", body).statusCode(200).header("ETag", "\"1\"");
        put("versions.test", "{\"partnerType\": \"Federated\"}")
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("description", nullValue());

        json("{}")
                .header("If-Match", "\"1\"")
                .put("/partners/versions.test")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("currentVersion", equalTo(2))
                .body("detail", containsString("the current version is 2"));
        json("{}")
                .header("If-Match", "\"2\"")
                .put("/partners/versions.test")
                .then()
                .statusCode(200)
                .header("ETag", "\"3\"");
        given().header("If-Match", "\"1\"")
                .delete("/partners/versions.test")
                .then()
                .statusCode(409);
        given().delete("/partners/versions.test").then().statusCode(204);
        given().get("/partners/versions.test").then().statusCode(404).body("detail", containsString("versions.test"));
    }

    @ParameterizedTest(name = "{0} is refused at {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"tlsNegotiaton": "Required"}     | tlsNegotiaton         | unknown member "tlsNegotiaton"; known: additionalDomains
            {"tlsNegotiation": "required"}    | tlsNegotiation        | "required" is none of [Required, Optional, NotSupported]
            {"tlsNegotiation": 1}             | tlsNegotiation        |
            {"partnerType": "Public"}         | partnerType           | "Public" is none of
            {"connectionLimit": 0}            | connectionLimit       | 0 is not from 1 to 1000
            {"connectionLimit": 1001}         | connectionLimit       | 1001 is not from 1 to 1000
            {"connectionLimit": "20"}         | connectionLimit       |
            {"connectionLimit": 2.5}          | connectionLimit       |
            {"connectionLimit": 99999999999}  | connectionLimit       |
            {"enableKeepAlive": "yes"}        | enableKeepAlive       |
            {"enableKeepAlive": 1}            | enableKeepAlive       |
            {"description": 5}                | description           |
            {"additionalDomains": "a.test"}   | additionalDomains     |
            {"additionalDomains": ["a@b"]}    | additionalDomains.[0] | not an address
            {"additionalDomains": ["a..b"]}   | additionalDomains.[0] | each label has 1 to 63 characters
            {"additionalDomains": ["bad.test"]} | additionalDomains   | bad.test is listed twice
            {"additionalDomains": ["example.test"]} | additionalDomains | example.test is one of our own domains
            {"proxyFqdn": "no host"}          | proxyFqdn             | is no host name
            {"certificatePins": ["abc"]}      | certificatePins       | is no SHA-256
            """)
    void wrongSettingsAreNamed(String body, String field, String reason) {
        ValidatableResponse response = put("bad.test", body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field))
                .body("status", equalTo(400));
        if (reason != null) {
            response.body("detail", containsString(reason));
        }
        given().get("/partners/bad.test").then().statusCode(404);
    }

    @ParameterizedTest(name = "row {0}: TLS {1}, SASL {2}, no dialback")
    @CsvSource(delimiter = '|', textBlock = """
             6 | NotSupported | Required     | SASL is required and runs only over TLS
            12 | NotSupported | Optional     | SASL could be used only over TLS
            14 | Required     | NotSupported | SASL or dialback must be enabled
            16 | Optional     | NotSupported | SASL or dialback must be enabled
            18 | NotSupported | NotSupported | SASL or dialback must be enabled
            """)
    void theFiveInvalidCombinationsAreRefusedWithTheirReasons(int row, String tls, String sasl, String reason) {
        put(
                        "matrix.test",
                        "{\"tlsNegotiation\": \"" + tls + "\", \"saslNegotiation\": \"" + sasl
                                + "\", \"supportDialbackNegotiation\": false}")
                .statusCode(400)
                .body("detail", allOf(containsString("row " + row + " "), containsString(reason)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a@b.test      | not an address: domainpart
            -a.test       | a label neither starts nor ends with a hyphen
            a..test       | each label has 1 to 63 characters
            """)
    void aDomainThatIsNoneIsRefused(String domain, String reason) {
        put(domain, "{}").statusCode(400).body("detail", containsString(reason));
        given().get("/partners/" + domain).then().statusCode(400);
    }

    @Test
    @DisplayName("bodies that are no settings are refused")
    void noSettings() {
        put("bad.test", "").statusCode(400).body("detail", containsString("send {} for the defaults"));
        put("bad.test", "{").statusCode(400).contentType("application/problem+json");
        put("bad.test", "[]").statusCode(400);
        put("bad.test", "{} {}").statusCode(400);
        given().contentType("text/plain")
                .body("{}")
                .put("/partners/bad.test")
                .then()
                .statusCode(415);
    }

    @Test
    @DisplayName("one of our own domains is no partner")
    void ownDomain() {
        put("example.test", "{}")
                .statusCode(400)
                .body("field", equalTo("domain"))
                .body("detail", containsString("example.test is one of our own domains"));
    }

    @Test
    @DisplayName("several wrong settings are all named at once")
    void severalFaults() {
        put(
                        "bad.test",
                        "{\"connectionLimit\": 0, \"proxyFqdn\": \"no host\", \"additionalDomains\": [\"second.test\"]}")
                .statusCode(400)
                .body("errors.field", hasItems("connectionLimit", "proxyFqdn", "additionalDomains"));
    }

    @Test
    @DisplayName("a domain belongs to one partner")
    void overlaps() {
        put("owner.test", "{\"additionalDomains\": [\"shared.test\"]}").statusCode(201);
        put("other.test", "{\"additionalDomains\": [\"shared.test\"]}")
                .statusCode(409)
                .body("detail", containsString("shared.test belongs to partner owner.test"));
        put("shared.test", "{}").statusCode(409);
        given().get("/partners/other.test").then().statusCode(404);

        put("owner.test", "{}").statusCode(200);
        put("other.test", "{\"additionalDomains\": [\"shared.test\"]}").statusCode(201);
    }

    @Test
    @DisplayName("partners are listed page by page")
    void paging() {
        for (String each : List.of("page1.test", "page2.test", "page3.test")) {
            put(each, "{}").statusCode(201);
        }
        given().get("/partners?after=page&limit=2")
                .then()
                .statusCode(200)
                .body("items.domain", contains("page1.test", "page2.test"))
                .body("next", equalTo("page2.test"));
        given().get("/partners?after=page2.test&limit=1").then().body("items.domain", contains("page3.test"));
        given().get("/partners?limit=0").then().statusCode(400).body("field", equalTo("limit"));
        given().get("/partners?limit=1001").then().statusCode(400).body("field", equalTo("limit"));
        given().get("/partners?after=a@b").then().statusCode(400);
    }

    @Test
    @DisplayName("the way from legacy to enabled, paused, enabled and back, and what is not on it")
    void wayThroughTheStates() {
        put("way.test", "{\"partnerType\": \"Federated\"}").statusCode(201);
        step("way.test", "pause", "{}")
                .statusCode(409)
                .body("detail", containsString("only an enabled partner can be paused"));
        step("way.test", "resume", "{}").statusCode(409);

        step("way.test", "enable", "{}")
                .statusCode(200)
                .body("state", equalTo("enabled"))
                .body("forced", nullValue())
                .body("version", equalTo(3));
        step("way.test", "enable", "{}").statusCode(200).body("version", equalTo(3));
        given().delete("/partners/way.test")
                .then()
                .statusCode(409)
                .body("detail", containsString("return it to the legacy gateway first"));

        step("way.test", "pause", "{\"reason\": \"maintenance\"}")
                .statusCode(200)
                .body("state", equalTo("paused"))
                .body("reason", equalTo("maintenance"));
        step("way.test", "enable", "{}").statusCode(409).body("detail", containsString("resume it"));
        json("{}")
                .header("If-Match", "\"2\"")
                .post("/partners/way.test/resume")
                .then()
                .statusCode(409)
                .body("currentVersion", equalTo(4));
        step("way.test", "resume", "{}").statusCode(200).body("state", equalTo("enabled"));

        step("way.test", "return", "{\"reason\": \"trouble\"}")
                .statusCode(200)
                .body("state", equalTo("legacy"))
                .body("reason", equalTo("trouble"))
                .body("version", equalTo(8));
        await().untilAsserted(() -> given().get("/partners/way.test")
                .then()
                .body("lastSwitch.to", equalTo("Legacy"))
                .body("lastSwitch.state", equalTo("Done"))
                .body("lastSwitch.waited.gate", hasItems("outbound", "streams", "drained")));
        given().delete("/partners/way.test").then().statusCode(204);
    }

    @Test
    @DisplayName("settings can change while a partner is enabled: it stays enabled")
    void settingsWhileEnabled() {
        put("change.test", "{\"partnerType\": \"Federated\"}").statusCode(201);
        step("change.test", "enable", "{}").statusCode(200);
        put("change.test", "{\"partnerType\": \"Federated\", \"connectionLimit\": 5}")
                .statusCode(200)
                .body("state", equalTo("enabled"))
                .body("connectionLimit", equalTo(5))
                .body("version", equalTo(4));
    }

    @Test
    @DisplayName("enabling names every missing precondition; force overrides and is recorded")
    void preconditions() {
        PoolRegistered away = new PoolRegistered(
                new PoolName("away"),
                null,
                List.of(Domain.parse("example.test")),
                false,
                World.link(1),
                null,
                false,
                1);
        world.publish(away);
        world.policy("global", true, false);
        try {
            put("early.test", "{}").statusCode(201);
            await().untilAsserted(() ->
                    given().get("/links").then().body("findAll { it.pool == 'away' }.name", hasItem("early.test")));

            step("early.test", "enable", "{}")
                    .statusCode(422)
                    .contentType("application/problem+json")
                    .body("precondition", equalTo("policy,contacts,links"))
                    .body(
                            "detail",
                            allOf(
                                    containsString("enableXmppAccess"),
                                    containsString("POST /partners/early.test/contacts"),
                                    containsString("injection to pool away"),
                                    containsString("capture of early.test on pool away")));
            given().get("/partners/early.test").then().body("state", equalTo("legacy"));

            step("early.test", "enable", "{\"force\": true}")
                    .statusCode(200)
                    .body("state", equalTo("enabled"))
                    .body("forced", allOf(containsString("policy: "), containsString("links: ")));
        } finally {
            world.removePool("away");
            world.policy("global", true, true);
        }
        await().untilAsserted(() -> given().get("/links").then().body("findAll { it.pool == 'away' }", hasSize(0)));
    }

    @Test
    @DisplayName(
            "contacts are seeded all or none, every wrong one named, and let a PublicUnverified partner be enabled")
    void contacts() {
        put("seeded.test", "{\"additionalDomains\": [\"more.seeded.test\"]}").statusCode(201);
        step(
                        "seeded.test",
                        "contacts",
                        "{\"contacts\": [{\"user\": \"a@example.test\", \"contact\": \"b@seeded.test\"},"
                                + " {\"user\": \"a@elsewhere.test\", \"contact\": \"b@seeded.test\"},"
                                + " {\"user\": \"a@example.test\", \"contact\": \"b@other.test\"},"
                                + " {\"user\": \"a@example.test/phone\", \"contact\": \"b@seeded.test\"},"
                                + " {\"user\": \"a@example.test\"}]}")
                .statusCode(400)
                .body("errors.line", contains(2, 3, 4, 5))
                .body(
                        "errors.reason",
                        contains(
                                "user a@elsewhere.test is at no local domain",
                                "contact b@other.test is not at seeded.test or its additional domains",
                                "user a@example.test/phone is not a bare address of a user",
                                "a contact has the members user and contact"));
        step("seeded.test", "enable", "{}").statusCode(422).body("precondition", equalTo("contacts"));

        String good = "{\"contacts\": [{\"user\": \"a@example.test\", \"contact\": \"b@seeded.test\"},"
                + " {\"user\": \"a@example.test\", \"contact\": \"b@seeded.test\"},"
                + " {\"user\": \"a@example.test\", \"contact\": \"c@more.seeded.test\"}]}";
        step("seeded.test", "contacts", good)
                .statusCode(200)
                .body("added", equalTo(2))
                .body("known", equalTo(2));
        step("seeded.test", "contacts", good).body("added", equalTo(0)).body("known", equalTo(2));
        step("seeded.test", "enable", "{}").statusCode(200);
        step("nobody.test", "contacts", good).statusCode(404);
        step("seeded.test", "contacts", "{}").statusCode(400).body("field", equalTo("contacts"));
    }

    @Test
    @DisplayName("steps of an unknown partner, and steps with a wrong body, are refused")
    void badSteps() {
        step("nobody.test", "enable", "{}").statusCode(404).body("detail", containsString("nobody.test"));
        put("steps.test", "{}").statusCode(201);
        step("steps.test", "enable", "{\"forced\": true}").statusCode(400).body("field", equalTo("forced"));
        step("steps.test", "pause", "{\"reason\": \"" + "x".repeat(1025) + "\"}")
                .statusCode(400)
                .body("field", equalTo("reason"));
        step("steps.test", "promote", "{}").statusCode(404);
    }

    @Test
    @DisplayName("a partner is staged, enabled for some, then for everybody; a step back ends the rollout")
    void stagedAndRolledOut() {
        put("rollout.test", "{\"partnerType\": \"Federated\"}").statusCode(201);
        step("rollout.test", "stage", "{}").statusCode(200).body("state", equalTo("staged"));
        String some = "{\"rollout\": {\"users\": [\"alice@example.test\"], \"percent\": 10}, \"force\": true}";
        step("rollout.test", "enable", some)
                .statusCode(200)
                .body("state", equalTo("enabled"))
                .body("rollout.users", equalTo(List.of("alice@example.test")))
                .body("rollout.percent", equalTo(10));
        step("rollout.test", "stage", "{}").statusCode(409).body("detail", containsString("return it"));
        step("rollout.test", "enable", "{\"force\": true}").statusCode(200).body("rollout", nullValue());
        step("rollout.test", "return", "{}").statusCode(200).body("state", equalTo("legacy"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            {}                                | rollout         | neither users nor percent
            {"percent": 101}                  | rollout.percent | 101 is not from 0 to 100
            {"percent": -1}                   | rollout.percent | -1 is not from 0 to 100
            {"users": ["example.test"]}       | rollout.users   | no bare address of a user
            {"users": ["a@example.test/res"]} | rollout.users   | no bare address of a user
            """)
    @DisplayName("a rollout that names nobody, or what is no share and no user, is refused")
    void badRollouts(String rollout, String field, String reason) {
        step("steps.test", "enable", "{\"rollout\": " + rollout + "}")
                .statusCode(400)
                .body("field", equalTo(field))
                .body("detail", containsString(reason));
    }

    @Test
    @DisplayName("a step needs no body, and then no content type either")
    void stepWithoutBody() throws IOException, InterruptedException {
        put("nobody-needed.test", "{\"partnerType\": \"Federated\"}").statusCode(201);
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI enable = URI.create("http://127.0.0.1:" + RestAssured.port + "/partners/nobody-needed.test/enable");
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(enable)
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("many at once: each change gets its own version, none is lost")
    void concurrentChanges() throws InterruptedException {
        put("many.test", "{}").statusCode(201);
        List<Thread> threads = new java.util.ArrayList<>();
        List<Integer> versions = new java.util.concurrent.CopyOnWriteArrayList<>();
        for (int i = 0; i < 8; i++) {
            String body = "{\"description\": \"change " + i + "\"}";
            threads.add(Thread.ofVirtual()
                    .start(() -> versions.add(
                            put("many.test", body).statusCode(200).extract().path("version"))));
        }
        for (Thread each : threads) {
            each.join();
        }
        assertThat(versions).containsExactlyInAnyOrder(2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    @DisplayName("confirmingOutbound tells when every local domain's traffic goes by an edge")
    void confirming() {
        put("confirms.test", "{\"partnerType\": \"Federated\"}").statusCode(201);
        step("confirms.test", "enable", "{}").statusCode(200).body("confirmingOutbound", equalTo(false));
        world.confirming("confirms.test", true);
        await().untilAsserted(() -> given().get("/partners/confirms.test")
                .then()
                .body("confirmingOutbound", equalTo(true))
                .body("confirmingPairs", contains("example.test>confirms.test", "second.test>confirms.test")));
    }

    @Test
    @DisplayName("The inventory has who came by the legacy gateway, and the partner that it is, or that it is none")
    void inventory() {
        put("seen.test", "{\"partnerType\": \"Federated\", \"additionalDomains\": [\"rooms.seen.test\"]}")
                .statusCode(201);
        for (String domain : List.of("rooms.seen.test", "stranger.test")) {
            world.publish(new PartnerSpliced(
                    "edge-1",
                    Domain.parse(domain),
                    Domain.parse("example.test"),
                    Instant.parse("2026-01-01T00:00:00Z")));
        }
        await().untilAsserted(() -> given().get("/inventory")
                .then()
                .statusCode(200)
                .body("find { it.domain == 'rooms.seen.test' }.partner", equalTo("seen.test"))
                .body("find { it.domain == 'rooms.seen.test' }.state", equalTo("legacy"))
                .body("find { it.domain == 'stranger.test' }.local", equalTo("example.test"))
                .body("find { it.domain == 'stranger.test' }.partner", nullValue()));
        given().get("/inventory?unknown=true")
                .then()
                .body("domain", hasItem("stranger.test"))
                .body("domain", not(hasItem("rooms.seen.test")));
    }

    @Test
    @DisplayName("An enabled partner that still comes by the legacy gateway is in the inventory, as a straggler")
    void stragglers() {
        put("strays.test", "{\"partnerType\": \"Federated\"}").statusCode(201);
        step("strays.test", "enable", "{\"force\": true}").statusCode(200).body("stragglers", empty());
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        for (int gateway = 8; gateway <= 9; gateway++) {
            world.publish(new StragglerSeen(
                    Domain.parse("strays.test"),
                    Domain.parse("example.test"),
                    "gateway-" + gateway,
                    10,
                    first.plusSeconds(gateway),
                    first.plusSeconds(60)));
        }
        await().untilAsserted(() -> given().get("/partners/strays.test")
                .then()
                .body("stragglers.stanzas", contains(20))
                .body("stragglers[0].domain", equalTo("strays.test"))
                .body("stragglers[0].local", equalTo("example.test"))
                .body("stragglers[0].firstSeen", equalTo("2026-01-01T00:00:08Z"))
                .body("stragglers[0].lastSeen", equalTo("2026-01-01T00:01:00Z")));
        given().get("/inventory?stragglers=true")
                .then()
                .body("domain", contains("strays.test"))
                .body("[0].partner", equalTo("strays.test"))
                .body("[0].state", equalTo("enabled"))
                .body("[0].straggler.stanzas", equalTo(20))
                .body("[0].edge", nullValue());

        step("strays.test", "return", "{\"force\": true}").statusCode(200);
        await().untilAsserted(
                        () -> given().get("/inventory?stragglers=true").then().body("$", empty()));
    }

    @Test
    @DisplayName("The old way is closed to an enabled partner only, stays so over a pause, and a return opens it")
    void oldWay() {
        put("old-way.test", "{\"partnerType\": \"Federated\"}").statusCode(201);
        step("old-way.test", "old-way/close", "{}")
                .statusCode(409)
                .body("detail", containsString("the old way is its only one"));
        step("old-way.test", "enable", "{\"force\": true}").statusCode(200).body("oldWayClosed", nullValue());

        step("old-way.test", "old-way/close", "{\"reason\": \"it finds the edge\"}")
                .statusCode(200)
                .header("ETag", "\"3\"")
                .body("state", equalTo("enabled"))
                .body("oldWayClosed.reason", equalTo("it finds the edge"))
                .body("oldWayClosed.at", not(nullValue()));
        step("old-way.test", "old-way/close", "{}").statusCode(200).header("ETag", "\"3\"");
        step("old-way.test", "pause", "{}").statusCode(200).body("oldWayClosed.reason", equalTo("it finds the edge"));
        step("old-way.test", "old-way/open", "{}")
                .statusCode(200)
                .body("state", equalTo("paused"))
                .body("oldWayClosed", nullValue());

        step("old-way.test", "resume", "{}").statusCode(200);
        step("old-way.test", "old-way/close", "{}").statusCode(200);
        json("{}")
                .header("If-Match", "\"1\"")
                .post("/partners/old-way.test/old-way/open")
                .then()
                .statusCode(409);
        step("old-way.test", "return", "{\"force\": true}")
                .statusCode(200)
                .body("state", equalTo("legacy"))
                .body("oldWayClosed", nullValue());
        step("old-way.test", "old-way/open", "{}").statusCode(200);
        step("nobody.test", "old-way/close", "{}").statusCode(404);
    }
}
