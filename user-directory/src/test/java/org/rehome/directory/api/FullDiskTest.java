package org.rehome.directory.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(value = SmallDisk.class, restrictToAnnotatedClass = true)
@DisplayName("On a full disk the service")
class FullDiskTest extends ApiTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Set<String> accepted = new HashSet<>();
    private final Set<String> unchanged = new HashSet<>();

    @BeforeEach
    void isMounted() throws IOException {
        assumeTrue(
                Files.getFileStore(config.data()).name().equals(SmallDisk.DEVICE),
                "no small file system to fill (that takes Linux and root): "
                        + ConfigProvider.getConfig().getValue(SmallDisk.REFUSED, String.class));
    }

    @AfterEach
    void makeRoom() throws IOException {
        Files.deleteIfExists(filler());
    }

    @RepeatedTest(3)
    @Timeout(180)
    @DisplayName("says so with 503, loses nothing that it has accepted, and goes on when there is room again")
    void fullDisk() throws IOException {
        register("legacy", "example.test");
        await().atMost(SOON).until(() -> put("before@example.test").statusCode() < 300);
        fill();
        Response refused = putUntilRefused();
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.<String>path("title")).isEqualTo("Unavailable");
        assertThat(refused.<String>path("detail"))
                .startsWith("the disk is full: the database could not write user full")
                .contains("make room in " + config.data() + " (rehome.data), then repeat the request");
        for (int i = 0; i < 20; i++) {
            put("still" + i + "@example.test");
        }
        makeRoom();
        await().atMost(SOON).until(() -> put("after@example.test").statusCode() < 300);
        for (String user : accepted) {
            assertThat(get(user)).as("accepted: " + user).isEqualTo(200);
        }
        for (String user : unchanged) {
            assertThat(get(user)).as("said to be unchanged: " + user).isEqualTo(404);
        }
        await("events leave again")
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> count("SELECT COUNT(*) FROM outbox") == 0);
        await().atMost(SOON)
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    private Response putUntilRefused() {
        // what is free inside the database's file takes some more
        for (int i = 0; i < 10_000; i++) {
            Response answer = put("full" + i + "@example.test");
            if (answer.statusCode() == 503) {
                return answer;
            }
        }
        throw new AssertionError("the disk is full, and 10000 users were accepted");
    }

    private Response put(String user) {
        Response answer = json().body("{\"pool\": \"legacy\"}").put("/users/{jid}", user);
        assertThat(answer.statusCode()).as(answer.asString()).isIn(200, 201, 503);
        if (answer.statusCode() < 300) {
            accepted.add(user);
            unchanged.remove(user);
        } else if (answer.asString().contains("nothing was changed")) {
            unchanged.add(user);
        }
        return answer;
    }

    /// Who is told that the database is away asks again.
    private static int get(String user) {
        return await().atMost(SOON)
                .until(() -> given().get("/users/{jid}", user).statusCode(), status -> status != 503);
    }

    private Path filler() {
        return config.data().resolve("filler");
    }

    private void fill() throws IOException {
        try (OutputStream filler =
                Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] block = new byte[4096];
            while (Files.getFileStore(config.data()).getUsableSpace() > 0) {
                filler.write(block);
            }
        }
    }
}
