package org.rehome.rest;

import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventHeaders;
import org.rehome.contracts.Topic;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.EventCodec;
import org.rehome.contracts.event.EventEnvelope;

/// Follows event topics for one reader until it goes away. It waits for the reader before it reads on.
final class EventTail implements Runnable {
    private static final Logger LOG = Logger.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final KafkaSettings settings;
    private final Map<String, Topic.Events<?>> topics = new HashMap<>();
    private final EventPosition start;
    private final SseEventSink sink;
    private final Sse sse;
    private final Map<String, Long> next = new HashMap<>();
    private long lastSent = System.nanoTime();

    EventTail(KafkaSettings settings, List<Topic.Events<?>> topics, EventPosition start, SseEventSink sink, Sse sse) {
        this.settings = settings;
        this.start = start;
        this.sink = sink;
        this.sse = sse;
        topics.forEach(topic -> this.topics.put(topic.name(), topic));
    }

    @Override
    public void run() {
        try (sink;
                KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings.reader("tail"))) {
            seek(consumer);
            // tells the reader that it follows from here on
            send(sse.newEventBuilder().comment("following").build());
            while (!sink.isClosed()) {
                for (ConsumerRecord<String, byte[]> each : consumer.poll(POLL)) {
                    tell(each);
                }
                if (System.nanoTime() - lastSent > HEARTBEAT.toNanos()) {
                    send(sse.newEventBuilder().comment("still here").build());
                }
            }
        } catch (CompletionException | KafkaException | IllegalStateException e) {
            LOG.debugf("event reader gone error=%s", e.getMessage());
        }
    }

    private void seek(KafkaConsumer<String, byte[]> consumer) {
        List<TopicPartition> all = new ArrayList<>();
        for (Topic.Events<?> topic : topics.values()) {
            for (int i = 0; i < topic.partitions(); i++) {
                all.add(new TopicPartition(topic.name(), i));
            }
        }
        consumer.assign(all);
        switch (start) {
            case EventPosition.Earliest() -> consumer.seekToBeginning(all);
            case EventPosition.Latest() -> consumer.seekToEnd(all);
            case EventPosition.At(var offsets) ->
                all.forEach(partition -> consumer.seek(partition, offsets.getOrDefault(name(partition), 0L)));
        }
        all.forEach(partition -> next.put(name(partition), consumer.position(partition)));
    }

    private static String name(TopicPartition partition) {
        return partition.topic() + ":" + partition.partition();
    }

    private void tell(ConsumerRecord<String, byte[]> source) {
        next.put(source.topic() + ":" + source.partition(), source.offset() + 1);
        Topic.Events<?> topic = topics.get(source.topic());
        if (topic == null) {
            return;
        }
        try {
            Optional<? extends EventEnvelope<? extends Event>> event = EventHeaders.fromRecord(topic, source);
            event.ifPresent(envelope -> send(sse.newEventBuilder()
                    .id(EventPosition.text(next))
                    .name(envelope.type())
                    .data(EventCodec.structured(envelope))
                    .build()));
        } catch (IOException e) {
            LOG.warnf(
                    "unreadable event skipped topic=%s offset=%d error=%s",
                    source.topic(), source.offset(), e.getMessage());
        }
    }

    private void send(jakarta.ws.rs.sse.OutboundSseEvent event) {
        lastSent = System.nanoTime();
        sink.send(event).toCompletableFuture().join();
    }
}
