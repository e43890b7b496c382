package org.rehome.backbone.lane;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.Topic;
import org.rehome.contracts.stanza.LaneStanza;

/// A member of the group that works a stanza topic. One thread talks to Kafka; each partition that is ours has a
/// worker on a virtual thread. A partition is read on only when its batch is settled, its offset is committed only
/// up to what is settled, and it is given up only after its worker has stopped.
public final class LaneConsumer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LaneConsumer.class.getName());
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int MAX_BATCH = 500;

    private final Topic.Stanzas topic;
    private final LaneHandler handler;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<TopicPartition, PartitionWorker> workers = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    /// @param group the consumer group, such as `gateway-inbound`
    public LaneConsumer(KafkaSettings settings, String group, Topic.Stanzas topic, LaneHandler handler) {
        this.topic = topic;
        this.handler = handler;
        var properties = settings.member(group, group);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_BATCH);
        this.consumer = new KafkaConsumer<>(properties);
        this.thread = Thread.ofPlatform().name("lanes-" + topic.name()).daemon().start(this::run);
    }

    /// The partitions that are ours now.
    public Set<Integer> partitions() {
        Set<Integer> ours = new HashSet<>();
        workers.keySet().forEach(each -> ours.add(each.partition()));
        return ours;
    }

    /// The partition of a lane: what Kafka's producer chooses for its key.
    public int partitionOf(String lane) {
        byte[] key = lane.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey(key, topic.partitions());
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(topic.name()), new Rebalance());
            while (!closed) {
                try {
                    step();
                } catch (WakeupException e) {
                    // a worker has finished its batch, or the consumer is closing
                } catch (KafkaException e) {
                    LOG.log(
                            Level.WARNING,
                            "lanes not read, trying again topic={0} error={1}",
                            topic.name(),
                            e.getMessage());
                }
            }
            giveUp(Set.copyOf(workers.keySet()), true);
        }
    }

    private void step() {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        for (TopicPartition partition : records.partitions()) {
            PartitionWorker worker = workers.get(partition);
            if (worker != null) {
                worker.offer(records.records(partition));
                consumer.pause(List.of(partition));
            }
        }
        commit(workers.values());
        for (PartitionWorker worker : workers.values()) {
            if (worker.idle()) {
                consumer.resume(List.of(worker.partition));
            }
        }
    }

    private void commit(Collection<PartitionWorker> whose) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (PartitionWorker worker : whose) {
            if (worker.settledOffset > worker.committedOffset) {
                offsets.put(worker.partition, new OffsetAndMetadata(worker.settledOffset));
            }
        }
        if (offsets.isEmpty()) {
            return;
        }
        consumer.commitSync(offsets);
        for (PartitionWorker worker : whose) {
            OffsetAndMetadata committed = offsets.get(worker.partition);
            if (committed != null) {
                worker.committedOffset = committed.offset();
            }
        }
    }

    private void giveUp(Collection<TopicPartition> partitions, boolean commit) {
        List<PartitionWorker> given = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            PartitionWorker worker = workers.remove(partition);
            if (worker != null) {
                worker.stop();
                given.add(worker);
            }
        }
        given.forEach(PartitionWorker::awaitStopped);
        if (commit) {
            commitQuietly(given);
        }
        given.forEach(worker -> handler.revoked(worker.partition.partition()));
    }

    private void commitQuietly(List<PartitionWorker> given) {
        for (int attempt = 0; attempt < 3; attempt++) {
            try {
                commit(given);
                return;
            } catch (WakeupException e) {
                // a worker woke the consumer before the commit was sent
            } catch (KafkaException e) {
                LOG.log(
                        Level.WARNING,
                        "settled offsets not committed topic={0} error={1}",
                        topic.name(),
                        e.getMessage());
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                workers.put(partition, new PartitionWorker(partition));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            giveUp(partitions, true);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            LOG.log(
                    Level.WARNING,
                    "partitions lost: what was sent and not confirmed is sent again topic={0} partition={1}",
                    topic.name(),
                    partitions);
            giveUp(partitions, false);
        }
    }

    /// A stanza and where it stands in its partition.
    private record Placed(long offset, LaneStanza stanza) {}

    /// Works one partition: one batch at a time, again after a pause when it could not be settled.
    private final class PartitionWorker {
        private static final Duration PAUSE = Duration.ofMillis(500);
        private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

        private final TopicPartition partition;
        private final Thread thread;
        private final Object monitor = new Object();
        private List<ConsumerRecord<String, byte[]>> next = List.of();
        private volatile boolean busy;
        private volatile boolean stopped;
        private volatile LaneBatch current;
        private volatile long settledOffset = -1;
        private long committedOffset = -1;

        PartitionWorker(TopicPartition partition) {
            this.partition = partition;
            this.current = new LaneBatch(partition.partition(), List.of());
            this.thread = Thread.ofVirtual().name("lane-" + partition).start(this::work);
        }

        void offer(List<ConsumerRecord<String, byte[]>> records) {
            synchronized (monitor) {
                List<ConsumerRecord<String, byte[]>> all = new ArrayList<>(next);
                all.addAll(records);
                next = all;
                busy = true;
                monitor.notifyAll();
            }
        }

        boolean idle() {
            return !busy;
        }

        private void work() {
            try {
                handler.assigned(partition.partition());
                while (!stopped) {
                    deliverUntilSettled(take());
                    synchronized (monitor) {
                        busy = !next.isEmpty();
                    }
                    consumer.wakeup();
                }
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, "lane worker stopped partition={0}", partition);
            }
        }

        private List<ConsumerRecord<String, byte[]>> take() throws InterruptedException {
            synchronized (monitor) {
                while (next.isEmpty()) {
                    if (stopped) {
                        return List.of();
                    }
                    monitor.wait();
                }
                List<ConsumerRecord<String, byte[]>> taken = next;
                next = List.of();
                return taken;
            }
        }

        private void deliverUntilSettled(List<ConsumerRecord<String, byte[]>> records) throws InterruptedException {
            List<Placed> rest = readable(records);
            while (!rest.isEmpty() && !stopped) {
                LaneBatch batch = new LaneBatch(
                        partition.partition(), rest.stream().map(Placed::stanza).toList());
                current = batch;
                if (stopped) {
                    return;
                }
                boolean failed = attempt(batch);
                if (batch.settled() > 0) {
                    settledOffset = rest.get(batch.settled() - 1).offset() + 1;
                }
                rest = rest.subList(batch.settled(), rest.size());
                if (failed && !stopped) {
                    Thread.sleep(PAUSE);
                }
            }
        }

        private boolean attempt(LaneBatch batch) throws InterruptedException {
            try {
                handler.deliver(batch);
                return batch.settled() < batch.stanzas().size();
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "lane waits, trying again partition=" + partition + " error=" + e.getMessage(),
                        e);
                return true;
            }
        }

        private List<Placed> readable(List<ConsumerRecord<String, byte[]>> records) {
            List<Placed> readable = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> each : records) {
                try {
                    readable.add(new Placed(each.offset(), StanzaHeaders.fromRecord(each)));
                } catch (IOException e) {
                    LOG.log(
                            Level.ERROR,
                            "record skipped topic={0} partition={1} offset={2} error={3}",
                            each.topic(),
                            each.partition(),
                            each.offset(),
                            e.getMessage());
                }
            }
            return readable;
        }

        void stop() {
            synchronized (monitor) {
                stopped = true;
                next = List.of();
                monitor.notifyAll();
            }
            current.stop();
        }

        void awaitStopped() {
            try {
                if (!thread.join(STOP_LIMIT)) {
                    LOG.log(Level.WARNING, "lane worker did not stop in time, interrupted partition={0}", partition);
                    thread.interrupt();
                    thread.join(Duration.ofSeconds(5));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
