package org.rehome.backbone.group;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.Topic;

/// A member of a group that shares the partitions of a topic and reads nothing from them: a partition stands for a
/// share of some other work. The broker assigns each to one live member.
public final class PartitionGroup implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PartitionGroup.class.getName());
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Topic topic;
    private final Member member;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Set<Integer> ours = new HashSet<>();
    private final Thread thread;
    private volatile boolean closed;

    /// Does the work. All is called on the group's thread.
    public interface Member {
        /// These are ours from now on.
        void taken(Set<Integer> partitions);

        /// These are to be another member's, who is assigned them after this has returned.
        void given(Set<Integer> partitions);

        /// These may be another member's already: the group has heard nothing of us for a session's time.
        void lost(Set<Integer> partitions);
    }

    public PartitionGroup(KafkaSettings settings, String group, Topic topic, Member member) {
        this.topic = topic;
        this.member = member;
        this.consumer = new KafkaConsumer<>(settings.member(group, group));
        this.thread = Thread.ofPlatform().name(group).daemon().start(this::run);
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(topic.name()), new Rebalance());
            while (!closed) {
                poll();
            }
            give(Set.copyOf(ours));
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "group interrupted topic={0}", topic.name());
        }
    }

    private void poll() throws InterruptedException {
        try {
            consumer.poll(POLL);
        } catch (WakeupException e) {
            LOG.log(Level.DEBUG, "group woken topic={0}", topic.name());
        } catch (KafkaException e) {
            LOG.log(Level.WARNING, "group not asked, trying again topic={0} error={1}", topic.name(), e.toString());
            Thread.sleep(PAUSE);
        }
    }

    /// Gives all back and leaves the group.
    @Override
    public void close() throws InterruptedException {
        closed = true;
        consumer.wakeup();
        if (!thread.join(Duration.ofSeconds(40))) {
            LOG.log(Level.WARNING, "group does not stop topic={0}", topic.name());
        }
    }

    private void give(Set<Integer> partitions) {
        ours.removeAll(partitions);
        if (!partitions.isEmpty()) {
            member.given(partitions);
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions);
            Set<Integer> taken = numbers(partitions);
            ours.addAll(taken);
            if (!taken.isEmpty()) {
                member.taken(taken);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            give(ofOurs(partitions));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            Set<Integer> lost = ofOurs(partitions);
            ours.removeAll(lost);
            if (!lost.isEmpty()) {
                member.lost(lost);
            }
        }

        /// What was given before the end is told as revoked or lost once more.
        private Set<Integer> ofOurs(Collection<TopicPartition> partitions) {
            Set<Integer> numbers = new HashSet<>(numbers(partitions));
            numbers.retainAll(ours);
            return Set.copyOf(numbers);
        }

        private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::partition).collect(Collectors.toUnmodifiableSet());
        }
    }
}
