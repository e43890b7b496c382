package org.rehome.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The broker as a process of its own")
@Timeout(60)
class MainTest {
    @Test
    @DisplayName("says when it is ready, serves, and ends in order on SIGTERM")
    void servesAndEnds(@TempDir Path folder) throws Exception {
        int port = freePort();
        Process process = start(folder, port);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("kafka is ready, clients connect to localhost:" + port);
            try (var admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
                assertThat(admin.describeCluster().nodes().get())
                        .singleElement()
                        .satisfies(node -> assertThat(node.host()).isEqualTo("localhost"));
            }
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            // The broker writes this file last of all, and only when it has closed every log.
            assertThat(folder.resolve(".kafka_cleanshutdown")).exists();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisplayName("comes up again on the folder of one that was killed")
    void comesUpAfterAKill(@TempDir Path folder) throws Exception {
        int port = freePort();
        Process killed = start(folder, port);
        try (BufferedReader out = killed.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).startsWith("kafka is ready");
            killed.destroyForcibly().waitFor();
        }
        assertThat(folder.resolve(".kafka_cleanshutdown")).doesNotExist();
        try (var kafka = EmbeddedKafka.start(Settings.in(folder).withPort(port))) {
            assertThat(kafka.port()).isEqualTo(port);
        }
    }

    @Test
    @DisplayName("ends with whoever started it, if asked to")
    void endsWithItsParent(@TempDir Path folder) throws Exception {
        Process process = start(folder, freePort(), Map.of("KAFKA_EXIT_WITH_PARENT", "true"));
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).startsWith("kafka is ready");
            process.getOutputStream().close();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(folder.resolve(".kafka_cleanshutdown")).exists();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisplayName("ends with status 2 and one clear line when its port is in use")
    void endsWhenItsPortIsInUse(@TempDir Path folder) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = start(folder, taken.getLocalPort());
            try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
                assertThat(errors.lines())
                        .singleElement()
                        .asString()
                        .contains("127.0.0.1:" + taken.getLocalPort())
                        .contains("in use");
            }
            assertThat(process.waitFor()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("takes its settings from the environment, with defaults for a container")
    void readsTheEnvironment() {
        Settings container = Main.settings(Map.of("KAFKA_ADVERTISED_HOST", "kafka"));
        assertThat(container)
                .isEqualTo(new Settings(
                        Path.of("/data"), java.util.List.of(new Listener("CLIENTS", "0.0.0.0", 9092, "kafka")), 0));
        Settings both = Main.settings(Map.of("KAFKA_SECOND_LISTENER", "localhost:19092"));
        assertThat(both.listeners()).element(1).isEqualTo(new Listener("SECOND", "0.0.0.0", 19092, "localhost"));
    }

    @Test
    @DisplayName("names the variable that is wrong")
    void namesTheWrongVariable() {
        assertThatThrownBy(() -> Main.settings(Map.of("KAFKA_PORT", "http"))).hasMessageContaining("KAFKA_PORT");
        assertThatThrownBy(() -> Main.settings(Map.of("KAFKA_SECOND_LISTENER", "19092")))
                .hasMessageContaining("KAFKA_SECOND_LISTENER");
    }

    private Process start(Path folder, int port) throws IOException {
        return start(folder, port, Map.of());
    }

    private Process start(Path folder, int port, Map<String, String> more) throws IOException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
        builder.environment()
                .putAll(Map.of(
                        "KAFKA_DATA",
                        folder.toString(),
                        "KAFKA_BIND_HOST",
                        "127.0.0.1",
                        "KAFKA_ADVERTISED_HOST",
                        "localhost",
                        "KAFKA_PORT",
                        Integer.toString(port)));
        builder.environment().putAll(more);
        return builder.start();
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
