package org.rehome.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A suite")
@Timeout(120)
class SuiteTest {
    private static final Pace BRISK = new Pace(
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            Duration.ofMinutes(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10));

    private static Path jar = Path.of("");

    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void makeJar(@TempDir Path folder) throws IOException {
        jar = TestJar.at(folder.resolve("service.jar"));
    }

    @Test
    @DisplayName("starts Kafka and its services, says so, and leaves no process when it is closed")
    void startsAndStops(@TempDir Path data) throws Exception {
        ServiceState one;
        try (Suite suite = start(data, service("one", "good"), service("two", "good"))) {
            assertThat(suite.services()).extracting(ServiceState::ready).containsExactly(true, true);
            assertThat(said)
                    .anyMatch(line -> line.matches(" +kafka +ready in [0-9.]+ s"))
                    .anyMatch(line -> line.matches(" +one +ready in [0-9.]+ s"))
                    .anyMatch(line -> line.matches(" +two +ready in [0-9.]+ s"));
            assertThat(topics(suite)).isEmpty();
            one = suite.services().getFirst();
            assertThat(one.log())
                    .content()
                    .contains("listening at " + one.rest().getPort());
        }
        assertThat(ProcessHandle.of(one.process().getAsLong())).isEmpty();
        assertThat(data.resolve("one/notes")).content().endsWith("stopped in order\n");
        assertThat(data.resolve("two/notes")).content().endsWith("stopped in order\n");
        listen(one.rest().getPort()).close();
    }

    @Test
    @DisplayName("starts a killed service again, after a growing pause, and leaves the others alone")
    void restartsWhatDied(@TempDir Path data) throws Exception {
        try (Suite suite = start(data, service("one", "good"), service("two", "good"))) {
            long two = process(suite, "two");
            for (int death = 1; death <= 3; death++) {
                long before = process(suite, "one");
                suite.kill("one");
                assertThat(suite.services().getFirst().ready()).isFalse();
                assertThat(suite.awaitReady(Duration.ofSeconds(30))).isTrue();
                assertThat(process(suite, "one")).isNotEqualTo(before);
                assertThat(suite.services().getFirst().deaths()).isEqualTo(death);
            }
            assertThat(said.stream().filter(line -> line.startsWith("one ended with status 137")))
                    .extracting(line -> line.replaceAll(".*again in ([0-9.]+ s);.*", "$1"))
                    .containsExactly("0.1 s", "0.2 s", "0.4 s");
            assertThat(process(suite, "two")).isEqualTo(two);
        }
    }

    @Test
    @DisplayName(
            "restarts a service in order when asked to: it ends by itself, at the signal alone, and that is no death")
    void restartsInOrder(@TempDir Path data) throws Exception {
        try (Suite suite = start(data, service("one", "good"))) {
            long before = process(suite, "one");
            assertThat(suite.restart("one")).isTrue();
            assertThat(process(suite, "one")).isNotEqualTo(before);
            assertThat(suite.services().getFirst().deaths()).isZero();
            assertThat(data.resolve("one/notes"))
                    .content()
                    .containsSubsequence("started", "stopped in order", "started")
                    .doesNotContain("standard input has ended");
        }
    }

    @Test
    @DisplayName("with Kafka in a process of its own starts that again too, and finds what it had")
    void restartsKafka(@TempDir Path data) throws Exception {
        ServiceSpec one = service("one", "good");
        Port port = freePort("kafka");
        try (Suite suite = Startup.run(
                        data,
                        BRISK,
                        said::add,
                        (folder, _) -> new Startup.Plan(port, Optional.of(broker(port, folder)), List.of(one)));
                Admin admin = Admin.create(Map.of("bootstrap.servers", suite.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
            suite.kill(Suite.KAFKA);
            assertThat(suite.ready()).isFalse();
            assertThat(suite.awaitReady(Duration.ofSeconds(60))).isTrue();
            assertThat(topics(suite)).contains("kept");
            assertThat(suite.services()).extracting(ServiceState::deaths).containsExactly(0);
        }
        assertThat(said).anyMatch(line -> line.startsWith("kafka ended with status 137"));
        listen(port.number()).close();
    }

    private static ServiceSpec broker(Port port, Path data) throws IOException {
        Path broker = TestJar.of(data.resolve("broker.jar"), org.rehome.broker.Main.class);
        ServiceSpec spec = Services.broker(SuiteSettings.of(data, data), port, data);
        return new ServiceSpec(spec.name(), broker, spec.ports(), spec.properties(), spec.secrets(), spec.jvmOptions());
    }

    @Test
    @DisplayName("freezes a service, which then answers nothing, and lets it go on as the same process")
    void freezes(@TempDir Path data) throws Exception {
        try (Suite suite = start(data, service("one", "good"))) {
            long before = process(suite, "one");
            suite.freeze("one");
            var health = new Health.OfService(suite.rest("one"));
            assertThat(health.ready()).isFalse();
            suite.resume("one");
            await().atMost(Duration.ofSeconds(10)).until(health::ready);
            assertThat(process(suite, "one")).isEqualTo(before);
            assertThat(suite.services().getFirst().deaths()).isZero();
        }
    }

    @Test
    @DisplayName("passes secrets by the environment, and on no command line and no log")
    void keepsSecrets(@TempDir Path data) throws Exception {
        ServiceSpec plain = service("one", "good");
        var spec = new ServiceSpec(
                "one", jar, plain.ports(), plain.properties(), Map.of("REHOME_WORD", "xyzzy"), plain.jvmOptions());
        try (Suite suite = start(data, spec)) {
            assertThat(data.resolve("one/notes")).content().containsPattern("started with \\[.*\\bREHOME_WORD\\b");
            assertThat(ProcessHandle.of(process(suite, "one"))
                            .orElseThrow()
                            .info()
                            .commandLine())
                    .get()
                    .asString()
                    .contains("rehome.exit-with-parent=true")
                    .doesNotContain("xyzzy");
            assertThat(suite.services().getFirst().log()).content().doesNotContain("xyzzy");
            assertThat(spec.toString()).doesNotContain("xyzzy");
        }
    }

    @Test
    @DisplayName("kills a service that does not end when asked to")
    void killsTheStubborn(@TempDir Path data) throws Exception {
        var hasty = new Pace(
                BRISK.firstPause(),
                BRISK.longestPause(),
                BRISK.healthyFor(),
                BRISK.readyWithin(),
                Duration.ofSeconds(1));
        Suite suite = start(data, hasty, service("mule", "stubborn"));
        long mule = process(suite, "mule");
        suite.close();
        assertThat(ProcessHandle.of(mule)).isEmpty();
        assertThat(said).anyMatch(line -> line.startsWith("mule has not ended"));
    }

    @Test
    @DisplayName("names every port in use, who needs it and the option that changes it, before it starts anything")
    void namesPortsInUse(@TempDir Path data) throws Exception {
        ServiceSpec one = service("one", "good");
        ServiceSpec two = service("two", "good");
        try (var first = listen(one.ports().getFirst().number());
                var second = listen(two.ports().getFirst().number())) {
            assertThatThrownBy(() -> start(data, one, two))
                    .isInstanceOfSatisfying(
                            CannotStart.class, e -> assertThat(e.exitStatus()).isEqualTo(2))
                    .hasMessageContaining("port " + first.getLocalPort() + " on 127.0.0.1 cannot be had")
                    .hasMessageContaining("one needs it for REST; choose another with --one-port")
                    .hasMessageContaining("port " + second.getLocalPort() + " on 127.0.0.1 cannot be had")
                    .hasMessageContaining("two needs it for REST; choose another with --two-port");
        }
        assertThat(data.resolve("kafka")).doesNotExist();
        start(data, one, two).close();
    }

    @Test
    @DisplayName("refuses a folder that another suite works in, which is not disturbed")
    void refusesAFolderInUse(@TempDir Path data) throws Exception {
        try (Suite suite = start(data, service("one", "good"))) {
            assertThatThrownBy(() -> start(data, service("two", "good")))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining(data.toString())
                    .hasMessageContaining("in use by another suite (process "
                            + ProcessHandle.current().pid() + ")");
            assertThat(suite.awaitReady(Duration.ofSeconds(5))).isTrue();
            assertThat(topics(suite)).isEmpty();
        }
    }

    @Test
    @DisplayName("finds its topics and its secrets again on the same folder")
    void findsItsDataAgain(@TempDir Path data) throws Exception {
        String secret;
        try (Suite suite = start(data, service("one", "good"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", suite.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
            secret = suite.secrets().component("legacy");
        }
        try (Suite suite = start(data, service("one", "good"))) {
            assertThat(topics(suite)).contains("kept");
            assertThat(suite.secrets().component("legacy")).isEqualTo(secret);
        }
    }

    @Test
    @DisplayName("shows the end of the log of a service that keeps dying at the start, and stops the rest")
    void givesUpOnACrasher(@TempDir Path data) throws Exception {
        ServiceSpec good = service("one", "good");
        assertThatThrownBy(() -> start(data, good, service("two", "crashes")))
                .isInstanceOfSatisfying(
                        CannotStart.class, e -> assertThat(e.exitStatus()).isEqualTo(1))
                .hasMessageContaining("two has ended 3 times while starting")
                .hasMessageContaining("no licence to run");
        try (var free = listen(good.ports().getFirst().number())) {
            assertThat(free.isBound()).isTrue();
        }
        assertThat(said).anyMatch(line -> line.startsWith("two ended with status 3, starts again in 0.1 s"));
    }

    @Test
    @DisplayName("does not wait for ever for a service that is not ready")
    void givesUpOnTheSlow(@TempDir Path data) throws Exception {
        var hasty = new Pace(
                BRISK.firstPause(),
                BRISK.longestPause(),
                BRISK.healthyFor(),
                Duration.ofSeconds(2),
                BRISK.stopWithin());
        assertThatThrownBy(() -> start(data, hasty, service("snail", "slow")))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("snail is not ready after 2 s");
    }

    @Test
    @DisplayName("says which service is not built")
    void saysWhatIsNotBuilt(@TempDir Path data) {
        Path missing = data.resolve("nowhere.jar");
        assertThatThrownBy(() -> start(
                        data, new ServiceSpec("one", missing, List.of(freePort("one")), Map.of(), Map.of(), List.of())))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("one is not built")
                .hasMessageContaining(missing.toString());
    }

    @Test
    @DisplayName("refuses a data folder that is a file")
    void refusesAFile(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> start(file, service("one", "good")))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    @DisplayName("runs beside a second one")
    void runsBesideASecondOne(@TempDir Path one, @TempDir Path two) throws Exception {
        try (Suite first = start(one, service("one", "good"));
                Suite second = start(two, service("one", "good"))) {
            assertThat(first.rest("one")).isNotEqualTo(second.rest("one"));
            assertThat(first.bootstrapServers()).isNotEqualTo(second.bootstrapServers());
        }
    }

    @Test
    @DisplayName("stops what it has started when it is interrupted while starting")
    void stopsWhenInterrupted(@TempDir Path data) throws Exception {
        ServiceSpec slow = service("snail", "slow");
        var failure = new ConcurrentLinkedQueue<Exception>();
        Thread starter = Thread.ofPlatform().start(() -> {
            try (Suite suite = start(data, slow)) {
                said.add("started " + suite.data());
            } catch (IOException e) {
                failure.add(e);
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(data.resolve("snail/notes")));
        starter.interrupt();
        starter.join();
        assertThat(failure).singleElement().isInstanceOf(CannotStart.class);
        assertThat(data.resolve("snail/notes")).content().endsWith("stopped in order\n");
        start(data, service("one", "good")).close();
    }

    private Suite start(Path data, ServiceSpec... services) throws IOException {
        return start(data, BRISK, services);
    }

    private Suite start(Path data, Pace pace, ServiceSpec... services) throws IOException {
        return Startup.run(
                data, pace, said::add, (folder, secrets) -> new Startup.Plan(freePort("kafka"), List.of(services)));
    }

    private static ServiceSpec service(String name, String manner) throws IOException {
        Port port = freePort(name);
        Map<String, String> properties = Map.of(
                "test.manner",
                manner,
                "rehome.exit-with-parent",
                "true",
                "quarkus.http.port",
                Integer.toString(port.number()));
        return new ServiceSpec(name, jar, List.of(port), properties, Map.of(), List.of("-Xmx64m"));
    }

    private static Port freePort(String owner) throws IOException {
        Port free = Ports.choose(SuitePort.EDGE, "127.0.0.1", new java.util.HashSet<>());
        return new Port(owner, "REST", owner + "-port", "127.0.0.1", free.number(), Port.Transport.TCP);
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    private static long process(Suite suite, String name) {
        return suite.services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow()
                .process()
                .getAsLong();
    }

    private static List<String> topics(Suite suite) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", suite.bootstrapServers()))) {
            return List.copyOf(admin.listTopics().names().get());
        }
    }
}
