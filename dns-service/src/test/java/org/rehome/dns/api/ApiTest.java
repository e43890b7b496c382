package org.rehome.dns.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.DnsEvent;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.EventEnvelope;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.dns.zone.ServerAddress;
import org.rehome.dns.zone.TestProxy;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/// What the tests of the running service share: what gateway and edges say, the way to the DNS server,
/// requests, questions, events. Each test has a domain of its own, with a zone of the same name.
@QuarkusTestResource(SuiteWorld.class)
abstract class ApiTest {
    static final Duration SOON = Duration.ofSeconds(30);

    /// Has desired records, and a zone that no server knows: its plan tells what is missing before that.
    private static final String PROBE = "probe.test";

    private static EventPublisher facts;
    private static TestProxy proxy;
    private static EventLog log;
    private static volatile ServerAddress server;

    @BeforeAll
    static void open() throws IOException {
        facts = new EventPublisher(new KafkaSettings(setting("rehome.kafka.bootstrap-servers"), "test"), "/test");
        log = new EventLog(setting("rehome.kafka.bootstrap-servers"));
        server = embedded();
        proxy = listen();
    }

    @AfterAll
    static void close() throws IOException {
        proxy.close();
        log.close();
        facts.close();
    }

    @BeforeEach
    void awaitService() {
        await().atMost(SOON).until(() -> given().get("/q/health/ready").statusCode() == 200);
        enablePartner();
    }

    static void enablePartner() {
        say(new FederationEvent.FederationEnabled(partner(), 1, null));
    }

    @AfterEach
    void healTheWay() throws IOException {
        disconnect();
        server = embedded();
        connect();
    }

    static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }

    static ServerAddress embedded() {
        return new ServerAddress("127.0.0.1", Integer.parseInt(setting(SuiteWorld.EMBEDDED_PORT)));
    }

    /// From now on the service finds another DNS server where its primary was.
    static void route(ServerAddress other) {
        server = other;
    }

    static void connect() throws IOException {
        proxy = listen();
    }

    private static TestProxy listen() throws IOException {
        return TestProxy.at(Integer.parseInt(setting(SuiteWorld.PROXY_PORT)), () -> server);
    }

    /// From now on nobody listens where the primary was.
    static void disconnect() throws IOException {
        proxy.close();
    }

    static TestProxy proxy() {
        return proxy;
    }

    static Partner partner() {
        return new Partner(
                Domain.parse("partner1.test"),
                List.of(),
                null,
                PartnerType.Federated,
                Negotiation.Required,
                Negotiation.Required,
                false,
                true,
                20,
                null);
    }

    static void say(FederationEvent event) {
        facts.publish(Topics.FEDERATION, event).join();
    }

    static void remove(Partner partner) {
        facts.remove(Topics.FEDERATION, "partner/" + partner.domain()).join();
    }

    static void say(EdgeEvent event) {
        facts.publish(Topics.EDGES, event).join();
    }

    /// Waits until the service knows what was said.
    ///
    /// @param missing of a plan for an edge of this host
    static void awaitMissing(String host, String missing) {
        json().body("{\"zone\":\"" + PROBE + "\",\"edges\":[{\"host\":\"" + host + "\"}]}")
                .put("/domains/" + PROBE)
                .then()
                .statusCode(200);
        await().atMost(SOON)
                .until(() -> plan(PROBE).statusCode(422).extract().<String>path("precondition"), missing::equals);
    }

    static void awaitAllKnown(String domain) {
        awaitMissing(edge(domain), "primary");
    }

    static String edge(String domain) {
        return "edge1." + domain;
    }

    static RequestSpecification json() {
        return given().contentType(ContentType.JSON);
    }

    static String masterFile(String... more) {
        return """
                $TTL 300
                @ SOA ns1 hostmaster 1 3600 600 604800 60
                @ NS ns1
                ns1 A 127.0.0.1
                legacy A 127.0.0.10
                """ + String.join("\n", more) + "\n";
    }

    static String legacySrv() {
        return "_xmpp-server._tcp SRV 10 0 5269 legacy";
    }

    static ValidatableResponse putZone(String zone, String masterFile) {
        return given().contentType("text/dns")
                .body(masterFile)
                .put("/zones/" + zone)
                .then();
    }

    static String desired(String domain) {
        return """
                {"zone":"%s","edges":[{"host":"%s","addresses":["127.0.0.21"]}]}
                """.formatted(domain, edge(domain));
    }

    /// A zone with the legacy records, the desired records, and an edge that was announced.
    static void begin(String domain) {
        putZone(domain, masterFile(legacySrv())).statusCode(200);
        json().body(desired(domain)).put("/domains/" + domain).then().statusCode(200);
        say(new EdgeEvent.EdgeStarted(domain, edge(domain), 5269, null));
        awaitAllKnown(domain);
    }

    static ValidatableResponse plan(String domain) {
        return json().body("{\"domain\":\"" + domain + "\"}").post("/cutovers").then();
    }

    static ValidatableResponse order(String id, String order, String body) {
        return json().body(body).post("/cutovers/" + id + "/" + order).then();
    }

    static ValidatableResponse get(String id) {
        return given().get("/cutovers/" + id).then().statusCode(200);
    }

    /// A plan that was made.
    record Planned(String id, String hash) {
        ValidatableResponse apply() {
            return order(id, "apply", "{\"hash\":\"" + hash + "\"}");
        }

        ValidatableResponse verify() {
            return order(id, "verify", "{}");
        }

        ValidatableResponse rollback(String body) {
            return order(id, "rollback", body);
        }

        ValidatableResponse complete() {
            return order(id, "complete", "{}");
        }

        ValidatableResponse get() {
            return ApiTest.get(id);
        }
    }

    static Planned planned(String domain) {
        return planned(plan(domain));
    }

    static Planned planned(ValidatableResponse response) {
        response.statusCode(201);
        return new Planned(response.extract().path("id"), response.extract().path("hash"));
    }

    static Planned applied(String domain) {
        Planned planned = planned(domain);
        planned.apply().statusCode(200);
        return planned;
    }

    static String srv(String domain) {
        return "_xmpp-server._tcp." + domain + ".";
    }

    static String srvLine(String domain, String host) {
        return srv(domain) + " 300 IN SRV 10 0 5269 " + host + "." + domain + ".";
    }

    /// What the embedded server answers, over UDP and over TCP the same; empty when there is no such record.
    static List<String> ask(String name, int type) {
        List<String> byUdp = ask(embedded(), name, type, false);
        assertThat(ask(embedded(), name, type, true)).as("over TCP").isEqualTo(byUdp);
        return byUdp;
    }

    static List<String> ask(ServerAddress server, String name, int type, boolean tcp) {
        try {
            SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(server.host(), server.port()));
            resolver.setTimeout(Duration.ofSeconds(5));
            resolver.setTCP(tcp);
            Message answer =
                    resolver.send(Message.newQuery(Record.newRecord(Name.fromString(absolute(name)), type, DClass.IN)));
            assertThat(answer.getHeader().getFlag(Flags.AA)).as("authoritative").isTrue();
            assertThat(answer.getRcode()).isIn(Rcode.NOERROR, Rcode.NXDOMAIN);
            return answer.getSection(Section.ANSWER).stream()
                    .map(each -> each.toString().replaceAll("\\s+", " "))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String absolute(String name) {
        return name.endsWith(".") ? name : name + ".";
    }

    static List<String> askSrv(String domain) {
        return ask(srv(domain), Type.SRV);
    }

    static long serial(String zone) {
        return Long.parseLong(ask(zone, Type.SOA).getFirst().split(" ", -1)[6]);
    }

    /// The events of a domain, once there are so many.
    static List<EventEnvelope<DnsEvent>> events(String domain, int count) {
        return Objects.requireNonNull(await().atMost(SOON).until(() -> log.of(domain), found -> found.size() >= count));
    }

    static List<DnsEvent> contents(List<EventEnvelope<DnsEvent>> events) {
        return events.stream().map(EventEnvelope::event).toList();
    }

    /// Lines of the event stream up to the first such line.
    ///
    /// @param lastEventId of the last one seen; null to begin with the earliest
    static List<String> follow(@Nullable String lastEventId, Predicate<String> last) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        uri("/events" + (lastEventId == null ? "?from=earliest" : "")))
                .timeout(SOON);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        List<String> seen = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(request.build(), HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            assertThat(lines.peek(seen::add).anyMatch(last)).isTrue();
            client.shutdownNow();
        }
        return seen;
    }

    static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + RestAssured.port + path);
    }
}
