package org.rehome.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.PartnerSpliced;
import org.rehome.gateway.world.SuiteKafka;
import org.rehome.gateway.world.World;

@QuarkusTest
@QuarkusTestResource(SuiteKafka.class)
@DisplayName("/partners/import, /inventory?format=csv")
class PartnerImportApiTest {
    private World world;

    @BeforeEach
    void ready() {
        world = World.ready();
    }

    private static ValidatableResponse imported(String query, String csv) {
        return given().contentType("text/csv; charset=UTF-8")
                .body(csv)
                .post("/partners/import" + query)
                .then();
    }

    @Test
    @DisplayName("partners are created and changed as the file says; tried before, and done again without a change")
    void imports() {
        given().contentType(ContentType.JSON)
                .body("{\"partnerType\": \"Federated\", \"description\": \"stays\", \"connectionLimit\": 3}")
                .put("/partners/i2.test")
                .then()
                .statusCode(201);
        String csv = "domain,partnerType,additionalDomains\n"
                + "i1.test,Federated,rooms.i1.test chat.i1.test\ni2.test,PublicVerified,\n";

        imported("?dryRun=true", csv)
                .statusCode(200)
                .body("created", equalTo(1))
                .body("changed", equalTo(1))
                .body("unchanged", equalTo(0))
                .body("partners.line", contains(2, 3))
                .body("partners.domain", contains("i1.test", "i2.test"))
                .body("partners.outcome", contains("created", "changed"));
        given().get("/partners/i1.test").then().statusCode(404);

        imported("", csv).statusCode(200).body("created", equalTo(1)).body("changed", equalTo(1));
        given().get("/partners/i1.test")
                .then()
                .header("ETag", "\"1\"")
                .body("state", equalTo("legacy"))
                .body("additionalDomains", contains("rooms.i1.test", "chat.i1.test"));
        given().get("/partners/i2.test")
                .then()
                .header("ETag", "\"2\"")
                .body("partnerType", equalTo("PublicVerified"))
                .body("description", equalTo("stays"))
                .body("connectionLimit", equalTo(3));

        imported("", csv).statusCode(200).body("unchanged", equalTo(2)).body("created", equalTo(0));
    }

    @Test
    @DisplayName("nothing of a bad file is imported, and every bad line is told with its field and reason")
    void refuses() {
        imported("", "domain,partnerType\ngood.test,\nbad.test,Friend\nexample.test,\n")
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("2 errors in the file; nothing was imported"))
                .body("errors.line", contains(3, 4))
                .body("errors.field", contains("partnerType", "domain"))
                .body("errors[0].reason", containsString("\"Friend\" is none of [Federated"));
        given().get("/partners/good.test").then().statusCode(404);

        imported("", "").statusCode(400).body("errors[0].field", equalTo("header"));
        imported("?dryRun=maybe", "domain\n").statusCode(400).body("field", equalTo("dryRun"));
        imported("", "domain\n" + "x,y\n".repeat(3 << 20))
                .statusCode(400)
                .body("detail", containsString("is larger than 10485760 bytes: split the file"));
        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/partners/import")
                .then()
                .statusCode(415);
    }

    @Test
    @DisplayName("who came by the legacy gateway is exported in the form of the import")
    void exports() {
        imported("", "domain,partnerType,additionalDomains\ne1.test,Federated,rooms.e1.test\n")
                .statusCode(200);
        for (String domain : new String[] {"rooms.e1.test", "example.test", "e2.test"}) {
            world.publish(new PartnerSpliced(
                    "edge-1",
                    Domain.parse(domain),
                    Domain.parse("example.test"),
                    Instant.parse("2026-01-01T00:00:00Z")));
        }
        await().untilAsserted(() -> given().get("/inventory").then().body("domain", hasItem("e2.test")));

        String csv = given().get("/inventory?format=csv")
                .then()
                .statusCode(200)
                .contentType(containsString("text/csv"))
                .extract()
                .asString();
        assertThat(csv.lines())
                .startsWith("domain,description,additionalDomains,partnerType,tlsNegotiation,saslNegotiation,"
                        + "supportDialbackNegotiation,enableKeepAlive,connectionLimit,proxyFqdn,certificatePins,"
                        + "confirmation,stanzaRate,byteRate,omitAuthorizationIdentity")
                .contains(
                        "e1.test,,rooms.e1.test,Federated,Required,Required,true,true,20,,,Automatic,0,0,false",
                        "e2.test,,,PublicUnverified,Required,Required,true,true,20,,,Automatic,0,0,false")
                .noneMatch(line -> line.startsWith("example.test,"));
        imported("?dryRun=true", csv)
                .statusCode(200)
                .body("partners.find { it.domain == 'e1.test' }.outcome", equalTo("unchanged"))
                .body("partners.find { it.domain == 'e2.test' }.outcome", equalTo("created"));

        given().accept("text/csv")
                .get("/inventory?format=csv&unknown=true")
                .then()
                .statusCode(200)
                .body(containsString("e2.test,"))
                .body(not(containsString("e1.test")));
        given().get("/inventory?format=xml").then().statusCode(400).body("field", equalTo("format"));
    }
}
