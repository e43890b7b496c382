package org.rehome.backbone.lane;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/// What an owner has committed for a partition, and its form in Kafka: the lowest unsettled offset, and as
/// metadata a letter and the offsets that are settled above it.
///
/// @param handedOver true when the owner has given it up with nothing in flight, or there was none
record Committed(Settlement settlement, boolean handedOver) {
    private static final System.Logger LOG = System.getLogger(Committed.class.getName());
    private static final char IN_USE = 'u';
    private static final char HANDED_OVER = 'h';

    static Committed of(@Nullable OffsetAndMetadata committed) {
        if (committed == null) {
            return new Committed(new Settlement(0), true);
        }
        String metadata = committed.metadata();
        if (metadata.isEmpty()) {
            return new Committed(new Settlement(committed.offset()), false);
        }
        try {
            return new Committed(
                    Settlement.restored(committed.offset(), metadata.substring(1)), metadata.charAt(0) == HANDED_OVER);
        } catch (IllegalArgumentException e) {
            LOG.log(
                    Level.ERROR,
                    "commit not understood, what was settled above it comes again error={0}",
                    e.getMessage());
            return new Committed(new Settlement(committed.offset()), false);
        }
    }

    /// What a group has committed, by partition; empty when nobody has worked its lanes yet.
    ///
    /// @throws KafkaException when the broker does not answer in time
    static Map<TopicPartition, OffsetAndMetadata> ofGroup(Admin admin, String group, Duration limit)
            throws InterruptedException {
        var options = new ListConsumerGroupOffsetsOptions().timeoutMs(Math.toIntExact(limit.toMillis()));
        try {
            return admin.listConsumerGroupOffsets(group, options)
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw new KafkaException("the offsets of group " + group + " are not known", e.getCause());
        }
    }

    static OffsetAndMetadata toKafka(Wishes.Commit.Position position, boolean handedOver) {
        return new OffsetAndMetadata(position.offset(), (handedOver ? HANDED_OVER : IN_USE) + position.runs());
    }
}
