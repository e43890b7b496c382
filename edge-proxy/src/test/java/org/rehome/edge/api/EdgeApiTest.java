package org.rehome.edge.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.rehome.conformance.Requirement.C9;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.stream.Stream;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.edge.Edge;
import org.rehome.edge.EdgeSettings;
import org.rehome.edge.SuiteWorld;
import org.rehome.edge.trust.CertificateMaker;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.certificate.Pem;
import org.rehome.rest.OpenApiGaps;

@QuarkusTest
@QuarkusTestResource(SuiteWorld.class)
@Timeout(60)
class EdgeApiTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final String PEM = "application/x-pem-file";

    @Inject
    Edge edge;

    @Inject
    EdgeSettings settings;

    @BeforeEach
    void ready() {
        await().atMost(Duration.ofSeconds(30)).until(edge::ready);
    }

    private static ValidatableResponse put(String path, String type, Object body) {
        byte[] bytes = body instanceof byte[] raw ? raw : body.toString().getBytes(UTF_8);
        return given().contentType(type).body(bytes).put(path).then();
    }

    @Test
    @DisplayName("a certificate is imported as PEM, shown without its key, and announced to all")
    void importPem() throws Exception {
        LabIdentity identity = AUTHORITY.identity("pem.test", "*.pem.test");
        put("/certificates/pem.test", PEM, identity.pem())
                .statusCode(200)
                .body("domain", equalTo("pem.test"))
                .body("names", hasItem("*.pem.test"))
                .body("chain", equalTo(1));
        // the same again changes nothing
        put("/certificates/pem.test", PEM, identity.pem()).statusCode(200);
        String shown = given().get("/certificates/pem.test")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(shown).contains("fingerprint").doesNotContain("PRIVATE");
        given().get("/certificates?limit=1000").then().body("items.domain", hasItem("pem.test"));
        await().atMost(Duration.ofSeconds(20)).until(() -> given().get("/edges")
                .jsonPath()
                .getList("items.find { it.edge == 'edge-1' }.certificates")
                .contains("pem.test"));
    }

    @Test
    @DisplayName("without a legacy gateway nothing is spliced; a cut names its domain")
    void splices() {
        given().get("/splices").then().statusCode(200).body("items.size()", equalTo(0));
        given().get("/splices/partners").then().statusCode(200).body("items.size()", equalTo(0));
        given().post("/splices/cut?domain=partner1.test&force=true")
                .then()
                .statusCode(202)
                .body("domain", equalTo("partner1.test"))
                .body("splices", equalTo(0))
                .body("force", equalTo(true));
        given().post("/splices/cut").then().statusCode(400).body("field", equalTo("domain"));
        given().get("/q/metrics").then().body(containsString("rehome_edge_splices "));
    }

    @Test
    @DisplayName("a certificate is imported as PKCS#12 with its password")
    void importPkcs12() throws Exception {
        KeyStore store = AUTHORITY.identity("p12.test").keyStore("geheim".toCharArray());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        store.store(file, "geheim".toCharArray());
        given().contentType("application/x-pkcs12")
                .header("X-Certificate-Password", "geheim")
                .body(file.toByteArray())
                .put("/certificates/p12.test")
                .then()
                .statusCode(200)
                .body("domain", equalTo("p12.test"));
        given().contentType("application/x-pkcs12")
                .header("X-Certificate-Password", "falsch")
                .body(file.toByteArray())
                .put("/certificates/p12.test")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo("certificate"))
                .body("detail", containsString("password"));
        given().contentType("application/x-pkcs12")
                .body(file.toByteArray())
                .put("/certificates/p12.test")
                .then()
                .statusCode(400)
                .body("field", equalTo("X-Certificate-Password"));
    }

    @Test
    @DisplayName("what is wrong with a certificate is said, field by field, and nothing is changed")
    void refused() {
        String good = AUTHORITY.identity("bad.test").pem();
        String otherKey = AUTHORITY.identity("bad.test").pem();
        String mixed = good.substring(0, good.indexOf("-----BEGIN PRIVATE"))
                + otherKey.substring(otherKey.indexOf("-----BEGIN PRIVATE"));
        put("/certificates/bad.test", PEM, mixed)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors[0].field", equalTo("key"))
                .body("errors[0].reason", containsString("does not belong"));
        put("/certificates/bad.test", PEM, AUTHORITY.identity("other.test").pem())
                .statusCode(400)
                .body("errors[0].field", equalTo("names"))
                .body("errors[0].reason", containsString("do not cover bad.test"));
        put(
                        "/certificates/bad.test",
                        PEM,
                        AUTHORITY.issue().dns("bad.test").expired().issue().pem())
                .statusCode(400)
                .body("errors[0].field", equalTo("notAfter"));
        put("/certificates/bad.test", PEM, "garbage").statusCode(400).body("field", equalTo("certificate"));
        put("/certificates/bad.test", "application/json", "{}").statusCode(415);
        put("/certificates/-bad-", PEM, good).statusCode(400).body("detail", containsString("domainpart"));
        given().get("/certificates/bad.test").then().statusCode(404);
    }

    @Test
    @DisplayName("a certificate is requested, and imported without the key, which never leaves the edge")
    void requested() throws Exception {
        String request = given().post("/certificates/asked.test/request?name=*.asked.test")
                .then()
                .statusCode(201)
                .contentType(PEM)
                .header("Location", containsString("/certificates/asked.test/request"))
                .body(not(containsString("PRIVATE")))
                .extract()
                .asString();
        given().get("/certificates/asked.test/request").then().statusCode(200).body(equalTo(request));
        given().post("/certificates/asked.test/request")
                .then()
                .statusCode(409)
                .body("detail", containsString("replace=true"));
        String foreign = Pem.of(AUTHORITY.identity("asked.test").leaf());
        put("/certificates/asked.test", PEM, foreign)
                .statusCode(400)
                .body("field", equalTo("certificate"))
                .body("detail", containsString("no key that is kept here for asked.test"));

        String issued = issue(request);
        put("/certificates/asked.test", PEM, issued)
                .statusCode(200)
                .body("names", hasItem("_xmpp-server.asked.test"))
                .body("names", hasItem("*.asked.test"));
        given().get("/certificates/asked.test/request").then().statusCode(404);
        // again, with the key that is in use: a chain can be mended
        put("/certificates/asked.test", PEM, issued).statusCode(200);

        given().post("/certificates/asked.test/request?key=DSA")
                .then()
                .statusCode(400)
                .body("field", equalTo("key"));
        given().post("/certificates/asked.test/request?name=a b").then().statusCode(400);
    }

    private static String issue(String request) throws Exception {
        try (PEMParser parser = new PEMParser(new StringReader(request))) {
            PKCS10CertificationRequest asked = (PKCS10CertificationRequest) parser.readObject();
            CertificateMaker.Made authority =
                    new CertificateMaker("Authority").authority(0).selfSigned();
            return Pem.of(CertificateMaker.of(asked).signedBy(authority).certificate())
                    + Pem.of(authority.certificate());
        }
    }

    @Test
    @DisplayName("a certificate of the development authority, which partners can fetch")
    void development() {
        given().contentType("application/json")
                .body("{}")
                .post("/certificates/dev.test/development")
                .then()
                .statusCode(201)
                .header("Location", containsString("/certificates/dev.test"))
                .body("names", hasItem("_xmpp-server.dev.test"));
        given().get("/authorities/development")
                .then()
                .statusCode(200)
                .contentType(PEM)
                .body(startsWith("-----BEGIN CERTIFICATE-----"))
                .body(not(containsString("PRIVATE")));
        assertThat(Pem.certificates(given().get("/authorities/development").asString()))
                .hasSize(1);
    }

    @Test
    @DisplayName("trust anchors are added, listed, read and removed; bad ones are refused")
    void authorities() {
        put("/authorities/one", PEM, AUTHORITY.pem())
                .statusCode(200)
                .body("certificates[0].subject", equalTo("CN=Test CA"));
        given().get("/authorities").then().body("items.name", hasItem("one"));
        given().get("/authorities/one").then().statusCode(200).body(equalTo(AUTHORITY.pem()));
        put("/authorities/two", PEM, "nothing").statusCode(400).body("field", equalTo("certificate"));
        put("/authorities/two", PEM, AUTHORITY.identity("x.test").pem())
                .statusCode(400)
                .body("detail", containsString("private key"));
        put("/authorities/development", PEM, AUTHORITY.pem()).statusCode(400).body("field", equalTo("name"));
        put("/authorities/Two", PEM, AUTHORITY.pem()).statusCode(400).body("field", equalTo("name"));
        put("/authorities/three?domain=partner1.test&domain=chat.partner1.test", PEM, AUTHORITY.pem())
                .statusCode(200)
                .body("domains", equalTo(java.util.List.of("chat.partner1.test", "partner1.test")));
        put("/authorities/three?domain=no%20domain", PEM, AUTHORITY.pem()).statusCode(400);
        given().delete("/authorities/three").then().statusCode(204);
        given().delete("/authorities/one").then().statusCode(204);
        given().delete("/authorities/one").then().statusCode(404);
        given().get("/authorities/one").then().statusCode(404);
    }

    @Test
    @Spec(C9)
    @DisplayName("C9: a certificate file that is replaced by hand is taken over without a restart")
    void replacedByHand() throws Exception {
        put("/certificates/hand.test", PEM, AUTHORITY.identity("hand.test").pem())
                .statusCode(200);
        String before = given().get("/certificates/hand.test").jsonPath().getString("fingerprint");
        Path file = settings.data().resolve("certificates/hand.test.pem");
        Files.writeString(file, AUTHORITY.identity("hand.test").pem());
        await().atMost(Duration.ofSeconds(10)).until(() -> !given().get("/certificates/hand.test")
                .jsonPath()
                .getString("fingerprint")
                .equals(before));
    }

    @Test
    @DisplayName("lists come in pages")
    void pages() {
        put("/certificates/page1.test", PEM, AUTHORITY.identity("page1.test").pem())
                .statusCode(200);
        put("/certificates/page2.test", PEM, AUTHORITY.identity("page2.test").pem())
                .statusCode(200);
        given().get("/certificates?after=page0&limit=1")
                .then()
                .body("items.domain", equalTo(java.util.List.of("page1.test")))
                .body("next", equalTo("page1.test"));
        given().get("/certificates?limit=0").then().statusCode(400).body("field", equalTo("limit"));
    }

    @Test
    @DisplayName("the edge is ready with or without certificates, and says until when they are valid")
    void health() {
        put("/certificates/health.test", PEM, AUTHORITY.identity("health.test").pem())
                .statusCode(200);
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(containsString("certificate health.test"))
                .body(containsString("caught up"));
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/metrics").then().body(containsString("rehome_edge_streams"));
        given().get("/q/openapi").then().body(containsString("/certificates/{domain}"));
    }

    @Test
    @DisplayName("each answer is shown by an example in the API's description, and each problem")
    void answersDescribed() {
        assertThat(OpenApiGaps.of(given().get("/q/openapi?format=json").as(JsonNode.class)))
                .isEmpty();
    }

    @Test
    @DisplayName("edges are listed, wrong filters are refused")
    void edges() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> given().get("/edges")
                .then()
                .body("items[0].edge", equalTo("edge-1"))
                .body("items[0].host", equalTo("edge1.example.test"))
                .body("items[0].port", equalTo(edge.port()))
                .body("items[0].state", equalTo("running")));
        given().get("/streams?partner=a b").then().statusCode(400);
    }

    @Test
    @DisplayName("edge events can be followed by server-sent events")
    void events() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/events?from=earliest"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<Stream<String>> response = client.send(request, HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                assertThat(lines.anyMatch(line -> line.startsWith("data:") && line.contains("org.rehome.EdgeStarted")))
                        .isTrue();
            }
            client.shutdownNow();
        }
    }
}
