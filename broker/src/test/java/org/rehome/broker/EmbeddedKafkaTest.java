package org.rehome.broker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The embedded broker")
class EmbeddedKafkaTest {
    @Test
    @DisplayName("carries a record of 1 MiB from a producer to a member of a new-protocol group")
    void carriesALargeRecord(@TempDir Path folder) throws Exception {
        byte[] stanza = new byte[1024 * 1024 + 500];
        Arrays.fill(stanza, (byte) 'x');
        try (var kafka = EmbeddedKafka.start(Settings.in(folder))) {
            createTopic(kafka, "stanzas");
            produce(kafka, "stanzas", stanza);
            List<byte[]> read = consume(kafka, "stanzas", 1);
            assertThat(read).containsExactly(stanza);
        }
    }

    @Test
    @DisplayName("finds topics, records, group offsets and its cluster id again on the same folder")
    void findsItsDataAgain(@TempDir Path folder) throws Exception {
        String cluster;
        try (var kafka = EmbeddedKafka.start(Settings.in(folder))) {
            cluster = kafka.clusterId();
            createTopic(kafka, "kept");
            produce(kafka, "kept", bytes("first"));
            assertThat(consume(kafka, "kept", 1)).hasSize(1);
        }
        try (var kafka = EmbeddedKafka.start(Settings.in(folder))) {
            assertThat(kafka.clusterId()).isEqualTo(cluster);
            produce(kafka, "kept", bytes("second"));
            assertThat(consume(kafka, "kept", 1)).containsExactly(bytes("second"));
        }
    }

    @Test
    @DisplayName("runs beside a second one in the same JVM, each with its own topics")
    void runsBesideASecondOne(@TempDir Path folder) throws Exception {
        try (var one = EmbeddedKafka.start(Settings.in(folder.resolve("one")));
                var two = EmbeddedKafka.start(Settings.in(folder.resolve("two")))) {
            createTopic(one, "only-in-one");
            assertThat(topics(one)).contains("only-in-one");
            assertThat(topics(two)).doesNotContain("only-in-one");
            assertThat(one.clusterId()).isNotEqualTo(two.clusterId());
        }
    }

    @Test
    @DisplayName("names the port that is in use, and has written nothing then")
    void namesThePortInUse(@TempDir Path folder) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Settings settings = Settings.in(folder.resolve("data")).withPort(taken.getLocalPort());
            assertThatThrownBy(() -> EmbeddedKafka.start(settings))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
            assertThat(folder.resolve("data")).doesNotExist();
        }
    }

    @Test
    @DisplayName("refuses a folder that another broker works on")
    void refusesAFolderInUse(@TempDir Path folder) throws Exception {
        try (var kafka = EmbeddedKafka.start(Settings.in(folder))) {
            assertThatThrownBy(() -> EmbeddedKafka.start(Settings.in(folder)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("in use");
            createTopic(kafka, "unharmed");
            assertThat(topics(kafka)).contains("unharmed");
        }
    }

    @Test
    @DisplayName("refuses a file in the place of its folder")
    void refusesAFile(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> EmbeddedKafka.start(Settings.in(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("is a file");
    }

    @Test
    @DisplayName("creates no topic by itself")
    void createsNoTopicByItself(@TempDir Path folder) throws Exception {
        try (var kafka = EmbeddedKafka.start(Settings.in(folder));
                var admin = admin(kafka)) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("nobody-made-it"))
                            .allTopicNames()
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    @DisplayName("has the group settings that the lanes rely on")
    void hasTheGroupSettings(@TempDir Path folder) throws Exception {
        var broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        try (var kafka = EmbeddedKafka.start(Settings.in(folder));
                var admin = admin(kafka)) {
            var config = requireNonNull(
                    admin.describeConfigs(List.of(broker)).all().get().get(broker));
            assertThat(config.get("group.consumer.assignors").value()).isEqualTo("range");
            assertThat(config.get("group.consumer.session.timeout.ms").value()).isEqualTo("10000");
            assertThat(config.get("group.consumer.heartbeat.interval.ms").value())
                    .isEqualTo("500");
            assertThat(config.get("offset.metadata.max.bytes").value()).isEqualTo("4096");
        }
    }

    @Test
    @DisplayName("loses its data folder without ending the JVM, and says why")
    void failsWithoutEndingTheJvm(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (var kafka = EmbeddedKafka.start(Settings.in(data))) {
            createTopic(kafka, "doomed");
            assertThat(kafka.failure()).isNotDone();
            // A topic folder that cannot be created is an I/O error to the broker, as with a full disk.
            Files.writeString(data.resolve("next-0"), "in the way");
            try (var admin = admin(kafka)) {
                admin.createTopics(List.of(new NewTopic("next", 1, (short) 1)));
                await().atMost(Duration.ofSeconds(20)).until(kafka.failure()::isDone);
            }
            assertThat(kafka.failure().join()).contains(data.toString()).contains("free");
        }
        Files.delete(data.resolve("next-0"));
        try (var kafka = EmbeddedKafka.start(Settings.in(data))) {
            assertThat(topics(kafka)).contains("doomed");
        }
    }

    @Test
    @DisplayName("listens for a second network under another name")
    void listensTwice(@TempDir Path folder) throws Exception {
        var inside = new Listener("CLIENTS", "127.0.0.1", 0, "127.0.0.1");
        var outside = new Listener("SECOND", "127.0.0.1", 0, "localhost");
        try (var kafka = EmbeddedKafka.start(new Settings(folder, List.of(inside, outside), 0))) {
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + kafka.port());
            int second = kafka.port("SECOND");
            try (var admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + second))) {
                assertThat(admin.describeCluster().nodes().get())
                        .singleElement()
                        .satisfies(node -> {
                            assertThat(node.host()).isEqualTo("localhost");
                            assertThat(node.port()).isEqualTo(second);
                        });
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Admin admin(EmbeddedKafka kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private static void createTopic(EmbeddedKafka kafka, String name) throws Exception {
        try (var admin = admin(kafka)) {
            admin.createTopics(List.of(new NewTopic(name, 2, (short) 1))).all().get();
        }
    }

    private static List<String> topics(EmbeddedKafka kafka) throws Exception {
        try (var admin = admin(kafka)) {
            return List.copyOf(admin.listTopics().names().get());
        }
    }

    private static void produce(EmbeddedKafka kafka, String topic, byte[] value) throws Exception {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "acks", "all", "max.request.size", 2 * 1024 * 1024);
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, bytes("key"), value)).get();
        }
    }

    private static List<byte[]> consume(EmbeddedKafka kafka, String topic, int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "group.id", "readers",
                "group.protocol", "consumer",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", false);
        var values = new ArrayList<byte[]>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> consumed : consumer.poll(Duration.ofMillis(200))) {
                    values.add(consumed.value());
                }
                return values.size() >= count;
            });
            consumer.commitSync();
        }
        return values;
    }
}
