package org.rehome.backbone.lane;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.event.FederationEvent.Direction;

/// How far the lanes of a direction have come, and who works them. Reads beside the groups and disturbs nobody.
public final class LaneProgress implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int TIMEOUT_MILLIS = Math.toIntExact(TIMEOUT.toMillis());

    private final Admin admin;

    public LaneProgress(KafkaSettings settings) {
        this.admin = Admin.create(settings.admin("lane-progress"));
    }

    /// The end of each partition of a direction's stanza topic: what is accepted from now on is behind it.
    ///
    /// @throws KafkaException when the broker does not answer
    public Map<TopicPartition, Long> ends(Direction direction) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        IntStream.range(0, direction.topic().partitions())
                .forEach(each -> latest.put(new TopicPartition(direction.topic().name(), each), OffsetSpec.latest()));
        var options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED).timeoutMs(TIMEOUT_MILLIS);
        try {
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(latest, options)
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new KafkaException("the ends of " + direction.topic().name() + " are not known", e.getCause());
        }
    }

    /// How many offsets in front of these ends are not settled, or not known to be: 0 when all are delivered, returned
    /// or deferred.
    ///
    /// @throws KafkaException when the broker does not answer
    public long unsettled(Direction direction, Map<TopicPartition, Long> ends) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                Committed.ofGroup(admin, HeldStanzas.group(direction), TIMEOUT);
        return ends.entrySet().stream()
                .mapToLong(each -> {
                    OffsetAndMetadata at = committed.get(each.getKey());
                    return Math.max(0, each.getValue() - (at == null ? 0 : at.offset()));
                })
                .sum();
    }

    /// The ids of the instances that work the lanes of a direction. One that has died is among them until its session
    /// has ended.
    ///
    /// @throws KafkaException when the broker does not answer
    public Set<String> members(Direction direction) throws InterruptedException {
        String group = HeldStanzas.group(direction);
        try {
            Set<String> ids = new HashSet<>();
            admin.describeConsumerGroups(Set.of(group), new DescribeConsumerGroupsOptions().timeoutMs(TIMEOUT_MILLIS))
                    .all()
                    .get()
                    .values()
                    .forEach(described -> described
                            .members()
                            .forEach(member -> ids.add(KafkaSettings.instance(member.clientId(), group))));
            return ids;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Set.of();
            }
            throw new KafkaException("the members of group " + group + " are not known", e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
