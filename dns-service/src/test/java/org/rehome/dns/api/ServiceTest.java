package org.rehome.dns.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.event.DnsEvent;
import org.rehome.contracts.event.EventEnvelope;
import org.rehome.rest.OpenApiGaps;

@QuarkusTest
@DisplayName("The service")
class ServiceTest extends ApiTest {

    @Test
    @DisplayName("is ready when partners and edges are known and its DNS server listens, and says where updates go")
    void ready() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'dns-service' }.data.facts", equalTo(true))
                .body("checks.find { it.name == 'dns-service' }.data.listening", equalTo(true))
                .body(
                        "checks.find { it.name == 'dns-service' }.data.server",
                        equalTo("127.0.0.1:" + setting(SuiteWorld.PROXY_PORT)));
    }

    @Test
    @DisplayName("listens on loopback alone by default")
    void loopback() {
        assertThat(setting("quarkus.http.host")).isEqualTo("127.0.0.1");
    }

    @Test
    @DisplayName("counts orders with their outcomes, cut-overs by state, and the answers of its DNS server")
    void metrics() {
        begin("metrics.test");
        applied("metrics.test").verify().statusCode(200);
        plan("metrics.test").statusCode(409);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("rehome_dns_orders_total{order=\"apply\",outcome=\"done\"}"))
                .body(containsString("rehome_dns_orders_total{order=\"verify\",outcome=\"verified\"}"))
                .body(containsString("rehome_dns_orders_total{order=\"plan\",outcome=\"conflict\"}"))
                .body(containsString("rehome_dns_cutovers{state=\"verified\"}"))
                .body(containsString("rehome_dns_cells_total{outcome=\"ok\"}"))
                .body(containsString(
                        "rehome_dns_answers_total{opcode=\"UPDATE\",rcode=\"NOERROR\",transport=\"TCP\"}"));
    }

    @Test
    @DisplayName("describes itself in OpenAPI, with Swagger UI")
    void openApi() {
        given().queryParam("format", "json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body(
                        "paths.keySet()",
                        hasItems("/domains/{domain}", "/zones/{zone}", "/cutovers/{id}/rollback", "/events"))
                .body(
                        "components.schemas.keySet()",
                        hasItems("DesiredRecords", "Cutover", "Verification", "DriftProblem"));
        given().get("/q/swagger-ui/").then().statusCode(200);
    }

    @Test
    @DisplayName("shows each answer by an example in OpenAPI, and each problem")
    void answersDescribed() {
        assertThat(OpenApiGaps.of(given().get("/q/openapi?format=json").as(JsonNode.class)))
                .isEmpty();
    }

    @Test
    @DisplayName("tells the events of the topic as server-sent events too, and resumes behind the last one seen")
    void events() throws Exception {
        begin("told.test");
        Planned planned = applied("told.test");
        List<String> seen =
                follow(null, line -> line.contains("told.test") && line.contains("org.rehome.RecordsChanged"));
        List<JsonPath> told = told(seen, "told.test");
        List<EventEnvelope<DnsEvent>> topic = events("told.test", 2);
        assertThat(told)
                .extracting(event -> event.getString("type"))
                .containsExactly("org.rehome.CutoverPlanned", "org.rehome.RecordsChanged");
        for (int i = 0; i < told.size(); i++) {
            JsonPath event = told.get(i);
            assertThat(event.getString("specversion")).isEqualTo("1.0");
            assertThat(event.getString("id")).isEqualTo(topic.get(i).id());
            assertThat(event.getString("source")).isEqualTo("/dns-service");
            assertThat(event.getString("subject")).isEqualTo("told.test");
            assertThat(event.getString("time")).isEqualTo(topic.get(i).time().toString());
            assertThat(event.getString("sequence")).isEqualTo(topic.get(i).sequence());
            assertThat(event.getString("data.cutover")).isEqualTo(planned.id());
        }
        assertThat(told.getFirst().getString("data.hash")).isEqualTo(planned.hash());
        assertThat(told.getLast().getList("data.records")).contains(srvLine("told.test", "edge1"));

        String last = seen.stream()
                .filter(line -> line.startsWith("id:"))
                .toList()
                .getLast()
                .substring("id:".length())
                .strip();
        planned.rollback("{\"reason\":\"seen enough\"}").statusCode(200);
        List<String> resumed =
                follow(last, line -> line.contains("told.test") && line.contains("org.rehome.CutoverRolledBack"));
        assertThat(told(resumed, "told.test"))
                .extracting(event -> event.getString("type"))
                .containsExactly("org.rehome.RecordsChanged", "org.rehome.CutoverRolledBack");
        assertThat(told(resumed, "told.test").getLast().getString("data.reason"))
                .isEqualTo("seen enough");
    }

    private static List<JsonPath> told(List<String> lines, String domain) {
        return lines.stream()
                .filter(line -> line.startsWith("data:"))
                .map(line -> JsonPath.from(line.substring("data:".length())))
                .filter(event -> domain.equals(event.getString("subject")))
                .toList();
    }

    @Test
    @DisplayName("refuses a place in the events that there is not")
    void wrongPlace() {
        given().queryParam("from", "middle")
                .get("/events")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo("from"));
        given().header("Last-Event-ID", "yesterday")
                .get("/events")
                .then()
                .statusCode(400)
                .body("field", equalTo("Last-Event-ID"));
    }
}
