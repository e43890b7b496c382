package org.rehome.backbone.lane;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.Topic;
import org.rehome.contracts.stanza.LaneStanza;

/// Reads for {@link Recount} what was settled right before a crash. One reader, for one partition at a time.
final class Recounts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Recounts.class.getName());
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final KafkaSettings settings;
    private final String purpose;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable KafkaConsumer<String, byte[]> reader;

    Recounts(KafkaSettings settings, String purpose) {
        this.settings = settings;
        this.purpose = purpose;
    }

    /// Waits until all is read, also while the broker is away.
    void read(Topic.Stanzas topic, int partition, Recount recount) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            TopicPartition stanzas = new TopicPartition(topic.name(), partition);
            read(stanzas, recount.stanzasFrom(), recount.stanzasTo(), (stanza, at) -> recount.stanza(at, stanza));
            TopicPartition deferred = new TopicPartition(topic.deferred().name(), partition);
            read(deferred, recount.deferredFrom(), Long.MAX_VALUE, (stanza, at) -> recount.deferred(at, stanza));
        } finally {
            lock.unlock();
        }
    }

    private void read(TopicPartition partition, long from, long to, ObjLongConsumer<LaneStanza> each)
            throws InterruptedException {
        long next = from;
        while (true) {
            try {
                KafkaConsumer<String, byte[]> reading = reader();
                reading.assign(List.of(partition));
                reading.seek(partition, next);
                long end = Math.min(to, reading.endOffsets(Set.of(partition)).getOrDefault(partition, next));
                while (next < end) {
                    for (ConsumerRecord<String, byte[]> found : reading.poll(POLL)) {
                        if (found.offset() < end) {
                            tell(found, each);
                        }
                    }
                    next = reading.position(partition);
                }
                return;
            } catch (KafkaException e) {
                LOG.log(
                        Level.WARNING,
                        "account not resumed yet, trying again partition={0} error={1}",
                        partition,
                        e.toString());
                Thread.sleep(PAUSE);
            }
        }
    }

    private static void tell(ConsumerRecord<String, byte[]> found, ObjLongConsumer<LaneStanza> each) {
        try {
            each.accept(StanzaHeaders.read(found).stanza(), found.offset());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no stanza of ours is on no account offset={0}", found.offset());
        }
    }

    private KafkaConsumer<String, byte[]> reader() {
        KafkaConsumer<String, byte[]> open = reader;
        if (open == null) {
            open = new KafkaConsumer<>(settings.committedReader(purpose + "-recount"));
            reader = open;
        }
        return open;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (reader != null) {
                reader.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
