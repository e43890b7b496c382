package org.rehome.dns.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

@QuarkusTest
@DisplayName("/zones")
class ZonesResourceTest extends ApiTest {

    @Test
    @DisplayName("a zone that was put is served over UDP and TCP, and is given back as a master file")
    void put() {
        putZone("served.test", masterFile(legacySrv(), "text TXT \"a;b\" \"c d\""))
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("zone", equalTo("served.test"))
                .body("serial", equalTo(1))
                .body("records", equalTo(6));
        assertThat(askSrv("served.test")).containsExactly(srvLine("served.test", "legacy"));
        assertThat(ask("legacy.served.test", Type.A)).containsExactly("legacy.served.test. 300 IN A 127.0.0.10");
        assertThat(ask("text.served.test", Type.TXT)).containsExactly("text.served.test. 300 IN TXT \"a;b\" \"c d\"");
        assertThat(ask("nobody.served.test", Type.A)).isEmpty();

        String masterFile = given().get("/zones/Served.Test")
                .then()
                .statusCode(200)
                .contentType("text/dns")
                .header("ETag", "\"1\"")
                .extract()
                .asString();
        putZone("served.test", masterFile)
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("records", equalTo(6));
    }

    @Test
    @DisplayName("other content has a newer serial; If-Match is honoured")
    void versions() {
        putZone("serials.test", masterFile()).statusCode(200).header("ETag", "\"1\"");
        putZone("serials.test", masterFile(legacySrv())).statusCode(200).header("ETag", "\"2\"");
        given().contentType("text/plain")
                .header("If-Match", "\"1\"")
                .body(masterFile())
                .put("/zones/serials.test")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("currentVersion", equalTo(2));
        assertThat(serial("serials.test")).isEqualTo(2);
        given().contentType("text/plain")
                .header("If-Match", "\"2\"")
                .body(masterFile())
                .put("/zones/serials.test")
                .then()
                .statusCode(200)
                .header("ETag", "\"3\"");
        assertThat(askSrv("serials.test")).isEmpty();
        assertThat(serial("serials.test")).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            alias CNAME legacy               | records of type CNAME are not supported
            sub NS ns1                       | delegations are not supported
            * A 127.0.0.1                    | wildcards are not supported
            outside.other.test. A 127.0.0.1  | is not within the zone bad.test.
            @ SOA ns1 h 1 2 3 4 5            | a zone has one SOA record
            legacy A 300.0.0.1               | not a master file (RFC 1035 §5)
            $GENERATE 1-9 h$ A 127.0.0.$     | $GENERATE is not supported
            $INCLUDE /etc/hostname           | not a master file (RFC 1035 §5)
            """)
    void aWrongMasterFileIsRefusedWithItsReason(String line, String reason) {
        putZone("bad.test", masterFile(line))
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo("body"))
                .body("detail", containsString(reason));
        given().get("/zones/bad.test").then().statusCode(404);
    }

    @Test
    @DisplayName("a zone that cannot be, or is not there, is named")
    void names() {
        putZone("bad zone", masterFile()).statusCode(400).body("field", equalTo("zone"));
        putZone("empty.test", " ").statusCode(400).body("field", equalTo("body"));
        putZone("empty.test", "ns1 A 127.0.0.1\n").statusCode(400).body("field", equalTo("body"));
        given().get("/zones/nobody.test")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", containsString("nobody.test"));
    }

    @Test
    @DisplayName("zones are listed page by page")
    void paging() {
        for (String each : new String[] {"zz-page3.test", "zz-page1.test", "zz-page2.test"}) {
            putZone(each, masterFile()).statusCode(200);
        }
        given().get("/zones?after=zz-&limit=2")
                .then()
                .statusCode(200)
                .body("items.zone", contains("zz-page1.test", "zz-page2.test"))
                .body("next", equalTo("zz-page2.test"));
        given().get("/zones?after=zz-page2.test&limit=1")
                .then()
                .body("items.zone", contains("zz-page3.test"))
                .body("next", nullValue());
        given().get("/zones?limit=0").then().statusCode(400).body("field", equalTo("limit"));
    }

    @Test
    @DisplayName("a zone with a cut-over in flight is not replaced, except by force")
    void inFlight() {
        begin("busy.test");
        Planned planned = planned("busy.test");
        putZone("busy.test", masterFile("new A 127.0.0.9", legacySrv())).statusCode(200);
        putZone("busy.test", masterFile(legacySrv())).statusCode(200);
        planned.apply().statusCode(200);
        long serial = serial("busy.test");

        putZone("busy.test", masterFile(legacySrv()))
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", containsString("cut-over " + planned.id() + " of busy.test is in flight"));
        assertThat(askSrv("busy.test")).containsExactly(srvLine("busy.test", "edge1"));
        assertThat(serial("busy.test")).isEqualTo(serial);

        forced("busy.test", masterFile(legacySrv())).statusCode(200);
        assertThat(askSrv("busy.test")).containsExactly(srvLine("busy.test", "legacy"));
    }

    private static ValidatableResponse forced(String zone, String masterFile) {
        return given().contentType("text/dns")
                .queryParam("force", true)
                .body(masterFile)
                .put("/zones/" + zone)
                .then();
    }
}
