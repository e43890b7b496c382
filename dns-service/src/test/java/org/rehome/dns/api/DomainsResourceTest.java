package org.rehome.dns.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@DisplayName("/domains")
class DomainsResourceTest extends ApiTest {

    private static ValidatableResponse put(String domain, String body) {
        return json().body(body).put("/domains/" + domain).then();
    }

    private static ValidatableResponse putIfMatch(String domain, String ifMatch, long ttl) {
        return json().header("If-Match", ifMatch)
                .body("{\"zone\":\"" + domain + "\",\"ttl\":" + ttl + ",\"edges\":[{\"host\":\"edge1." + domain
                        + "\"}]}")
                .put("/domains/" + domain)
                .then();
    }

    @Test
    @DisplayName("what is omitted has defaults, and is shown")
    void defaults() {
        put("defaults.test", "{\"zone\":\"Defaults.Test.\",\"edges\":[{\"host\":\"Edge1.Defaults.Test\"}]}")
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("domain", equalTo("defaults.test"))
                .body("zone", equalTo("defaults.test"))
                .body("ttl", equalTo(300))
                .body("edges.host", contains("edge1.defaults.test"))
                .body("edges[0].port", equalTo(5269))
                .body("edges[0].priority", equalTo(10))
                .body("edges[0].weight", equalTo(0))
                .body("edges[0].addresses", empty())
                .body("version", equalTo(1));
    }

    @Test
    @DisplayName("every setting is kept as it was given, and what is wanted changes no zone")
    void everything() {
        putZone("whole.test", masterFile(legacySrv())).statusCode(200);
        put("chat.whole.test", """
                        {"zone":"whole.test","ttl":86400,"edges":[
                          {"host":"edge1.whole.test","port":15269,"priority":1,"weight":65535,
                           "addresses":["192.0.2.1","2001:db8::1"]},
                          {"host":"edge2.elsewhere.test","priority":65535}]}
                        """).statusCode(200);
        given().get("/domains/chat.whole.test")
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("zone", equalTo("whole.test"))
                .body("ttl", equalTo(86400))
                .body("edges.host", contains("edge1.whole.test", "edge2.elsewhere.test"))
                .body("edges.port", contains(15269, 5269))
                .body("edges.priority", contains(1, 65535))
                .body("edges.weight", contains(65535, 0))
                .body("edges[0].addresses", contains("192.0.2.1", "2001:db8:0:0:0:0:0:1"))
                .body("edges[1].addresses", empty());
        assertThat(serial("whole.test")).isEqualTo(1);
        assertThat(askSrv("chat.whole.test")).isEmpty();
    }

    @Test
    @DisplayName("a domain with letters beyond ASCII is the same by both of its names")
    void international() {
        String body = "{\"zone\":\"xn--mnchen-3ya.test\",\"edges\":[{\"host\":\"edge1.xn--mnchen-3ya.test\"}]}";
        given().contentType("application/json")
                .body(body)
                .put("/domains/{domain}", "München.test")
                .then()
                .statusCode(200)
                .body("domain", equalTo("münchen.test"));
        put("xn--mnchen-3ya.test", body).statusCode(200).header("ETag", "\"1\"");
    }

    @Test
    @DisplayName("the same again changes nothing; a change raises the version; If-Match is honoured")
    void versions() {
        putIfMatch("versions.test", "\"1\"", 300)
                .statusCode(409)
                .contentType("application/problem+json")
                .body("currentVersion", equalTo(0));
        given().get("/domains/versions.test").then().statusCode(404);

        putIfMatch("versions.test", "*", 300).statusCode(200).header("ETag", "\"1\"");
        putIfMatch("versions.test", "\"1\"", 300).statusCode(200).header("ETag", "\"1\"");
        putIfMatch("versions.test", "\"1\"", 60).statusCode(200).header("ETag", "\"2\"");
        putIfMatch("versions.test", "\"1\"", 90)
                .statusCode(409)
                .contentType("application/problem+json")
                .body("title", equalTo("Conflict"))
                .body("status", equalTo(409))
                .body("currentVersion", equalTo(2))
                .body("detail", containsString("the current version is 2"));
        given().get("/domains/versions.test")
                .then()
                .header("ETag", "\"2\"")
                .body("ttl", equalTo(60))
                .body("version", equalTo(2));
    }

    @Test
    @DisplayName("of eight changes at once of one version, one is done")
    void concurrentChanges() throws InterruptedException {
        putIfMatch("many.test", "*", 300).statusCode(200);
        List<Integer> answers = new CopyOnWriteArrayList<>();
        List<Thread> threads = IntStream.rangeClosed(1, 8)
                .mapToObj(ttl -> Thread.ofVirtual()
                        .start(() -> answers.add(
                                putIfMatch("many.test", "\"1\"", ttl).extract().statusCode())))
                .toList();
        for (Thread each : threads) {
            each.join();
        }
        assertThat(answers).containsExactlyInAnyOrder(200, 409, 409, 409, 409, 409, 409, 409);
        given().get("/domains/many.test").then().header("ETag", "\"2\"");
    }

    @ParameterizedTest(name = "{0} is refused at {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"edges":[{"host":"e.bad.test"}]}                      | zone               | it is missing
            {"zone":"","edges":[{"host":"e.bad.test"}]}            | zone               | it is empty
            {"zone":"bad zone","edges":[{"host":"e.bad.test"}]}    | zone               | each label has 1 to 63 letters
            {"zone":"other.test","edges":[{"host":"e.bad.test"}]}  | zone               | bad.test is not within the zone other.test.
            {"zone":".","edges":[{"host":"e.bad.test"}]}           | zone               | is not within the zone
            {"zone":5,"edges":[{"host":"e.bad.test"}]}             | zone               |
            {"zone":"bad.test"}                                    | edges              | there are 0, not 1 to 20
            {"zone":"bad.test","edges":[]}                         | edges              | there are 0, not 1 to 20
            {"zone":"bad.test","edges":{}}                         | edges              |
            {"zone":"bad.test","edges":[null]}                     | edges[0]           | it is null
            {"zone":"bad.test","edges":[{}]}                       | edges[0].host      | it is missing
            {"zone":"bad.test","edges":[{"host":"_e.bad.test"}]}   | edges[0].host      | is not the name of a host (RFC 1123 §2.1)
            {"zone":"bad.test","edges":[{"host":"."}]}             | edges[0].host      | is not the name of a host
            {"zone":"bad.test","edges":[{"host":"e.bad.test"},{"host":"E.bad.test."}]} | edges[1].host | e.bad.test. port 5269 is listed twice
            {"zone":"bad.test","edges":[{"host":"e.else.test","addresses":["192.0.2.1"]}]} | edges[0].host | give no addresses for it
            {"zone":"bad.test","edges":[{"host":"e.bad.test","port":0}]}         | edges[0].port      | 0 is not from 1 to 65535
            {"zone":"bad.test","edges":[{"host":"e.bad.test","port":65536}]}     | edges[0].port      | 65536 is not from 1 to 65535
            {"zone":"bad.test","edges":[{"host":"e.bad.test","port":"5269"}]}    | edges.[0].port     |
            {"zone":"bad.test","edges":[{"host":"e.bad.test","port":5269.5}]}    | edges.[0].port     |
            {"zone":"bad.test","edges":[{"host":"e.bad.test","port":9999999999}]} | edges.[0].port    |
            {"zone":"bad.test","edges":[{"host":"e.bad.test","priority":-1}]}    | edges[0].priority  | -1 is not from 0 to 65535
            {"zone":"bad.test","edges":[{"host":"e.bad.test","weight":65536}]}   | edges[0].weight    | 65536 is not from 0 to 65535
            {"zone":"bad.test","edges":[{"host":"e.bad.test","wait":1}]}         | edges.[0].wait     | unknown member "wait"; known: addresses, host, port, priority, weight
            {"zone":"bad.test","edges":[{"host":"e.bad.test","addresses":["1.2.3"]}]}     | edges[0].addresses | neither an IPv4 nor an IPv6 address
            {"zone":"bad.test","edges":[{"host":"e.bad.test","addresses":["localhost"]}]} | edges[0].addresses | neither an IPv4 nor an IPv6 address
            {"zone":"bad.test","edges":[{"host":"e.bad.test","addresses":["0.0.0.0"]}]}   | edges[0].addresses | is not the address of one host
            {"zone":"bad.test","edges":[{"host":"e.bad.test","addresses":[null]}]}        | edges[0].addresses | neither an IPv4 nor an IPv6 address
            {"zone":"bad.test","edges":[{"host":"e.bad.test","addresses":["::1","0:0::1"]}]} | edges[0].addresses | one address is listed twice
            {"zone":"bad.test","ttl":0,"edges":[{"host":"e.bad.test"}]}          | ttl                | 0 is not from 1 to 86400 seconds
            {"zone":"bad.test","ttl":86401,"edges":[{"host":"e.bad.test"}]}      | ttl                | 86401 is not from 1 to 86400 seconds
            {"zone":"bad.test","ttl":"300","edges":[{"host":"e.bad.test"}]}      | ttl                |
            {"zone":"bad.test","ttl":1.5,"edges":[{"host":"e.bad.test"}]}        | ttl                |
            {"zones":"bad.test"}                                   | zones              | unknown member "zones"; known: edges, ttl, zone
            """)
    void wrongRecordsAreNamed(String body, String field, @Nullable String reason) {
        ValidatableResponse response = put("bad.test", body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("title", equalTo("Bad request"))
                .body("status", equalTo(400))
                .body("field", equalTo(field));
        if (reason != null) {
            response.body("detail", allOf(containsString(field), containsString(reason)));
        }
        given().get("/domains/bad.test").then().statusCode(404);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            a@b.test | not an address: domainpart
            -a.test  | a label neither starts nor ends with a hyphen
            a..test  | each label has 1 to 63 characters
            """)
    void aDomainThatIsNoneIsNamed(String domain, String reason) {
        put(domain, desired("bad.test"))
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo("domain"))
                .body("detail", containsString(reason));
        given().get("/domains/" + domain)
                .then()
                .statusCode(400)
                .body("field", equalTo("domain"))
                .body("detail", containsString(reason));
    }

    @Test
    @DisplayName("bodies that are no records are refused")
    void noRecords() {
        put("bad.test", "")
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo("body"))
                .body("detail", containsString("give zone and edges"));
        put("bad.test", "null").statusCode(400).body("field", equalTo("body"));
        put("bad.test", "{")
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("the body is not readable"));
        put("bad.test", "[]").statusCode(400).contentType("application/problem+json");
        put("bad.test", desired("bad.test") + "{}").statusCode(400).contentType("application/problem+json");
        given().contentType("text/plain")
                .body(desired("bad.test"))
                .put("/domains/bad.test")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        given().get("/domains/bad.test").then().statusCode(404);
    }

    @Test
    @DisplayName("a domain without desired records is not found, and the answer says how it gets some")
    void unknown() {
        given().get("/domains/nobody.test")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("status", equalTo(404))
                .body("title", equalTo("Not found"))
                .body("detail", containsString("PUT /domains/nobody.test"));
    }
}
