package org.rehome.backbone.event;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.Topic;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.EventEnvelope;

/// Consumes the events of one topic as a group: each event is handled at least once by one member, in the order of
/// its partition, and committed afterwards. A handler that fails gets the event again.
public final class EventConsumer<E extends Event> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventConsumer.class.getName());
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Topic.Events<E> topic;
    private final Handler<E> handler;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread thread;
    private volatile boolean closed;

    /// Handles one event; may block, and must be idempotent.
    @FunctionalInterface
    public interface Handler<E extends Event> {
        void handle(EventEnvelope<E> event) throws Exception;
    }

    public EventConsumer(KafkaSettings settings, String group, Topic.Events<E> topic, Handler<E> handler) {
        this.topic = topic;
        this.handler = handler;
        this.consumer = new KafkaConsumer<>(settings.member(group, group + "-" + topic.name()));
        this.thread =
                Thread.ofPlatform().name("events-" + topic.name()).daemon().start(this::run);
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(topic.name()));
            while (!closed) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<String, byte[]> each : records) {
                    handleUntilDone(each);
                }
                if (!records.isEmpty() && !closed) {
                    consumer.commitSync();
                }
            }
        } catch (WakeupException | InterruptedException e) {
            LOG.log(Level.DEBUG, "event consumer stopped topic={0}", topic.name());
        }
    }

    private void handleUntilDone(ConsumerRecord<String, byte[]> source) throws InterruptedException {
        Optional<EventEnvelope<E>> envelope;
        try {
            envelope = EventHeaders.fromRecord(topic, source);
        } catch (IOException e) {
            LOG.log(
                    Level.ERROR,
                    "unreadable event skipped topic={0} partition={1} offset={2} error={3}",
                    topic.name(),
                    source.partition(),
                    source.offset(),
                    e.getMessage());
            return;
        }
        if (envelope.isPresent()) {
            retry(() -> {
                try {
                    handler.handle(envelope.get());
                    return true;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return closed;
                } catch (Exception e) {
                    LOG.log(
                            Level.WARNING,
                            "event not handled, trying again topic=" + topic.name() + " offset=" + source.offset(),
                            e);
                    return false;
                }
            });
        }
    }

    private void retry(BooleanSupplier attempt) throws InterruptedException {
        while (!attempt.getAsBoolean()) {
            if (closed) {
                throw new InterruptedException("closed");
            }
            Thread.sleep(PAUSE_AFTER_FAILURE);
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
