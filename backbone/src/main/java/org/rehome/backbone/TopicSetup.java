package org.rehome.backbone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.rehome.contracts.Topic;
import org.rehome.contracts.Topic.Retention;
import org.rehome.contracts.Topics;

/// Creates the topics of the one list. Each service does so at its start; who comes first wins, the others find
/// them there.
public final class TopicSetup {

    /// Kafka's default.
    private static final Duration LONGEST_SEGMENT = Duration.ofDays(7);

    private TopicSetup() {}

    /// Waits until the broker answers and every topic exists.
    ///
    /// @throws IllegalStateException when a topic exists with another number of partitions: lanes would
    ///     change their partition and lose their order
    public static void ensure(KafkaSettings settings) throws InterruptedException {
        try (Admin admin = Admin.create(settings.admin("topics"))) {
            Set<String> existing = existing(admin);
            List<NewTopic> missing = new ArrayList<>();
            for (Topic topic : Topics.all()) {
                if (!existing.contains(topic.name())) {
                    missing.add(definition(topic));
                }
            }
            create(admin, missing);
            checkPartitions(admin);
        }
    }

    private static Set<String> existing(Admin admin) throws InterruptedException {
        while (true) {
            try {
                return admin.listTopics().names().get();
            } catch (ExecutionException e) {
                // the broker is not there yet: time-outs of the client are the pause
                System.getLogger(TopicSetup.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "broker does not answer, trying again error={0}",
                                e.getCause());
            }
        }
    }

    private static void create(Admin admin, List<NewTopic> missing) throws InterruptedException {
        for (var created : admin.createTopics(missing).values().entrySet()) {
            try {
                created.getValue().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new IllegalStateException(
                            "topic " + created.getKey() + " could not be created", e.getCause());
                }
            }
        }
    }

    private static void checkPartitions(Admin admin) throws InterruptedException {
        Set<String> names = Topics.all().stream().map(Topic::name).collect(Collectors.toSet());
        Map<String, TopicDescription> found = describe(admin, names);
        for (Topic topic : Topics.all()) {
            TopicDescription description = found.get(topic.name());
            int partitions = description == null ? 0 : description.partitions().size();
            if (partitions != topic.partitions()) {
                throw new IllegalStateException("topic " + topic.name() + " has " + partitions + " partitions, not "
                        + topic.partitions() + ": a changed count would break the order of lanes; recreate the topic");
            }
        }
    }

    private static Map<String, TopicDescription> describe(Admin admin, Set<String> names) throws InterruptedException {
        while (true) {
            try {
                return admin.describeTopics(names).allTopicNames().get();
            } catch (ExecutionException e) {
                // a topic that was created a moment ago may not be known to every broker yet
                Thread.sleep(50);
            }
        }
    }

    private static NewTopic definition(Topic topic) {
        Map<String, String> configuration =
                switch (topic.retention()) {
                    case Retention.Compacted(var within) ->
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT,
                                // what is in the segment that is written is never compacted
                                TopicConfig.SEGMENT_MS_CONFIG,
                                Long.toString(within.toMillis()),
                                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                                Long.toString(within.toMillis()));
                    case Retention.Kept(var time) ->
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_DELETE,
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(time.toMillis()),
                                // what is in the segment that is written is never deleted
                                TopicConfig.SEGMENT_MS_CONFIG,
                                Long.toString(Math.min(time.toMillis(), LONGEST_SEGMENT.toMillis())),
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(KafkaSettings.MAX_RECORD_BYTES));
                };
        return new NewTopic(topic.name(), java.util.Optional.of(topic.partitions()), java.util.Optional.empty())
                .configs(configuration);
    }
}
