package org.rehome.directory.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.TopicSetup;
import org.rehome.backbone.event.EventHeaders;
import org.rehome.broker.EmbeddedKafka;
import org.rehome.broker.Settings;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.EventEnvelope;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.TestGateway;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.Window;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.Selection;
import org.rehome.directory.user.UserFile;

/// Promise P4: every step of a move is idempotent and survives kill -9 of any process.
@DisplayName("A move whose process is killed again and again")
class MoverCrashTest {
    private static final int USERS = 200;
    private static final int KILLS = 2;

    private final Path folder;

    MoverCrashTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    @DisplayName("ends with every user moved once, in order, and events sent twice have their id twice")
    void survives() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(Settings.in(folder.resolve("kafka")))) {
            KafkaSettings settings = new KafkaSettings(kafka.bootstrapServers(), "crash-test");
            TopicSetup.ensure(settings);
            String move = prepare();
            runAndKill(kafka.bootstrapServers());
            List<EventEnvelope<UserEvent>> told = read(settings);
            try (TestDirectory directory = TestDirectory.in(folder)) {
                Move ended = directory.moves.find(move).orElseThrow();
                assertThat(ended.state()).isEqualTo(Move.State.COMPLETED);
                assertThat(ended.counts()).isEqualTo(new Move.Counts(USERS, USERS, 0, 0, 0));
                assertThat(directory.users.list(new PoolName("new"), null, USERS + 1))
                        .hasSize(USERS)
                        .allSatisfy(user -> assertThat(user.home()).isEqualTo(new Home.Homed(new PoolName("new"), 3)));
            }
            assertHistories(told, move);
        }
    }

    private String prepare() throws Exception {
        try (TestDirectory directory = TestDirectory.in(folder)) {
            directory.pool("old");
            PoolName target = directory.pool("new");
            StringBuilder csv = new StringBuilder("jid,pool\n");
            for (int i = 0; i < USERS; i++) {
                csv.append("user").append(i).append("@example.test,old\n");
            }
            directory.imports.run(UserFile.read(new StringReader(csv.toString())));
            return directory.begin(new Selection.Everybody(), target);
        }
    }

    /// Kills the process each time that a further share of the users has been told to be on their way, then
    /// lets it finish.
    private void runAndKill(String bootstrapServers) throws Exception {
        try (TestGateway gateway = new TestGateway(bootstrapServers)) {
            for (int kill = 1; kill <= KILLS; kill++) {
                int share = USERS * kill / (KILLS + 1);
                Process process = start(bootstrapServers);
                await().atMost(Duration.ofSeconds(60)).until(() -> moving(gateway) >= share);
                process.destroyForcibly().waitFor();
            }
            Process process = start(bootstrapServers);
            await().atMost(Duration.ofSeconds(60)).until(() -> homed(gateway) >= USERS);
            assertThat(process.isAlive()).isTrue();
            process.outputWriter().close();
            assertThat(process.waitFor()).isZero();
        }
    }

    private static long moving(TestGateway gateway) {
        return gateway.read.stream()
                .filter(event -> event instanceof UserMoving)
                .map(UserEvent::user)
                .distinct()
                .count();
    }

    private static long homed(TestGateway gateway) {
        return gateway.read.stream()
                .filter(event -> event instanceof UserHomed && event.epoch() == 3)
                .map(UserEvent::user)
                .distinct()
                .count();
    }

    private static List<EventEnvelope<UserEvent>> read(KafkaSettings settings) throws Exception {
        List<EventEnvelope<UserEvent>> told = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings.reader("read"))) {
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < Topics.USERS.partitions(); i++) {
                all.add(new TopicPartition(Topics.USERS.name(), i));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofMillis(200))) {
                    EventHeaders.fromRecord(Topics.USERS, each).ifPresent(told::add);
                }
            }
        }
        return told;
    }

    private static void assertHistories(List<EventEnvelope<UserEvent>> told, String move) {
        Map<String, UserEvent> byId = new HashMap<>();
        Map<String, List<UserEvent>> histories = new LinkedHashMap<>();
        for (EventEnvelope<UserEvent> each : told) {
            UserEvent before = byId.putIfAbsent(each.id(), each.event());
            if (before == null) {
                histories
                        .computeIfAbsent(each.event().key(), key -> new CopyOnWriteArrayList<>())
                        .add(each.event());
            } else {
                assertThat(each.event()).as("sent twice with id %s", each.id()).isEqualTo(before);
            }
        }
        PoolName old = new PoolName("old");
        PoolName target = new PoolName("new");
        assertThat(histories).hasSize(USERS);
        histories.values().forEach(history -> {
            var user = history.getFirst().user();
            // taken up again, a move says the same once more; without the repetitions:
            assertThat(history.stream().distinct())
                    .containsExactly(
                            new UserHomed(user, old, 1, null),
                            new UserMoving(user, old, target, 2, move, null),
                            new UserHomed(user, target, 3, null));
            assertThat(history).extracting(UserEvent::epoch).isSorted();
        });
    }

    private Process start(String bootstrapServers) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Directory.class.getName(),
                        folder.toString(),
                        bootstrapServers)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("errors").toFile()))
                .start();
    }

    /// The directory without its REST: takes up what is running, until its standard input ends.
    static final class Directory {
        public static void main(String[] arguments) throws Exception {
            OutboxLine outbox = new OutboxLine();
            TestDirectory directory = TestDirectory.at(TestDirectory.url(Path.of(arguments[0])), outbox::wake);
            DirectoryMetrics metrics = new DirectoryMetrics(new SimpleMeterRegistry(), directory.database);
            MoverSettings settings =
                    new MoverSettings(new Window(20, Duration.ofSeconds(10)), Duration.ofSeconds(60), null);
            Mover mover = new Mover(
                    directory.starts,
                    directory.moves,
                    directory.departures,
                    directory.arrivals,
                    settings,
                    metrics,
                    System::nanoTime);
            try (DirectoryBus bus = new DirectoryBus(
                    new KafkaSettings(arguments[1], "user-directory"),
                    directory.source,
                    outbox,
                    new LinkFacts(),
                    new MoverThread(mover))) {
                bus.start();
                while (System.in.read() >= 0) {
                    // only the end counts
                }
            }
            directory.close();
        }
    }
}
