package org.rehome.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real process, with test services in the place of the four.
@DisplayName("rehome up")
@Timeout(120)
class SupervisorTest {
    @Test
    @DisplayName("shows a table of what it runs, and ends with status 0 on SIGTERM, its children first")
    void endsOnTerm(@TempDir Path folder) throws Exception {
        try (var up = new Up(folder)) {
            List<String> lines = up.awaitReady();
            assertThat(lines)
                    .anyMatch(line -> line.matches(" +service +REST +listens"))
                    .anyMatch(line -> line.matches(" +edge-proxy +http://127.0.0.1:\\d+ +S2S 127.0.0.1:\\d+"))
                    .anyMatch(line -> line.matches(" +gateway +http://127.0.0.1:\\d+"))
                    .anyMatch(line -> line.matches(" +user-directory +http://127.0.0.1:\\d+"))
                    .anyMatch(line -> line.matches(" +dns-service +http://127.0.0.1:\\d+ +DNS 127.0.0.1:\\d+"))
                    .anyMatch(line -> line.matches(" +kafka +127.0.0.1:\\d+"));
            List<ProcessHandle> children = up.children();
            assertThat(children).hasSize(4);
            up.process.destroy();
            assertThat(up.process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(up.process.exitValue()).isZero();
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            for (String service : List.of("edge-proxy", "gateway", "user-directory", "dns-service")) {
                assertThat(up.data.resolve(service).resolve("notes")).content().endsWith("stopped in order\n");
            }
            assertThat(up.data.resolve("kafka/.kafka_cleanshutdown")).exists();
        }
    }

    @Test
    @DisplayName("ends with status 130 on Ctrl-C")
    void endsOnInterrupt(@TempDir Path folder) throws Exception {
        try (var up = new Up(folder)) {
            up.awaitReady();
            signal("INT", up.process);
            assertThat(up.process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(up.process.exitValue()).isEqualTo(130);
            assertThat(up.data.resolve("kafka/.kafka_cleanshutdown")).exists();
        }
    }

    @Test
    @DisplayName("stops in order when it is asked to while it is still starting")
    void endsWhileStarting(@TempDir Path folder) throws Exception {
        try (var up = new Up(folder)) {
            up.awaitLine("kafka +starting");
            await().until(() -> Files.exists(up.data.resolve("kafka/meta.properties")));
            up.process.destroy();
            assertThat(up.process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(up.process.exitValue()).isZero();
            assertThat(up.data.resolve("kafka/.kafka_cleanshutdown")).exists();
        }
    }

    @Test
    @DisplayName("leaves no process behind when it is killed, and starts again on the same folder")
    void leavesNothingWhenKilled(@TempDir Path folder) throws Exception {
        List<ProcessHandle> children;
        try (var killed = new Up(folder)) {
            killed.awaitReady();
            children = killed.children();
            killed.process.destroyForcibly().waitFor();
            await().atMost(Duration.ofSeconds(20)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
        try (var again = new Up(folder)) {
            again.awaitReady();
        }
    }

    @Test
    @DisplayName("ends children that a killed suite has left and that do not end by themselves")
    void endsLeftovers(@TempDir Path folder) throws Exception {
        Process left = new ProcessBuilder("sleep", "300").start();
        try (var folderOfKilled = DataFolder.open(folder.resolve("data"))) {
            Leftovers.note(folderOfKilled, "gateway", left.toHandle());
        }
        try (var up = new Up(folder)) {
            up.awaitReady();
            assertThat(left.isAlive()).isFalse();
        } finally {
            left.destroyForcibly();
        }
    }

    @Test
    @DisplayName("ends with status 2 and names the port in use, with nothing started")
    void namesThePortInUse(@TempDir Path folder) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var up = new Up(folder, "--s2s-port", Integer.toString(taken.getLocalPort()))) {
            assertThat(up.process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(up.process.exitValue()).isEqualTo(2);
            assertThat(up.readErrors())
                    .contains("port " + taken.getLocalPort())
                    .contains("edge-proxy needs it for S2S")
                    .contains("--s2s-port");
            assertThat(up.data.resolve("kafka")).doesNotExist();
        }
    }

    @Test
    @DisplayName("ends with status 2 and names the process that works in the folder")
    void namesTheOtherSuite(@TempDir Path folder) throws Exception {
        try (var first = new Up(folder)) {
            first.awaitReady();
            try (var second = new Up(folder)) {
                assertThat(second.process.waitFor(90, TimeUnit.SECONDS)).isTrue();
                assertThat(second.process.exitValue()).isEqualTo(2);
                assertThat(second.readErrors())
                        .contains("in use by another suite (process " + first.process.pid() + ")");
            }
        }
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /// A running `up`; killed when closed, with its children.
    private static final class Up implements AutoCloseable {
        final Path data;
        final Process process;
        private final Path errors;
        private final BufferedReader out;

        Up(Path folder, String... options) throws IOException {
            data = folder.resolve("data");
            Path root = TestJar.checkoutIn(folder.resolve("checkout"));
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-Drehome.root=" + root,
                    Main.class.getName(),
                    "up",
                    "--data",
                    data.toString(),
                    "--free-ports"));
            command.addAll(List.of(options));
            errors = Files.createTempFile(folder, "errors", ".txt");
            process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            out = process.inputReader(StandardCharsets.UTF_8);
        }

        List<String> awaitReady() throws IOException {
            return awaitLine("rehome is up in .*");
        }

        /// Everything printed until a line that the expression describes.
        List<String> awaitLine(String expression) throws IOException {
            var lines = new ArrayList<String>();
            String line;
            while ((line = out.readLine()) != null) {
                lines.add(line);
                if (line.strip().matches(expression)) {
                    return lines;
                }
            }
            throw new AssertionError("ended without '" + expression + "': " + lines);
        }

        List<ProcessHandle> children() {
            return process.children().toList();
        }

        String readErrors() throws IOException {
            return Files.readString(errors);
        }

        @Override
        public void close() throws IOException {
            List<ProcessHandle> left = children();
            process.destroyForcibly();
            left.forEach(ProcessHandle::destroyForcibly);
            out.close();
        }
    }
}
