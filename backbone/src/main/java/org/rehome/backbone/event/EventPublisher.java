package org.rehome.backbone.event;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.Topic;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.EventEnvelope;

/// Publishes events of services that keep their state on compacted topics. Services with a database use the
/// outbox.
public final class EventPublisher implements AutoCloseable {
    private final Producer<String, byte[]> producer;
    private final String source;

    /// @param source the CloudEvents source, such as `/gateway/gateway-1`
    public EventPublisher(KafkaSettings settings, String source) {
        this.producer = new KafkaProducer<>(settings.producer("events"));
        this.source = source;
    }

    /// Completes when every in-sync replica has the event.
    public <E extends Event> CompletableFuture<Void> publish(Topic.Events<E> topic, E event) {
        EventEnvelope<E> envelope =
                new EventEnvelope<>(UUID.randomUUID().toString(), source, Instant.now(), null, event);
        return send(EventHeaders.toRecord(topic, envelope));
    }

    /// Publishes a tombstone: the key is removed.
    public <E extends Event> CompletableFuture<Void> remove(Topic.Events<E> topic, String key) {
        return send(EventHeaders.toRecord(
                topic.name(),
                key,
                UUID.randomUUID().toString(),
                source,
                "org.rehome.Removed",
                Instant.now(),
                null,
                null));
    }

    // the callback tells the outcome
    @SuppressWarnings("FutureReturnValueIgnored")
    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> what) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        producer.send(what, (metadata, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }
}
