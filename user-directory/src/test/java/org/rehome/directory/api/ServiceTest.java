package org.rehome.directory.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.rest.OpenApiGaps;

@QuarkusTest
@DisplayName("The service")
class ServiceTest extends ApiTest {
    @Test
    @DisplayName("is ready when the facts have caught up, and the database is part of it")
    void ready() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.name", hasItems("facts", "Database connections health check")));
    }

    @Test
    @DisplayName("listens on loopback alone by default")
    void loopback() {
        assertThat(org.eclipse.microprofile.config.ConfigProvider.getConfig()
                        .getValue("quarkus.http.host", String.class))
                .isEqualTo("127.0.0.1");
    }

    @Test
    @DisplayName("shows the outbox, stale answers and hold times as metrics")
    void metrics() {
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("rehome_directory_outbox_depth"))
                .body(containsString("rehome_directory_answers_stale_total"))
                .body(containsString("rehome_directory_hold_seconds"));
    }

    @Test
    @DisplayName("describes itself in OpenAPI, addresses as strings, with examples")
    void openApi() {
        given().queryParam("format", "json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("paths.keySet()", hasItems("/pools/{pool}", "/users/import", "/moves/{id}/reverse", "/events"))
                .body("components.schemas.Jid.type", equalTo("string"))
                .body("components.schemas.PoolName.type", equalTo("string"))
                .body("components.schemas.MoveOrder.properties.keySet()", hasItems("users", "fromPool", "all"));
        given().get("/q/swagger-ui/").then().statusCode(200);
    }

    @Test
    @DisplayName("shows each of its answers by an example in OpenAPI, and each problem")
    void openApiAnswers() {
        assertThat(OpenApiGaps.of(given().get("/q/openapi?format=json").as(JsonNode.class)))
                .isEmpty();
    }

    @Test
    @DisplayName("tells its events as server-sent events, in order, and resumes after the last one seen")
    void events() throws Exception {
        register("legacy", "example.test");
        create("sse1@example.test", "legacy");
        create("sse2@example.test", "legacy");
        String last = follow(null, "sse2@example.test");
        create("sse3@example.test", "legacy");
        List<String> seen = new CopyOnWriteArrayList<>();
        read(last, seen, "sse3@example.test");
        assertThat(seen).noneMatch(line -> line.contains("sse2@example.test"));
        given().queryParam("from", "middle").get("/events").then().statusCode(400);
    }

    /// Reads until an event about the user has come.
    ///
    /// @return the id of that event
    private String follow(@Nullable String lastEventId, String user) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        read(lastEventId, seen, user);
        List<String> data =
                seen.stream().filter(line -> line.startsWith("data:")).toList();
        assertThat(data.getLast())
                .contains("\"specversion\":\"1.0\"")
                .contains("\"type\":\"org.rehome.UserHomed\"")
                .contains("\"source\":\"/user-directory\"");
        return seen.stream()
                .filter(line -> line.startsWith("id:"))
                .toList()
                .getLast()
                .substring(3)
                .strip();
    }

    private void read(@Nullable String lastEventId, List<String> seen, String user) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port
                        + "/events" + (lastEventId == null ? "?from=earliest" : "")))
                .timeout(Duration.ofSeconds(60));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(request.build(), HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            boolean came = lines.peek(seen::add)
                    .dropWhile(line -> !line.startsWith("data:") || !line.contains(user))
                    .findFirst()
                    .isPresent();
            assertThat(came).isTrue();
            client.shutdownNow();
        }
    }
}
