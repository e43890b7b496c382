package org.rehome.dns.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.DnsEvent;
import org.rehome.contracts.event.DnsEvent.CutoverCompleted;
import org.rehome.contracts.event.DnsEvent.CutoverPlanned;
import org.rehome.contracts.event.DnsEvent.CutoverRolledBack;
import org.rehome.contracts.event.DnsEvent.CutoverVerified;
import org.rehome.contracts.event.DnsEvent.RecordsChanged;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.EventEnvelope;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.dns.socket.TestServer;
import org.rehome.dns.zone.TestProxy;
import org.xbill.DNS.Type;

@QuarkusTest
@DisplayName("/cutovers")
class CutoversResourceTest extends ApiTest {

    private static String primary() {
        return "127.0.0.1:" + setting(SuiteWorld.PROXY_PORT);
    }

    private static String a(String domain) {
        return edge(domain) + ". 300 IN A 127.0.0.21";
    }

    /// Somebody else replaces the zone while a cut-over is in flight.
    private static void foreignEdit(String domain, String host) {
        given().contentType("text/dns")
                .queryParam("force", true)
                .body(masterFile("_xmpp-server._tcp 77 SRV 1 1 5269 " + host))
                .put("/zones/" + domain)
                .then()
                .statusCode(200);
    }

    private static String foreignSrv(String domain, String host) {
        return srv(domain) + " 77 IN SRV 1 1 5269 " + host + "." + domain + ".";
    }

    @Test
    @DisplayName("planned, applied, verified, completed: each step is in the DNS, and told as an event")
    void theWholeWay() {
        begin("way.test");
        ValidatableResponse made = plan("way.test");
        Planned planned = planned(made);
        made.header("Location", endsWith("/cutovers/" + planned.id()))
                .header("ETag", "\"1\"")
                .body("domain", equalTo("way.test"))
                .body("zone", equalTo("way.test"))
                .body("state", equalTo("planned"))
                .body("generation", equalTo(1))
                .body("before", contains(srvLine("way.test", "legacy")))
                .body("after", contains(a("way.test"), srvLine("way.test", "edge1")))
                .body("updates", hasItem("update add " + srvLine("way.test", "edge1")))
                .body("rollback", hasItem("update add " + srvLine("way.test", "legacy")))
                .body("forced", nullValue())
                .body("warnings", empty())
                .body("precheck.server", equalTo(primary()))
                .body("precheck.serial", equalTo(1));
        assertThat(serial("way.test")).as("a plan changes nothing").isEqualTo(1);
        planned.complete().statusCode(422).body("precondition", equalTo("verified"));

        planned.apply()
                .statusCode(200)
                .header("ETag", "\"3\"")
                .body("state", equalTo("applied"))
                .body("version", equalTo(3));
        assertThat(askSrv("way.test")).containsExactly(srvLine("way.test", "edge1"));
        assertThat(ask(edge("way.test"), Type.A)).containsExactly(a("way.test"));
        assertThat(ask("_state._xmpp-migrate.way.test", Type.TXT))
                .singleElement()
                .asString()
                .contains("gen=1 op=" + planned.id() + " plan=" + planned.hash());
        assertThat(serial("way.test")).isEqualTo(2);
        planned.complete()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("precondition", equalTo("verified"))
                .body("detail", containsString("verify it first"));

        planned.verify()
                .statusCode(200)
                .body("verified", equalTo(true))
                .body("state", equalTo("verified"))
                .body("servers", contains(primary()))
                .body("cells.outcome", everyItem(equalTo("ok")))
                .body(
                        "cells.name",
                        contains(
                                edge("way.test"),
                                edge("way.test"),
                                "_xmpp-server._tcp.way.test",
                                "_xmpps-server._tcp.way.test",
                                "_state._xmpp-migrate.way.test"))
                .body("cells[2].found", contains(srvLine("way.test", "edge1")));
        planned.complete().statusCode(200).body("state", equalTo("completed"));
        planned.get().header("ETag", "\"5\"").body("state", equalTo("completed"));

        planned.rollback("{}")
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", containsString("the way back is a new cut-over"));
        planned.apply().statusCode(200).body("state", equalTo("completed"));
        planned.complete().statusCode(200).body("version", equalTo(5));
        assertThat(serial("way.test")).as("nothing was done again").isEqualTo(2);

        Domain domain = Domain.parse("way.test");
        List<EventEnvelope<DnsEvent>> events = events("way.test", 4);
        List<String> after = List.of(a("way.test"), srvLine("way.test", "edge1"));
        assertThat(contents(events))
                .containsExactly(
                        new CutoverPlanned(
                                planned.id(),
                                domain,
                                planned.hash(),
                                List.of(srvLine("way.test", "legacy")),
                                after,
                                null),
                        new RecordsChanged(planned.id(), domain, "way.test", 1, after),
                        new CutoverVerified(planned.id(), domain, List.of(primary())),
                        new CutoverCompleted(planned.id(), domain));
        assertThat(events).extracting(EventEnvelope::source).containsOnly("/dns-service");
        assertThat(events).extracting(EventEnvelope::id).doesNotHaveDuplicates();
        assertThat(events)
                .extracting(EventEnvelope::sequence)
                .doesNotContainNull()
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("rolled back, the old records are served again; the address of the edge stays; it can go forth again")
    void rollback() {
        begin("back.test");
        Planned planned = applied("back.test");
        planned.verify().statusCode(200).body("verified", equalTo(true));
        planned.rollback("{\"reason\":\"partner1 cannot connect\"}")
                .statusCode(200)
                .body("state", equalTo("rolled-back"));
        assertThat(askSrv("back.test")).containsExactly(srvLine("back.test", "legacy"));
        assertThat(ask(edge("back.test"), Type.A)).containsExactly(a("back.test"));
        assertThat(serial("back.test")).isEqualTo(3);

        planned.rollback("{}").statusCode(200).body("state", equalTo("rolled-back"));
        planned.verify().statusCode(200).body("verified", equalTo(true)).body("state", equalTo("rolled-back"));
        planned.apply().statusCode(409).body("detail", containsString("make a new plan"));
        planned.complete().statusCode(409);
        assertThat(serial("back.test")).as("nothing was done again").isEqualTo(3);

        Planned again = applied("back.test");
        again.get().body("generation", equalTo(3));
        assertThat(askSrv("back.test")).containsExactly(srvLine("back.test", "edge1"));

        Domain domain = Domain.parse("back.test");
        List<DnsEvent> events = contents(events("back.test", 7));
        assertThat(events.subList(3, 5))
                .containsExactly(
                        new RecordsChanged(
                                planned.id(),
                                domain,
                                "back.test",
                                2,
                                List.of(a("back.test"), srvLine("back.test", "legacy"))),
                        new CutoverRolledBack(planned.id(), domain, "partner1 cannot connect"));
        assertThat(events).hasSize(7);
    }

    @Test
    @DisplayName("a rollback needs no body, and then no content type either")
    void rollbackWithoutBody() throws IOException, InterruptedException {
        begin("bare.test");
        Planned planned = applied("bare.test");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri("/cutovers/" + planned.id() + "/rollback"))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(askSrv("bare.test")).containsExactly(srvLine("bare.test", "legacy"));
    }

    @Test
    @DisplayName("a plan that is taken back before it is applied changes nothing, and says so")
    void withdrawn() {
        begin("withdrawn.test");
        Planned planned = planned("withdrawn.test");
        planned.rollback("{\"reason\":\"not today\"}").statusCode(200).body("state", equalTo("rolled-back"));
        planned.apply().statusCode(409);
        assertThat(serial("withdrawn.test")).isEqualTo(1);
        assertThat(contents(events("withdrawn.test", 2)).getLast())
                .isEqualTo(new CutoverRolledBack(planned.id(), Domain.parse("withdrawn.test"), "not today"));
    }

    @Test
    @DisplayName("without an enabled partner there is no plan; force makes one, which its event records")
    void noEnabledPartner() {
        begin("early.test");
        say(new EdgeEvent.EdgeStopped("early.test", edge("early.test"), 5269));
        awaitMissing(edge("early.test"), "edge");
        say(new FederationEvent.FederationPaused(partner(), 2, null));
        awaitMissing(edge("early.test"), "enabled-partner");
        plan("early.test")
                .statusCode(422)
                .contentType("application/problem+json")
                .body("title", equalTo("Precondition missing"))
                .body("precondition", equalTo("enabled-partner"))
                .body(
                        "detail",
                        allOf(containsString("POST /partners/{domain}/enable"), containsString("or use force")));
        given().queryParam("domain", "early.test").get("/cutovers").then().body("items", empty());

        Planned planned = planned(force("early.test").body("forced", equalTo("enabled-partner, edge")));
        planned.get().body("forced", equalTo("enabled-partner, edge"));
        assertThat(contents(events("early.test", 1)))
                .singleElement()
                .isInstanceOfSatisfying(CutoverPlanned.class, event -> {
                    assertThat(event.cutover()).isEqualTo(planned.id());
                    assertThat(event.forced()).isEqualTo("enabled-partner, edge");
                });
        planned.apply().statusCode(200);
        assertThat(askSrv("early.test")).containsExactly(srvLine("early.test", "edge1"));
    }

    private static ValidatableResponse force(String domain) {
        return json().body("{\"domain\":\"" + domain + "\",\"force\":true}")
                .post("/cutovers")
                .then();
    }

    @Test
    @DisplayName("a partner counts while it is enabled: not when it was returned, configured or removed")
    void partnerComesAndGoes() {
        begin("fickle.test");
        say(new FederationEvent.FederationReturned(partner(), 2, null));
        awaitMissing(edge("fickle.test"), "enabled-partner");
        enablePartner();
        awaitAllKnown("fickle.test");
        say(new FederationEvent.PartnerConfigured(partner(), 4));
        awaitMissing(edge("fickle.test"), "enabled-partner");
        enablePartner();
        awaitAllKnown("fickle.test");
        remove(partner());
        awaitMissing(edge("fickle.test"), "enabled-partner");
        plan("fickle.test").statusCode(422).body("precondition", equalTo("enabled-partner"));
        enablePartner();
        awaitAllKnown("fickle.test");
        plan("fickle.test").statusCode(201).body("forced", nullValue());
    }

    @Test
    @DisplayName("force that was not needed is not recorded")
    void needlessForce() {
        begin("needless.test");
        planned(force("needless.test")).get().body("forced", nullValue());
        assertThat(contents(events("needless.test", 1)).getFirst())
                .isInstanceOfSatisfying(CutoverPlanned.class, event -> assertThat(event.forced())
                        .isNull());
    }

    @Test
    @DisplayName("an edge that has stopped, or listens elsewhere, is no target; one of two is, with a warning")
    void edges() {
        begin("edges.test");
        say(new EdgeEvent.EdgeStopped("edges.test", edge("edges.test"), 5269));
        awaitMissing(edge("edges.test"), "edge");
        plan("edges.test")
                .statusCode(422)
                .body("precondition", equalTo("edge"))
                .body("detail", containsString("no edge has announced any of edge1.edges.test. port 5269"));
        say(new EdgeEvent.EdgeStarted("edges.test", edge("edges.test"), 5270, null));
        say(new EdgeEvent.EdgeStarted("second", "edge2.edges.test", 5269, null));
        awaitMissing("edge2.edges.test", "primary");
        plan("edges.test").statusCode(422).body("precondition", equalTo("edge"));

        json().body("""
                        {"zone":"edges.test","edges":[{"host":"edge1.edges.test","addresses":["127.0.0.21"]},
                         {"host":"edge2.edges.test","addresses":["127.0.0.22"]}]}
                        """).put("/domains/edges.test").then().statusCode(200);
        plan("edges.test")
                .statusCode(201)
                .body("warnings", contains("no edge has announced edge1.edges.test. port 5269"));
    }

    @Test
    @DisplayName("what cannot be planned says which precondition is missing")
    void cannotBePlanned() {
        begin("cannot.test");
        plan("unwanted.test")
                .statusCode(422)
                .body("precondition", equalTo("records"))
                .body("detail", containsString("PUT /domains/unwanted.test"));
        json().body("{\"zone\":\"cannot.test\",\"edges\":[{\"host\":\"edge1.cannot.test\"}]}")
                .put("/domains/cannot.test")
                .then()
                .statusCode(200);
        plan("cannot.test")
                .statusCode(422)
                .body("precondition", equalTo("address"))
                .body("detail", containsString("edge1.cannot.test. has no address, and none is given"));
        json().body("{\"zone\":\"test\",\"edges\":[{\"host\":\"edge1.cannot.test\"}]}")
                .put("/domains/cannot.test")
                .then()
                .statusCode(200);
        plan("cannot.test")
                .statusCode(422)
                .body("precondition", equalTo("primary"))
                .body(
                        "detail",
                        allOf(containsString(primary()), containsString("is not authoritative for the zone test.")));
        assertThat(serial("cannot.test")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} {1} is refused at {2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /cutovers                          | {}                           | domain | it is missing
            /cutovers                          | {"domain":"a@b.test"}        | domain | not an address: domainpart
            /cutovers                          | {"domain":5}                 | domain |
            /cutovers                          | {"domain":"a.test","force":"yes"} | force |
            /cutovers                          | {"domain":"a.test","force":1} | force |
            /cutovers                          | {"domain":"a.test","forced":true} | forced | unknown member "forced"; known: domain, force
            /cutovers/no-id/apply              | {"hash":"0"}                 | id     | "no-id" is no id of a cut-over
            /cutovers/no-id/verify             | {}                           | id     | "no-id" is no id of a cut-over
            /cutovers/no-id/rollback           | {}                           | id     | "no-id" is no id of a cut-over
            /cutovers/no-id/complete           | {}                           | id     | "no-id" is no id of a cut-over
            /cutovers/no-id/apply              | {}                           | hash   | give the hash of the plan that was reviewed
            /cutovers/no-id/apply              | {"hash":5}                   | hash   |
            /cutovers/no-id/rollback           | {"force":"yes"}              | force  |
            /cutovers/no-id/rollback           | {"reasons":"x"}              | reasons | unknown member "reasons"; known: force, reason
            """)
    void wrongOrdersAreNamed(String path, String body, String field, @Nullable String reason) {
        ValidatableResponse response = json().body(body)
                .post(path)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
        if (reason != null) {
            response.body("detail", containsString(reason));
        }
    }

    @Test
    @DisplayName("an unknown cut-over is not found, whatever is asked of it")
    void unknown() {
        String nobody = "00000000-0000-0000-0000-000000000000";
        for (String each : List.of("verify", "rollback", "complete")) {
            order(nobody, each, "{}")
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("detail", containsString(nobody));
        }
        order(nobody, "apply", "{\"hash\":\"0\"}").statusCode(404);
        order(nobody, "undo", "{}").statusCode(404).contentType("application/problem+json");
        given().get("/cutovers/" + nobody).then().statusCode(404);
        given().get("/cutovers/no-id").then().statusCode(400).body("field", equalTo("id"));
    }

    @Test
    @DisplayName("an order to apply names the plan that was reviewed, or nothing is done")
    void anotherHash() {
        begin("hash.test");
        Planned planned = planned("hash.test");
        order(planned.id(), "apply", "{\"hash\":\"" + "0".repeat(64) + "\"}")
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", containsString("whose hash is " + planned.hash()));
        assertThat(serial("hash.test")).isEqualTo(1);
        planned.get().body("state", equalTo("planned"));
    }

    @Test
    @DisplayName("ten orders to apply at once change the records once")
    void concurrentApply() throws InterruptedException {
        begin("together.test");
        Planned planned = planned("together.test");
        List<String> states = new CopyOnWriteArrayList<>();
        List<Thread> threads = IntStream.range(0, 10)
                .mapToObj(i -> Thread.ofVirtual()
                        .start(() -> states.add(
                                planned.apply().statusCode(200).extract().path("state"))))
                .toList();
        for (Thread each : threads) {
            each.join();
        }
        assertThat(states).hasSize(10).containsOnly("applied");
        assertThat(serial("together.test")).isEqualTo(2);
    }

    @Test
    @DisplayName("while one cut-over of a domain is in flight there is no other; of two plans one is applied")
    void oneAtATime() {
        begin("two.test");
        Planned one = planned("two.test");
        Planned other = planned("two.test");
        one.apply().statusCode(200);
        other.apply()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", containsString("cut-over " + one.id() + " of two.test is applied"));
        plan("two.test").statusCode(409).body("detail", containsString("complete it or roll it back first"));
        one.verify().body("verified", equalTo(true));
        one.complete().statusCode(200);
        other.apply().statusCode(409).body("detail", containsString("changed by somebody else"));
        assertThat(serial("two.test")).isEqualTo(2);
    }

    @Test
    @DisplayName("records that somebody else has changed stop apply and rollback, and are shown; force overwrites them")
    void drift() {
        begin("drift.test");
        Planned planned = planned("drift.test");
        foreignEdit("drift.test", "odd");
        planned.apply()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("status", equalTo(409))
                .body("detail", containsString("the records were changed by somebody else (NXRRSET); nothing was done"))
                .body("expected", hasItem(containsString("5269 legacy.drift.test.")))
                .body("found", hasItem(foreignSrv("drift.test", "odd")))
                .body("wanted", hasItem(srvLine("drift.test", "edge1")));
        assertThat(askSrv("drift.test")).containsExactly(foreignSrv("drift.test", "odd"));
        planned.rollback("{}").statusCode(200).body("state", equalTo("rolled-back"));

        Planned next = applied("drift.test");
        foreignEdit("drift.test", "odder");
        next.rollback("{}")
                .statusCode(409)
                .body("expected", hasItem(containsString("5269 edge1.drift.test.")))
                .body("found", hasItem(foreignSrv("drift.test", "odder")))
                .body("wanted", hasItem(foreignSrv("drift.test", "odd")));
        next.get().body("state", equalTo("applied"));
        assertThat(askSrv("drift.test")).containsExactly(foreignSrv("drift.test", "odder"));
        next.rollback("{\"force\":true,\"reason\":\"trouble\"}").statusCode(200).body("state", equalTo("rolled-back"));
        assertThat(askSrv("drift.test")).containsExactly(foreignSrv("drift.test", "odd"));
        assertThat(contents(events("drift.test", 6)).getLast())
                .isInstanceOfSatisfying(CutoverRolledBack.class, event -> assertThat(event.reason())
                        .startsWith("trouble; forced: overwrote ")
                        .contains(foreignSrv("drift.test", "odder")));
    }

    @Test
    @DisplayName("verification says which server answers what; a later one takes an earlier back")
    void verification() throws IOException {
        begin("proof.test");
        Planned planned = planned("proof.test");
        planned.verify()
                .statusCode(200)
                .body("verified", equalTo(false))
                .body("state", equalTo("planned"))
                .body("cells.find { it.name == '_xmpp-server._tcp.proof.test' }.outcome", equalTo("lagging"));
        planned.apply().statusCode(200);
        planned.verify().body("verified", equalTo(true)).body("state", equalTo("verified"));

        foreignEdit("proof.test", "odd");
        planned.verify()
                .statusCode(200)
                .body("verified", equalTo(false))
                .body("state", equalTo("applied"))
                .body("cells.find { it.name == '_xmpp-server._tcp.proof.test' }.outcome", equalTo("wrong"))
                .body(
                        "cells.find { it.name == '_xmpp-server._tcp.proof.test' }.found",
                        contains(foreignSrv("proof.test", "odd")));
        planned.complete().statusCode(422).body("precondition", equalTo("verified"));

        disconnect();
        planned.verify()
                .statusCode(200)
                .body("verified", equalTo(false))
                .body("cells.role", everyItem(equalTo("primary")))
                .body("cells.address", everyItem(equalTo(primary())))
                .body("cells.outcome", everyItem(equalTo("unreachable")));
    }

    @Test
    @DisplayName("a DNS server that cannot be reached is named, nothing is changed, and the same order works later")
    void unreachable() throws IOException {
        begin("away.test");
        disconnect();
        plan("away.test")
                .statusCode(502)
                .contentType("application/problem+json")
                .body("title", equalTo("Other server failed"))
                .body("detail", containsString("server " + primary() + " does not answer: "));
        connect();
        Planned planned = planned("away.test");
        disconnect();
        planned.apply()
                .statusCode(502)
                .contentType("application/problem+json")
                .body(
                        "detail",
                        allOf(
                                containsString("server " + primary() + " does not answer the update: "),
                                endsWith("nothing was changed")));
        connect();
        planned.apply().statusCode(200).body("state", equalTo("applied"));
        disconnect();
        planned.rollback("{}").statusCode(502).body("detail", endsWith("nothing was changed"));
        planned.get().body("state", equalTo("applied"));
        connect();
        planned.rollback("{}").statusCode(200).body("state", equalTo("rolled-back"));
        assertThat(askSrv("away.test")).containsExactly(srvLine("away.test", "legacy"));
    }

    @Test
    @DisplayName("a DNS server that refuses the key, or has not the zone, is named with what it says and means")
    void refused(@TempDir Path folder) throws IOException {
        begin("refused.test");
        Planned planned = planned("refused.test");
        try (TestServer stranger = TestServer.open(folder)) {
            route(stranger.address());
            plan("refused.test")
                    .statusCode(422)
                    .body("precondition", equalTo("primary"))
                    .body("detail", containsString("is not authoritative for the zone refused.test. (REFUSED)"));

            stranger.put("refused.test", masterFile(legacySrv()));
            plan("refused.test")
                    .statusCode(422)
                    .contentType("application/problem+json")
                    .body("precondition", equalTo("update"))
                    .body(
                            "detail",
                            allOf(
                                    containsString("server " + primary() + " refuses the update with NOTAUTH (BADKEY)"),
                                    containsString("the server does not know key hmac-sha256:rehome.")));
            planned.apply().statusCode(422).body("precondition", equalTo("update"));
            assertThat(ask(stranger.address(), srv("refused.test"), Type.SRV, true))
                    .containsExactly(srvLine("refused.test", "legacy"));
        }
        route(embedded());
        planned.get().body("state", equalTo("planned"));
        planned.apply().statusCode(200);
        planned.rollback("{}").statusCode(200);
    }

    @Test
    @DisplayName("an update whose answer is lost is done once, and known to be done")
    void answerLost() {
        begin("lost.test");
        Planned planned = planned("lost.test");
        proxy().fail(TestProxy.Fault.ANSWER_LOST, 1);
        planned.apply().statusCode(200).body("state", equalTo("applied"));
        assertThat(serial("lost.test")).isEqualTo(2);
        proxy().fail(TestProxy.Fault.ANSWER_LOST, 1);
        planned.rollback("{}").statusCode(200).body("state", equalTo("rolled-back"));
        assertThat(serial("lost.test")).isEqualTo(3);
        assertThat(askSrv("lost.test")).containsExactly(srvLine("lost.test", "legacy"));
    }

    @Test
    @DisplayName("an update whose fate is unknown is in flight until the same order finds out")
    void fateUnknown() {
        begin("limbo.test");
        Planned planned = planned("limbo.test");
        proxy().fail(TestProxy.Fault.REQUEST_LOST, Integer.MAX_VALUE);
        planned.apply()
                .statusCode(502)
                .contentType("application/problem+json")
                .body("detail", endsWith("it may have been done: repeat the order to find out"));
        planned.get().body("state", equalTo("planned"));
        plan("limbo.test").statusCode(409);
        putZone("limbo.test", masterFile()).statusCode(409);
        proxy().fail(TestProxy.Fault.NONE, 0);
        planned.apply().statusCode(200).body("state", equalTo("applied"));
        assertThat(serial("limbo.test")).isEqualTo(2);
        assertThat(contents(events("limbo.test", 2)))
                .hasExactlyElementsOfTypes(CutoverPlanned.class, RecordsChanged.class);
    }

    @Test
    @DisplayName("cut-overs are listed in their order, by domain and page by page")
    void list() {
        begin("list.test");
        begin("other-list.test");
        String first = planned("list.test").id();
        String other = planned("other-list.test").id();
        String second = planned("list.test").id();
        given().queryParam("domain", "LIST.test")
                .get("/cutovers")
                .then()
                .statusCode(200)
                .body("items.id", contains(first, second))
                .body("next", nullValue());
        given().queryParam("domain", "list.test")
                .queryParam("limit", 1)
                .get("/cutovers")
                .then()
                .body("items.id", contains(first))
                .body("next", equalTo(first));
        given().queryParam("domain", "list.test")
                .queryParam("after", first)
                .get("/cutovers")
                .then()
                .body("items.id", contains(second));
        given().queryParam("limit", 1000)
                .get("/cutovers")
                .then()
                .body("items.id", hasItem(other))
                .body("items.id", not(hasItem(nullValue())));
        given().get("/cutovers?after=x").then().statusCode(400).body("field", equalTo("after"));
        given().get("/cutovers?limit=0").then().statusCode(400).body("field", equalTo("limit"));
        given().get("/cutovers?domain=a@b")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo("domain"));
    }
}
