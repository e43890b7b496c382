package org.rehome.directory.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.rehome.directory.DirectoryConfig;
import org.rehome.directory.bus.DirectoryBus;
import org.rehome.directory.store.PolicyStore;

/// What the tests of the running service share: an empty directory, a component port that answers, requests.
@QuarkusTestResource(SuiteKafka.class)
abstract class ApiTest {
    static ServerSocket component;

    @Inject
    DataSource database;

    @Inject
    PolicyStore policies;

    @Inject
    DirectoryBus bus;

    @Inject
    DirectoryConfig config;

    @BeforeAll
    static void listen() throws IOException {
        component = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterAll
    static void hangUp() throws IOException {
        component.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        await().atMost(Duration.ofSeconds(30)).until(bus::isReady);
        await().atMost(Duration.ofSeconds(30)).until(() -> count("SELECT COUNT(*) FROM outbox") == 0);
        assertThat(count("SELECT COUNT(*) FROM moves WHERE completed_at IS NULL"))
                .as("a test left a move running")
                .isZero();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table :
                    new String[] {"move_users", "moves", "users", "policies", "domains", "pool_domains", "pools"}) {
                statement.execute("DELETE FROM " + table);
            }
        }
        policies.prepare();
    }

    int count(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static RequestSpecification json() {
        return given().contentType(ContentType.JSON).redirects().follow(false);
    }

    static String pool(int port, String... domains) {
        return """
                {"description":"a pool","domains":["%s"],"legacy":false,
                 "link":{"kind":"component","host":"127.0.0.1","injectionPort":%d,"capturePort":%d,
                         "injectionName":null,"secret":"pool"}}
                """.formatted(String.join("\",\"", domains), port, port);
    }

    static void register(String name, String... domains) {
        json().body(pool(component.getLocalPort(), domains))
                .put("/pools/{pool}", name)
                .then()
                .statusCode(201);
    }

    static void create(String jid, String pool) {
        putUser(jid, "{\"pool\":\"" + pool + "\"}").statusCode(201);
    }

    static ValidatableResponse putUser(String jid, String body) {
        return json().body(body).put("/users/{jid}", jid).then();
    }

    static ValidatableResponse importCsv(String csv) {
        return given().contentType("text/csv").body(csv).post("/users/import").then();
    }
}
