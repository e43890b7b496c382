package org.rehome.directory.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@DisplayName("/pools and /domains")
class PoolsResourceTest extends ApiTest {

    @Test
    @DisplayName("register a pool, answer the same for the same again, and list it")
    void register() {
        String body = pool(component.getLocalPort(), "example.test", "two.test");
        json().body(body)
                .put("/pools/legacy")
                .then()
                .statusCode(201)
                .header("Location", endsWith("/pools/legacy"))
                .header("ETag", "\"1\"")
                .body("pool", equalTo("legacy"))
                .body("domains", contains("example.test", "two.test"))
                .body("link.injectionPort", equalTo(component.getLocalPort()))
                .body("link.injectionName", nullValue())
                .body("forced", equalTo(false))
                .body("version", equalTo(1));
        json().body(body).put("/pools/legacy").then().statusCode(200).header("ETag", "\"1\"");
        given().get("/pools/legacy").then().statusCode(200).header("ETag", "\"1\"");
        given().get("/pools").then().statusCode(200).body("items.pool", contains("legacy"));
        given().get("/domains/two.test").then().statusCode(200).body("pool", equalTo("legacy"));
    }

    @Test
    @DisplayName("register a pool whose server has a hook, with the address of its clients")
    void hooked() {
        String body = """
                {"domains":["example.test"],"clientAddress":"[2001:db8::1]:5222",
                 "link":{"kind":"hook","host":"127.0.0.1","injectionPort":%d,"secret":"pool"}}
                """.formatted(component.getLocalPort());
        json().body(body)
                .put("/pools/new")
                .then()
                .statusCode(201)
                .body("clientAddress", equalTo("[2001:db8::1]:5222"))
                .body("link.kind", equalTo("hook"))
                .body("link.capturePort", nullValue());
        json().body(body).put("/pools/new").then().statusCode(200).header("ETag", "\"1\"");
    }

    @Test
    @DisplayName("refuse a pool whose component port does not answer, except by force, which is recorded")
    void portDown() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        json().body(pool(free, "example.test"))
                .put("/pools/legacy")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("precondition", equalTo("link"))
                .body("detail", containsString("127.0.0.1:" + free))
                .body("detail", containsString("force=true"));
        given().get("/pools/legacy").then().statusCode(404);
        json().body(pool(free, "example.test"))
                .queryParam("force", true)
                .put("/pools/legacy")
                .then()
                .statusCode(201)
                .body("forced", equalTo(true));
        json().body(pool(component.getLocalPort(), "example.test"))
                .put("/pools/legacy")
                .then()
                .statusCode(200)
                .body("forced", equalTo(false))
                .body("version", equalTo(2));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|domains|is missing",
                "{\"domains\":[]}|link|is missing",
                "{\"domains\":[\"-bad.test\"]}|domains.[0]|hyphen",
                "{\"domains\":[\"a.test\"],\"link\":{\"host\":\"h\",\"secret\":\"s\"}}|link.injectionPort|is missing",
                "{\"domains\":[\"a.test\"],\"link\":{\"host\":\"h\",\"secret\":\"s\",\"injectionPort\":70000}}|link.injectionPort|not from 1 to 65535",
                "{\"domains\":[\"a.test\"],\"link\":{\"host\":\" \",\"secret\":\"s\",\"injectionPort\":1}}|link.host|is empty",
                "{\"domains\":[\"a.test\"],\"link\":{\"host\":\"h\",\"injectionPort\":1}}|link.secret|is missing",
                "{\"domains\":[\"a.test\"],\"link\":{\"kind\":\"sip\",\"host\":\"h\",\"secret\":\"s\",\"injectionPort\":1}}|link.kind|known kinds: component, hook",
                "{\"domains\":[\"a.test\"],\"link\":{\"kind\":\"hook\",\"host\":\"h\",\"secret\":\"s\",\"injectionPort\":1,\"capturePort\":2}}|link.capturePort|a hook has no capture streams",
                "{\"domains\":[\"a.test\"],\"clientAddress\":\"new.test\",\"link\":{\"host\":\"h\",\"secret\":\"s\",\"injectionPort\":1}}|clientAddress|give host:port",
                "{\"domains\":[\"a.test\"],\"clientAddress\":\"new.test:70000\",\"link\":{\"host\":\"h\",\"secret\":\"s\",\"injectionPort\":1}}|clientAddress|not from 1 to 65535",
                "{\"domains\":[],\"link\":{\"host\":\"h\",\"secret\":\"s\",\"injectionPort\":1}}|domains|at least one domain",
                "{\"domains\":[\"a.test\",\"A.test\"],\"link\":{\"host\":\"h\",\"secret\":\"s\",\"injectionPort\":1}}|domains|listed twice",
                "{\"colour\":\"red\"}|colour|unknown member",
            })
    @DisplayName("name the field of bad input and the reason")
    void badInput(String body, String field, String reason) {
        json().body(body)
                .put("/pools/legacy")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field))
                .body("detail", containsString(reason));
    }

    @Test
    @DisplayName("refuse a malformed pool name, JSON that is none, and an empty body")
    void malformed() {
        json().body(pool(1, "a.test"))
                .put("/pools/Legacy Pool")
                .then()
                .statusCode(400)
                .body("field", equalTo("pool"));
        json().body("{\"domains\":").put("/pools/legacy").then().statusCode(400);
        json().put("/pools/legacy").then().statusCode(400).body("field", equalTo("body"));
    }

    @Test
    @DisplayName("refuse a change of another version than If-Match names, telling the current one")
    void ifMatch() {
        register("legacy", "example.test");
        String changed = pool(component.getLocalPort(), "example.test", "two.test");
        json().header("If-Match", "\"7\"")
                .body(changed)
                .put("/pools/legacy")
                .then()
                .statusCode(409)
                .body("currentVersion", equalTo(1));
        json().header("If-Match", "\"1\"")
                .body(changed)
                .put("/pools/legacy")
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"");
        given().header("If-Match", "\"1\"").delete("/pools/legacy").then().statusCode(409);
    }

    @Test
    @DisplayName("do not remove a pool in use, and say how many use it; remove one that nobody needs")
    void remove() {
        register("legacy", "example.test");
        register("new", "example.test");
        create("alice@example.test", "new");
        conflict("/pools/new", "1 user lives on it");
        conflict("/pools/legacy", "home pool of 1 domain");
        given().delete("/users/alice@example.test").then().statusCode(204);
        given().delete("/pools/new").then().statusCode(204);
        given().delete("/pools/new").then().statusCode(404);
        given().delete("/domains/example.test").then().statusCode(204);
        given().delete("/pools/legacy").then().statusCode(204);
    }

    @Test
    @DisplayName("set the home pool of a domain and of a subdomain")
    void domains() {
        register("legacy", "example.test");
        register("new", "example.test");
        json().body("{\"pool\":\"new\"}")
                .put("/domains/Example.TEST")
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("domain", equalTo("example.test"))
                .body("pool", equalTo("new"));
        json().body("{\"pool\":\"new\"}")
                .put("/domains/conference.example.test")
                .then()
                .statusCode(201);
        json().body("{\"pool\":\"new\"}")
                .put("/domains/partner.test")
                .then()
                .statusCode(422)
                .body("precondition", equalTo("domain"));
        json().body("{\"pool\":\"none\"}")
                .put("/domains/example.test")
                .then()
                .statusCode(422)
                .body("precondition", equalTo("pool"));
        json().body("{\"pool\":\"new\"}")
                .put("/domains/-bad")
                .then()
                .statusCode(400)
                .body("field", equalTo("domain"));
        given().get("/domains").then().body("items.domain", contains("conference.example.test", "example.test"));
    }

    @Test
    @DisplayName("page by after and limit")
    void pages() {
        register("a", "example.test");
        register("b", "example.test");
        register("c", "example.test");
        given().get("/pools?limit=2")
                .then()
                .body("items.pool", contains("a", "b"))
                .body("next", equalTo("b"));
        given().get("/pools?limit=2&after=b")
                .then()
                .body("items.pool", contains("c"))
                .body("next", nullValue());
        given().get("/pools?limit=0").then().statusCode(400).body("field", equalTo("limit"));
    }

    private static void conflict(String path, String reason) {
        ValidatableResponse response = given().delete(path).then();
        response.statusCode(409).body("detail", containsString(reason));
    }
}
