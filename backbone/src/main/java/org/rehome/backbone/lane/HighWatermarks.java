package org.rehome.backbone.lane;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.rehome.backbone.KafkaSettings;

/// Asks for the end of partitions, open transactions included: a transaction that the owner before has left
/// may still be committed, and a reader of what is committed stops before it.
final class HighWatermarks implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Admin admin;

    HighWatermarks(KafkaSettings settings, String purpose) {
        this.admin = Admin.create(settings.admin(purpose + "-watermarks"));
    }

    /// @throws KafkaException when the broker does not answer
    long of(TopicPartition partition) throws InterruptedException {
        var options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED).timeoutMs(TIMEOUT_MILLIS);
        try {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), options)
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new KafkaException("the end of " + partition + " is not known", e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
