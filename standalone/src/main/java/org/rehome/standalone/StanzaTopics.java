package org.rehome.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.rehome.lab.chaos.Accepted;

/// Reads the stanza topics from their beginning, as they grow, and tells what stands there. It belongs to no group, and
/// the suite does not know of it. A broker that is away is waited for.
final class StanzaTopics implements AutoCloseable {
    private static final List<String> TOPICS = List.of("stanzas-inbound", "stanzas-outbound", "stanzas-legacy");
    private static final Duration POLL = Duration.ofMillis(100);

    private final Accepted accepted;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread reader =
            Thread.ofPlatform().daemon().name("stanza-topics").unstarted(this::read);
    private volatile boolean closed;

    private StanzaTopics(String bootstrapServers, Accepted accepted) {
        this.accepted = accepted;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        "false",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        "5000",
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        "4000"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    static StanzaTopics follow(String bootstrapServers, Accepted accepted) {
        var topics = new StanzaTopics(bootstrapServers, accepted);
        topics.reader.start();
        return topics;
    }

    private void read() {
        try (consumer) {
            boolean assigned = false;
            while (!closed) {
                try {
                    assigned = assigned || assign();
                    if (assigned) {
                        readToEnd();
                    }
                } catch (WakeupException e) {
                    // the loop asks whether this is the end
                    assigned = assigned && !closed;
                } catch (KafkaException e) {
                    System.getLogger(StanzaTopics.class.getName())
                            .log(System.Logger.Level.INFO, "stanza topics not readable now error=" + e);
                }
            }
        }
    }

    private boolean assign() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : TOPICS) {
            for (PartitionInfo each : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, each.partition()));
            }
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return true;
    }

    private void readToEnd() {
        long began = System.nanoTime();
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        boolean behind = true;
        while (behind && !closed) {
            consumer.poll(POLL).forEach(this::tell);
            behind = ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
        }
        if (!behind) {
            accepted.readTo(began);
        }
    }

    private void tell(ConsumerRecord<String, byte[]> stanza) {
        Header from = stanza.headers().lastHeader("from");
        if (from != null && stanza.value() != null) {
            accepted.stands(new String(from.value(), UTF_8), new String(stanza.value(), UTF_8));
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
    }
}
