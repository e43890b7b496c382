package org.rehome.backbone.facts;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventHeaders;
import org.rehome.contracts.Topic;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.EventEnvelope;

/// Reads event topics from their beginning and tells listeners of each change. It has caught up when it has told
/// of everything that was there at its start; a service is not ready before.
public final class Facts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Facts.class.getName());
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final KafkaSettings settings;
    private final Map<String, Subscription<?>> subscriptions;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final KafkaConsumer<String, byte[]> consumer;
    private final Admin admin;
    private final Thread thread;
    private volatile boolean caughtUp;
    private volatile boolean closed;

    private Facts(KafkaSettings settings, Map<String, Subscription<?>> subscriptions) {
        this.settings = settings;
        this.subscriptions = subscriptions;
        this.consumer = new KafkaConsumer<>(settings.reader("facts"));
        this.admin = Admin.create(settings.admin("facts-admin"));
        this.thread = Thread.ofPlatform().name("facts").daemon().unstarted(this::run);
    }

    public static Builder of(KafkaSettings settings) {
        return new Builder(settings);
    }

    /// Collects what is read; `start` begins.
    public static final class Builder {
        private final KafkaSettings settings;
        private final Map<String, Subscription<?>> subscriptions = new LinkedHashMap<>();

        private Builder(KafkaSettings settings) {
            this.settings = settings;
        }

        public <E extends Event> Builder listen(Topic.Events<E> topic, FactListener<E> listener) {
            subscriptions.put(topic.name(), new Subscription<>(topic, listener));
            return this;
        }

        /// Starts to read; the topics must exist (`TopicSetup`).
        public Facts start() {
            Facts facts = new Facts(settings, Map.copyOf(subscriptions));
            facts.thread.start();
            return facts;
        }
    }

    private record Subscription<E extends Event>(Topic.Events<E> topic, FactListener<E> listener) {
        void tell(ConsumerRecord<String, byte[]> source) {
            try {
                if (source.value() == null) {
                    listener.removed(source.key());
                } else {
                    EventHeaders.fromRecord(topic, source)
                            .map(EventEnvelope::event)
                            .ifPresent(listener::changed);
                }
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        Level.ERROR,
                        "fact not applied topic=" + source.topic() + " partition=" + source.partition() + " offset="
                                + source.offset(),
                        e);
            }
        }
    }

    /// True once everything that was there at the start has been told.
    public boolean caughtUp() {
        return caughtUp;
    }

    /// Reads the topics' end offsets now and waits until everything before them has been told.
    ///
    /// @throws TimeoutException when that takes longer
    public void catchUp(Duration limit) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + limit.toNanos();
        Map<TopicPartition, Long> ends = endOffsets(limit);
        synchronized (positions) {
            while (!reached(ends)) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || closed) {
                    throw new TimeoutException("facts did not catch up in " + limit);
                }
                positions.wait(Math.max(1, left / 1_000_000));
            }
        }
    }

    /// The same, for as long as it takes.
    public void awaitCaughtUp() throws InterruptedException {
        while (true) {
            try {
                catchUp(LOOK);
                return;
            } catch (TimeoutException e) {
                LOG.log(Level.WARNING, "facts have not caught up yet, waiting error={0}", e.getMessage());
            }
        }
    }

    private Map<TopicPartition, Long> endOffsets(Duration limit) throws InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        try {
            Map<TopicPartition, Long> ends = new HashMap<>();
            Map<TopicPartition, ListOffsetsResultInfo> found =
                    admin.listOffsets(wanted).all().get(limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
            found.forEach((partition, info) -> ends.put(partition, info.offset()));
            return ends;
        } catch (java.util.concurrent.ExecutionException e) {
            TimeoutException timeout =
                    new TimeoutException("broker " + settings.bootstrapServers() + " does not answer");
            timeout.initCause(e);
            throw timeout;
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> all = new ArrayList<>();
        for (Subscription<?> subscription : subscriptions.values()) {
            for (int i = 0; i < subscription.topic().partitions(); i++) {
                all.add(new TopicPartition(subscription.topic().name(), i));
            }
        }
        return all;
    }

    private void run() {
        try (consumer) {
            List<TopicPartition> all = partitions();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = null;
            while (!closed) {
                try {
                    if (ends == null) {
                        ends = consumer.endOffsets(all);
                    }
                    for (ConsumerRecord<String, byte[]> each : consumer.poll(POLL)) {
                        Subscription<?> subscription = subscriptions.get(each.topic());
                        if (subscription != null) {
                            subscription.tell(each);
                        }
                    }
                    note(all, ends);
                } catch (WakeupException e) {
                    throw e;
                } catch (KafkaException e) {
                    LOG.log(Level.WARNING, "facts not read, trying again error={0}", e.getMessage());
                }
            }
        } catch (WakeupException e) {
            LOG.log(Level.DEBUG, "facts stopped");
        }
    }

    private void note(List<TopicPartition> all, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> now = new HashMap<>();
        all.forEach(partition -> now.put(partition, consumer.position(partition)));
        synchronized (positions) {
            positions.putAll(now);
            caughtUp = caughtUp || reached(ends);
            positions.notifyAll();
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
        admin.close(Duration.ofSeconds(5));
    }
}
