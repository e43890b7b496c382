package org.rehome.backbone.lane;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.Topic;

/// Reads a stanza topic from its beginning, beside all groups.
final class TopicTail implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;

    TopicTail(KafkaSettings settings, Topic.Stanzas topic) {
        consumer = new KafkaConsumer<>(settings.reader("tail"));
        consumer.assign(IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
    }

    /// The partitions of so many lanes of a domain.
    Map<String, Integer> until(int lanes, String domain) {
        Map<String, Integer> found = new HashMap<>();
        while (found.size() < lanes) {
            consumer.poll(Duration.ofMillis(100)).forEach(each -> {
                if (each.key().endsWith("@" + domain)) {
                    found.put(each.key(), each.partition());
                }
            });
        }
        return found;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
