package org.rehome.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventHeaders;
import org.rehome.contracts.Topic;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.EventEnvelope;

/// Everything on a topic, from its beginning.
final class TopicTail implements AutoCloseable {
    private final List<ConsumerRecord<String, byte[]>> records = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    TopicTail(KafkaSettings kafka, Topic topic) {
        thread = Thread.ofPlatform().daemon().start(() -> {
            try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.reader("tail"))) {
                List<TopicPartition> all = IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                        .toList();
                consumer.assign(all);
                consumer.seekToBeginning(all);
                while (!closed) {
                    consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                }
            }
        });
    }

    List<ConsumerRecord<String, byte[]>> records() {
        return records;
    }

    static String text(ConsumerRecord<String, byte[]> each) {
        return new String(each.value(), StandardCharsets.UTF_8);
    }

    static String header(ConsumerRecord<String, byte[]> each, String name) {
        Header header = each.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    <E extends Event> List<E> events(Topic.Events<E> topic) {
        return records.stream()
                .map(each -> event(topic, each))
                .flatMap(Optional::stream)
                .toList();
    }

    private static <E extends Event> Optional<E> event(Topic.Events<E> topic, ConsumerRecord<String, byte[]> each) {
        try {
            return EventHeaders.fromRecord(topic, each).map(EventEnvelope::event);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
