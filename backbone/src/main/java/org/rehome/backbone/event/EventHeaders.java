package org.rehome.backbone.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.Topic;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.EventCodec;
import org.rehome.contracts.event.EventEnvelope;

/// The Kafka form of events: CloudEvents 1.0, Kafka protocol binding, binary content mode (§3.2).
public final class EventHeaders {
    private static final String PREFIX = "ce_";

    private EventHeaders() {}

    static <E extends Event> ProducerRecord<String, byte[]> toRecord(
            Topic.Events<E> topic, EventEnvelope<? extends E> envelope) {
        return toRecord(
                topic.name(),
                envelope.event().key(),
                envelope.id(),
                envelope.source(),
                envelope.type(),
                envelope.time(),
                envelope.sequence(),
                EventCodec.encode(envelope.event()));
    }

    /// A record from attributes that were stored (the outbox); `value` null is a tombstone.
    public static ProducerRecord<String, byte[]> toRecord(
            String topic,
            String key,
            String id,
            String source,
            String type,
            Instant time,
            @Nullable String sequence,
            byte @Nullable [] value) {
        ProducerRecord<String, byte[]> target = new ProducerRecord<>(topic, null, time.toEpochMilli(), key, value);
        Headers headers = target.headers();
        add(headers, "specversion", "1.0");
        add(headers, "id", id);
        add(headers, "source", source);
        add(headers, "type", type);
        add(headers, "time", time.toString());
        add(headers, "subject", key);
        if (sequence != null) {
            add(headers, "sequence", sequence);
        }
        headers.add("content-type", "application/json".getBytes(UTF_8));
        return target;
    }

    /// Reads an event; empty for a tombstone and for a type that the topic does not know (a newer writer's).
    ///
    /// @throws IOException when an attribute is missing or the JSON does not fit the type
    public static <E extends Event> Optional<EventEnvelope<E>> fromRecord(
            Topic.Events<E> topic, ConsumerRecord<String, byte[]> source) throws IOException {
        byte[] value = source.value();
        if (value == null) {
            return Optional.empty();
        }
        Headers headers = source.headers();
        Optional<E> event = EventCodec.decode(topic, required(headers, "type"), value);
        if (event.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new EventEnvelope<>(
                required(headers, "id"),
                required(headers, "source"),
                Instant.parse(required(headers, "time")),
                value(headers, "sequence"),
                event.get()));
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(PREFIX + name, value.getBytes(UTF_8));
    }

    private static String required(Headers headers, String name) throws IOException {
        String value = value(headers, name);
        if (value == null) {
            throw new IOException("record without the CloudEvents attribute " + name);
        }
        return value;
    }

    private static @Nullable String value(Headers headers, String name) {
        Header header = headers.lastHeader(PREFIX + name);
        return header == null ? null : new String(header.value(), UTF_8);
    }
}
