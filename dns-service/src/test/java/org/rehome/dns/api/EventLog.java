package org.rehome.dns.api;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventHeaders;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.DnsEvent;
import org.rehome.contracts.event.EventEnvelope;

/// What is on the topic `dns`.
final class EventLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

    EventLog(String bootstrapServers) {
        consumer = new KafkaConsumer<>(new KafkaSettings(bootstrapServers, "test").reader("log"));
        List<TopicPartition> all = List.of(new TopicPartition(Topics.DNS.name(), 0));
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /// Those of one domain so far, in order.
    List<EventEnvelope<DnsEvent>> of(String domain) {
        consumer.poll(POLL).forEach(records::add);
        List<EventEnvelope<DnsEvent>> events = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> each : records) {
            if (each.key().equals(domain)) {
                events.add(event(each));
            }
        }
        return events;
    }

    private static EventEnvelope<DnsEvent> event(ConsumerRecord<String, byte[]> source) {
        try {
            return EventHeaders.fromRecord(Topics.DNS, source)
                    .orElseThrow(() -> new AssertionError("no event of the topic: " + source));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
