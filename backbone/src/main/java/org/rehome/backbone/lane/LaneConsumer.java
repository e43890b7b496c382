package org.rehome.backbone.lane;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.Topic;

/// A member of the group that works a stanza topic and its deferred topic: the place to begin reading. One
/// thread talks to Kafka, here; the partitions that are ours are {@link Share}s with a {@link
/// PartitionWorker} each, whose rules are in {@link PartitionLanes}.
public final class LaneConsumer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LaneConsumer.class.getName());
    /// How long to wait for records while a worker may want something meanwhile, and while all is quiet:
    /// every poll costs, whether it brings something or not.
    private static final Duration POLL_BUSY = Duration.ofMillis(20);

    private static final Duration POLL_QUIET = Duration.ofMillis(200);

    /// While a partition is paused, what was fetched of it makes every poll a busy one: so it is short, and what
    /// a worker has not taken meanwhile is waited for outside of it.
    private static final Duration POLL_HELD = Duration.ofMillis(2);

    private static final Duration PAUSE_HELD = Duration.ofMillis(5);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MAX_POLL = 1_000;
    private static final LaneLimits LIMITS = new LaneLimits(1_000, 8L * 1024 * 1024, Duration.ofSeconds(1));

    private final Topic.Stanzas topic;
    private final LaneHandler handler;
    private final LaneProducer returns;
    private final AccountBook book;
    private final Recounts recounts;
    private final Ownership ownership;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Deferrals deferrals;
    private final Commits commits;
    private final HighWatermarks watermarks;
    private final Map<Integer, Share> shares = new ConcurrentHashMap<>();
    private final Set<Integer> toBegin = new HashSet<>();
    private final Thread thread;
    private volatile boolean closed;

    /// @param group the consumer group, such as `gateway-inbound`
    /// @param returns where errors go that answer stanzas
    /// @param book where the partitions' accounts are
    public LaneConsumer(
            KafkaSettings settings,
            String group,
            Topic.Stanzas topic,
            LaneHandler handler,
            LaneProducer returns,
            AccountBook book) {
        this.topic = topic;
        this.handler = handler;
        this.returns = returns;
        this.book = book;
        this.recounts = new Recounts(settings, group);
        this.ownership = new Ownership(KafkaSettings.SESSION);
        var properties = settings.member(group, group);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL);
        this.consumer = new KafkaConsumer<>(properties);
        this.deferrals = new Deferrals(settings, topic);
        this.commits = new Commits(consumer, topic, ownership, book);
        this.watermarks = new HighWatermarks(settings, group);
        this.thread = Thread.ofPlatform().name("lanes-" + topic.name()).daemon().start(this::run);
    }

    /// The partitions that are ours now.
    public Set<Integer> partitions() {
        return Set.copyOf(shares.keySet());
    }

    /// How many stanzas wait on our partitions, in memory or in the deferred topic; counted every second.
    public long heldStanzas() {
        return shares.values().stream()
                .mapToLong(share -> share.worker().heldStanzas())
                .sum();
    }

    /// The partition of a lane: what Kafka's producer chooses for its key.
    public int partitionOf(String lane) {
        return partitioner(topic).applyAsInt(lane);
    }

    /// The partition of each lane of a topic.
    public static ToIntFunction<String> partitioner(Topic.Stanzas topic) {
        return lane -> BuiltInPartitioner.partitionForKey(lane.getBytes(StandardCharsets.UTF_8), topic.partitions());
    }

    /// Something has changed that verdicts of all lanes may depend on: they are asked for again.
    public void changed() {
        shares.values().forEach(share -> share.worker().changed());
    }

    /// Something has changed that this lane's verdicts depend on.
    public void changed(String lane) {
        Share share = shares.get(partitionOf(lane));
        if (share != null) {
            share.worker().changed(lane);
        }
    }

    /// Runs `then`, on the partition's thread, as soon as nothing of the lane is in flight: what is sent
    /// after that was decided after this call.
    ///
    /// @return false when the lane's partition is not ours
    public boolean whenQuiet(String lane, Runnable then) {
        Share share = shares.get(partitionOf(lane));
        if (share == null) {
            return false;
        }
        share.worker().whenQuiet(lane, then);
        return true;
    }

    private void run() {
        Rebalance rebalance = new Rebalance();
        try {
            subscribe(rebalance);
            while (!closed) {
                try {
                    step();
                } catch (WakeupException e) {
                    LOG.log(Level.DEBUG, "lanes woken topic={0}", topic.name());
                } catch (KafkaException e) {
                    LOG.log(
                            Level.WARNING,
                            "lanes not read, trying again topic={0} error={1}",
                            topic.name(),
                            e.toString());
                    Thread.sleep(PAUSE);
                }
                if (shares.values().stream().anyMatch(share -> share.worker().hasFailed())) {
                    // from what is committed, as after a crash
                    consumer.unsubscribe();
                    subscribe(rebalance);
                }
            }
            giveUp(List.copyOf(shares.values()));
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "lanes interrupted topic={0}", topic.name());
        } finally {
            deferrals.close();
            watermarks.close();
            recounts.close();
            consumer.close();
        }
    }

    private void subscribe(Rebalance rebalance) {
        consumer.subscribe(List.of(topic.name(), topic.deferred().name()), rebalance);
    }

    private void step() throws InterruptedException {
        for (Integer partition : List.copyOf(toBegin)) {
            shares.put(partition, begin(partition));
            toBegin.remove(partition);
        }
        boolean held = shares.values().stream().anyMatch(Share::isHeld);
        ConsumerRecords<String, byte[]> records = consumer.poll(held ? POLL_HELD : isQuiet() ? POLL_QUIET : POLL_BUSY);
        for (TopicPartition partition : records.partitions()) {
            Share share = shares.get(partition.partition());
            if (share != null) {
                share.take(consumer, partition, records.records(partition));
            }
        }
        for (Share share : shares.values()) {
            share.steer(consumer);
        }
        commits.make(shares.values(), deferrals);
        if (held && records.isEmpty()) {
            LockSupport.parkNanos(this, PAUSE_HELD.toNanos());
        }
    }

    private boolean isQuiet() {
        return toBegin.isEmpty()
                && !commits.areExpected(shares.values())
                && shares.values().stream().allMatch(Share::isQuiet);
    }

    private Share begin(int partition) throws InterruptedException {
        return Share.begin(
                consumer,
                watermarks,
                new TopicPartition(topic.name(), partition),
                new TopicPartition(topic.deferred().name(), partition),
                (arrived, deferred) -> worker(new TopicPartition(topic.name(), partition), arrived, deferred));
    }

    private PartitionWorker worker(TopicPartition partition, Settlement arrived, Settlement deferred) {
        var ledger =
                new PartitionLedger(topic, partition.partition(), handler::partner, book, recounts, arrived, deferred);
        return new PartitionWorker(partition, handler, returns, ownership, LIMITS, ledger, arrived, deferred);
    }

    /// Ends the work on partitions: nothing more goes out, what is in flight is confirmed, and where they
    /// stand is committed for the next owner.
    private void giveUp(Collection<Share> given) {
        for (Share share : given) {
            shares.remove(share.partition());
            share.worker().stop();
        }
        try {
            commits.handOver(given);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        given.forEach(share -> handler.revoked(share.partition()));
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            if (!thread.join(Duration.ofSeconds(40))) {
                LOG.log(Level.WARNING, "lanes do not stop topic={0}", topic.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A partition is worked only when both its parts are ours.
    private final class Rebalance implements ConsumerRebalanceListener {
        private final Set<TopicPartition> ours = ConcurrentHashMap.newKeySet();

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            ours.addAll(partitions);
            consumer.pause(partitions);
            for (TopicPartition each : partitions) {
                if (ours.contains(new TopicPartition(topic.name(), each.partition()))
                        && ours.contains(new TopicPartition(topic.deferred().name(), each.partition()))) {
                    toBegin.add(each.partition());
                }
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            giveUp(taken(partitions));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            LOG.log(
                    Level.WARNING,
                    "partitions lost: what was sent and not confirmed is sent again topic={0} partition={1}",
                    topic.name(),
                    partitions);
            for (Share share : taken(partitions)) {
                shares.remove(share.partition());
                try {
                    share.worker().abandon();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                handler.revoked(share.partition());
            }
        }

        private List<Share> taken(Collection<TopicPartition> partitions) {
            partitions.forEach(ours::remove);
            partitions.forEach(each -> toBegin.remove(each.partition()));
            return shares.values().stream()
                    .filter(share -> partitions.stream().anyMatch(each -> each.partition() == share.partition()))
                    .toList();
        }
    }
}
