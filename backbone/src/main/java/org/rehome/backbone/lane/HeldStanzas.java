package org.rehome.backbone.lane;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.Topic;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.stanza.LaneGroups;
import org.rehome.contracts.stanza.LaneStanza;

/// What waits in the deferred topics, whichever instance works its lanes: the records that the group's
/// commits do not call settled. Reads beside the groups and disturbs nobody. What is in the memory of its
/// instance, as every stanza in its lane's first second, is not there yet; and what was settled in the last
/// moments, before the commit of it, still is.
public final class HeldStanzas implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HeldStanzas.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int FETCH_WAIT_MILLIS = 10;
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaSettings settings;
    private final Admin admin;

    /// A reading takes memory for what it fetches: one at a time.
    private final ReentrantLock reading = new ReentrantLock();

    public HeldStanzas(KafkaSettings settings) {
        this.settings = settings;
        this.admin = Admin.create(settings.admin("held-commits"));
    }

    /// What is held, in the order of the places: what waits on one lane is in the lane's order.
    ///
    /// @param after only what is behind this place; null for all
    /// @param limit how many at most
    /// @throws TimeoutException when the broker does not answer in time
    public List<HeldStanza> list(
            Set<Direction> directions, @Nullable HeldPlace after, Predicate<HeldStanza> wanted, int limit)
            throws InterruptedException, TimeoutException {
        Deadline deadline = new Deadline(System.nanoTime() + LIMIT.toNanos());
        while (!reading.tryLock(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.log(Level.DEBUG, "others read what is held");
        }
        try {
            KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(quickReader());
            try {
                List<HeldStanza> found = new ArrayList<>();
                for (Direction direction : Direction.values()) {
                    if (directions.contains(direction)) {
                        new Reading(consumer, direction, after, wanted, limit, deadline).addTo(found);
                    }
                }
                return found;
            } catch (KafkaException e) {
                TimeoutException timeout = new TimeoutException(String.valueOf(e.getMessage()));
                timeout.initCause(e);
                throw timeout;
            } finally {
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
            }
        } finally {
            reading.unlock();
        }
    }

    private Properties quickReader() {
        Properties properties = settings.committedReader("held");
        // the next partition is asked for when the broker has answered for the one that is read to its end
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        return properties;
    }

    private static Topic.Stanzas deferred(Direction direction) {
        return direction.topic().deferred();
    }

    static String group(Direction direction) {
        return switch (direction) {
            case Inbound -> LaneGroups.INBOUND;
            case Outbound -> LaneGroups.OUTBOUND;
            case Legacy -> LaneGroups.LEGACY;
        };
    }

    private record Deadline(long nanoTime) {
        /// @throws TimeoutException when nothing is left
        Duration left() throws TimeoutException {
            long left = nanoTime - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException("what is held was not read in " + LIMIT.toSeconds() + " s");
            }
            // whole milliseconds, at least one
            return Duration.ofMillis(left / 1_000_000 + 1);
        }
    }

    /// Reads one direction, one partition after the other.
    private final class Reading {
        private final KafkaConsumer<String, byte[]> consumer;
        private final Direction direction;
        private final @Nullable HeldPlace after;
        private final Predicate<HeldStanza> wanted;
        private final int limit;
        private final Deadline deadline;

        Reading(
                KafkaConsumer<String, byte[]> consumer,
                Direction direction,
                @Nullable HeldPlace after,
                Predicate<HeldStanza> wanted,
                int limit,
                Deadline deadline) {
            this.consumer = consumer;
            this.direction = direction;
            this.after = after;
            this.wanted = wanted;
            this.limit = limit;
            this.deadline = deadline;
        }

        void addTo(List<HeldStanza> found) throws InterruptedException, TimeoutException {
            Topic.Stanzas topic = deferred(direction);
            List<TopicPartition> all = IntStream.range(0, topic.partitions())
                    .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                    .toList();
            // in this order: what is settled in between is listed once more, nothing that waits is left out
            Map<TopicPartition, OffsetAndMetadata> committed =
                    Committed.ofGroup(admin, group(direction), deadline.left());
            Map<TopicPartition, Long> ends = consumer.endOffsets(all, deadline.left());
            for (TopicPartition each : all) {
                Settlement settled = Committed.of(committed.get(each)).settlement();
                long from = Math.max(settled.position(), first(each.partition()));
                long end = ends.getOrDefault(each, 0L);
                if (from < end && found.size() < limit) {
                    read(each, from, end, settled, found);
                }
            }
        }

        /// The first offset behind the place that the list goes on from.
        private long first(int partition) {
            if (after == null || new HeldPlace(direction, partition, Long.MAX_VALUE).compareTo(after) < 0) {
                return after == null ? 0 : Long.MAX_VALUE;
            }
            return new HeldPlace(direction, partition, 0).compareTo(after) > 0 ? 0 : after.offset() + 1;
        }

        private void read(TopicPartition partition, long from, long end, Settlement settled, List<HeldStanza> found)
                throws TimeoutException {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            // the position also passes the markers of transactions, which are no records
            while (consumer.position(partition, deadline.left()) < end) {
                for (ConsumerRecord<String, byte[]> each : consumer.poll(POLL)) {
                    if (each.offset() < end && !settled.isSettled(each.offset())) {
                        add(each, found);
                    }
                    if (found.size() == limit) {
                        return;
                    }
                }
            }
        }

        private void add(ConsumerRecord<String, byte[]> each, List<HeldStanza> found) {
            try {
                StanzaHeaders.Read read = StanzaHeaders.read(each);
                LaneStanza stanza = read.stanza();
                HeldStanza held = new HeldStanza(
                        new HeldPlace(direction, each.partition(), each.offset()),
                        stanza.lane(),
                        stanza.from(),
                        stanza.to(),
                        stanza.kind(),
                        stanza.receivedAt(),
                        read.heldReason());
                if (wanted.test(held)) {
                    found.add(held);
                }
            } catch (IOException e) {
                // whoever works the lane says so as an error
                LOG.log(Level.DEBUG, "record passed over topic={0} error={1}", each.topic(), e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
