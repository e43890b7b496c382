package org.rehome.dns.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.rest.OpenApiGaps;

@QuarkusTest
@TestProfile(OpenApiTest.Alone.class)
@DisplayName("The API's description")
class OpenApiTest {

    /// REST answers without a broker.
    public static final class Alone implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                return Map.of(
                        "rehome.data",
                        Files.createTempDirectory("dns-service-test").toString(),
                        "rehome.dns.embedded.port",
                        "0",
                        "rehome.kafka.bootstrap-servers",
                        "127.0.0.1:1");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    @DisplayName("shows each answer by an example, and each problem")
    void answersDescribed() {
        assertThat(OpenApiGaps.of(given().get("/q/openapi?format=json").as(JsonNode.class)))
                .isEmpty();
    }
}
