package org.rehome.backbone.lane;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// A partition that is ours, as the consumer's thread sees it: first its deferred part is read to the end,
/// to know which lanes wait; then both parts are read as its worker wants.
///
/// Between passes the deferred part is read on and thrown away, instead of being paused: Kafka's consumer
/// keeps what it fetched of a paused partition, if only an empty answer, and does not wait in `poll` while it
/// keeps anything.
final class Share {
    private final TopicPartition stanzas;
    private final TopicPartition waiting;
    private final PartitionWorker worker;
    private final boolean handedOver;
    private @Nullable Long findUpTo;
    private Wishes.@Nullable Pass pass;

    private Share(
            TopicPartition stanzas, TopicPartition waiting, PartitionWorker worker, boolean handedOver, long findUpTo) {
        this.stanzas = stanzas;
        this.waiting = waiting;
        this.worker = worker;
        this.handedOver = handedOver;
        this.findUpTo = findUpTo;
    }

    /// Makes a worker of what the owner before has committed.
    interface Workers {
        PartitionWorker of(Settlement arrived, Settlement deferred);
    }

    /// Begins where the owner before has left off. Waits for its last transaction to end, one way or the
    /// other.
    static Share begin(
            KafkaConsumer<String, byte[]> consumer,
            HighWatermarks watermarks,
            TopicPartition stanzas,
            TopicPartition waiting,
            Workers workers)
            throws InterruptedException {
        // in this order: what the deferred part holds from now on is known before its end is
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.of(stanzas, waiting));
        Committed arrived = Committed.of(committed.get(stanzas));
        Committed deferred = Committed.of(committed.get(waiting));
        long end = watermarks.of(waiting);
        consumer.seek(stanzas, arrived.settlement().position());
        consumer.seek(waiting, deferred.settlement().position());
        consumer.resume(List.of(waiting));
        PartitionWorker worker = workers.of(arrived.settlement(), deferred.settlement());
        worker.start();
        return new Share(stanzas, waiting, worker, arrived.handedOver(), end);
    }

    int partition() {
        return stanzas.partition();
    }

    PartitionWorker worker() {
        return worker;
    }

    TopicPartition stanzas() {
        return stanzas;
    }

    TopicPartition waiting() {
        return waiting;
    }

    /// Whether it reads what comes, and nothing else is to be done for it.
    boolean isQuiet() {
        return findUpTo == null && worker.wishes().more() && !worker.wishes().passing();
    }

    /// Whether one of its parts is paused until the worker has room.
    boolean isHeld() {
        return findUpTo == null
                && (!worker.wishes().more() || (pass != null && !worker.wishes().deferred()));
    }

    /// Hands records of one of the two parts to the worker.
    void take(
            KafkaConsumer<String, byte[]> consumer,
            TopicPartition partition,
            List<ConsumerRecord<String, byte[]>> records) {
        if (partition.equals(stanzas)) {
            worker.arrived(records);
        } else if (findUpTo != null) {
            Long end = findUpTo;
            worker.found(records.stream().filter(each -> each.offset() < end).toList());
        } else if (pass != null) {
            worker.loaded(pass, records, consumer.position(waiting));
        }
    }

    /// Reads on, or not, as the worker wants.
    void steer(KafkaConsumer<String, byte[]> consumer) {
        Long end = findUpTo;
        if (end != null) {
            if (consumer.position(waiting) >= end) {
                findUpTo = null;
                worker.allFound(end, handedOver);
            }
            return;
        }
        steer(consumer, stanzas, worker.wishes().more());
        worker.wishes().takeLoad().ifPresent(begun -> {
            consumer.seek(waiting, begun.from());
            pass = begun;
        });
        Wishes.Pass current = worker.wishes().passing() ? pass : null;
        pass = current;
        boolean wanted = worker.wishes().deferred();
        if (current != null && wanted && !consumer.paused().contains(waiting)) {
            // a transaction's marker at the end moves the position without a record
            worker.loaded(current, List.of(), consumer.position(waiting));
        }
        steer(consumer, waiting, wanted || current == null);
    }

    private static void steer(KafkaConsumer<String, byte[]> consumer, TopicPartition partition, boolean read) {
        if (read == consumer.paused().contains(partition)) {
            if (read) {
                consumer.resume(List.of(partition));
            } else {
                consumer.pause(List.of(partition));
            }
        }
    }
}
