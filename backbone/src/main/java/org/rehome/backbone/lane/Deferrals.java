package org.rehome.backbone.lane;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.Topic;

/// Appends stanzas to a deferred topic and settles them where they came from, in one transaction: after a
/// crash they are in the one place or in the other. On a thread of its own. The transaction carries the
/// group's membership, so that a member that was replaced without knowing writes nothing.
final class Deferrals implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Deferrals.class.getName());
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final Topic.Stanzas topic;
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Thread thread;
    private @Nullable KafkaProducer<String, byte[]> producer;
    private volatile boolean closed;

    /// One partition's stanzas, and what of it is settled then: of the deferred topic too, for while one append
    /// follows the other nothing else may commit.
    record Job(
            PartitionWorker worker,
            List<LaneEntry> entries,
            Map<TopicPartition, OffsetAndMetadata> settled,
            ConsumerGroupMetadata group) {}

    Deferrals(KafkaSettings settings, Topic.Stanzas topic) {
        this.settings = settings;
        this.topic = topic;
        this.thread =
                Thread.ofPlatform().name("deferrals-" + topic.name()).daemon().start(this::run);
    }

    void submit(Job job) {
        jobs.add(job);
    }

    private void run() {
        try {
            while (!closed) {
                List<Job> these = new ArrayList<>();
                these.add(jobs.take());
                jobs.drainTo(these);
                transact(these);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "deferrals stopped topic={0}", topic.name());
        } finally {
            discardProducer();
        }
    }

    private void transact(List<Job> these) throws InterruptedException {
        Map<Job, List<Future<RecordMetadata>>> sent = new HashMap<>();
        try {
            KafkaProducer<String, byte[]> open = producer();
            open.beginTransaction();
            for (Job job : these) {
                sent.put(job, send(open, job));
            }
            Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>();
            these.forEach(job -> settled.putAll(job.settled()));
            open.sendOffsetsToTransaction(settled, these.getLast().group());
            open.commitTransaction();
        } catch (KafkaException e) {
            LOG.log(
                    Level.WARNING,
                    "stanzas not deferred, trying again topic={0} error={1}",
                    topic.name(),
                    e.toString());
            // a producer that has failed once may not be used again; the next one aborts what this one has left
            discardProducer();
            these.forEach(job -> job.worker().notAppended());
            return;
        }
        for (Job job : these) {
            job.worker().appended(offsets(sent.getOrDefault(job, List.of())));
        }
    }

    private List<Future<RecordMetadata>> send(KafkaProducer<String, byte[]> open, Job job) {
        List<Future<RecordMetadata>> futures = new ArrayList<>();
        for (LaneEntry entry : job.entries()) {
            ProducerRecord<String, byte[]> bare = StanzaHeaders.toRecord(topic, entry.stanza());
            StanzaHeaders.deferred(bare.headers(), entry.timesSent(), entry.heldReason());
            futures.add(open.send(new ProducerRecord<>(
                    topic.deferred().name(), job.worker().partition(), bare.key(), bare.value(), bare.headers())));
        }
        return futures;
    }

    private static List<Long> offsets(List<Future<RecordMetadata>> futures) throws InterruptedException {
        List<Long> offsets = new ArrayList<>();
        for (Future<RecordMetadata> each : futures) {
            try {
                offsets.add(each.get().offset());
            } catch (ExecutionException e) {
                throw new IllegalStateException("a committed transaction has a record that failed", e.getCause());
            }
        }
        return offsets;
    }

    private KafkaProducer<String, byte[]> producer() {
        KafkaProducer<String, byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(settings.transactional("deferrals-" + topic.name(), TIMEOUT));
            producer = open;
            open.initTransactions();
        }
        return open;
    }

    private void discardProducer() {
        KafkaProducer<String, byte[]> old = producer;
        producer = null;
        if (old != null) {
            old.close(Duration.ZERO);
        }
    }

    /// What is under way ends first, within the transaction's time.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
