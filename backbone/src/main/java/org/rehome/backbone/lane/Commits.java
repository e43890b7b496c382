package org.rehome.backbone.lane;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.rehome.contracts.Topic;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;

/// Commits where the partitions stand: soon after it has changed, for that bounds what a crash sends again,
/// and at least every second, for that shows that we are still a member. One commit is under way at a time,
/// and none of a partition while a transaction is to commit it. Used by the consumer's thread alone.
final class Commits {
    private static final System.Logger LOG = System.getLogger(Commits.class.getName());
    private static final long SOON = Duration.ofMillis(50).toNanos();
    private static final long AT_LEAST = Duration.ofSeconds(1).toNanos();
    private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(15);
    private static final Duration SYNC_LIMIT = Duration.ofSeconds(5);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Topic.Stanzas topic;
    private final Ownership ownership;
    private final AccountBook book;
    private final Map<TopicPartition, OffsetAndMetadata> accepted = new HashMap<>();
    private boolean underWay;
    private long madeAt = System.nanoTime() - AT_LEAST;

    Commits(KafkaConsumer<String, byte[]> consumer, Topic.Stanzas topic, Ownership ownership, AccountBook book) {
        this.consumer = consumer;
        this.topic = topic;
        this.ownership = ownership;
        this.book = book;
    }

    /// Makes the commit that is due, then starts the transactions that wait for it.
    void make(Collection<Share> shares, Deferrals deferrals) {
        if (underWay) {
            return;
        }
        long now = System.nanoTime();
        boolean everything = now - madeAt >= AT_LEAST;
        if (now - madeAt >= SOON) {
            Map<Share, PartitionAccounted> accounts = accounts(shares);
            Map<TopicPartition, OffsetAndMetadata> due = due(shares, everything);
            if (!due.isEmpty()) {
                madeAt = now;
                commit(due, List.copyOf(shares), accounts, now);
                return;
            }
            accounts.values().forEach(book::write);
        }
        for (Share share : shares) {
            share.worker()
                    .wishes()
                    .takeAppend()
                    .ifPresent(append -> deferrals.submit(new Deferrals.Job(
                            share.worker(),
                            append.entries(),
                            offsets(share, append.then(), false),
                            consumer.groupMetadata())));
        }
    }

    /// Whether a commit or a transaction is to be made soon.
    boolean areExpected(Collection<Share> shares) {
        return underWay
                || shares.stream().anyMatch(share -> share.worker().wishes().isAppending() || hasMoved(share));
    }

    private boolean hasMoved(Share share) {
        OffsetAndMetadata last = accepted.get(share.stanzas());
        return last == null
                || last.offset() != share.worker().wishes().commit().arrived().offset();
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(
            Share share, Wishes.Commit stand, boolean handedOver) {
        return Map.of(
                share.stanzas(), Committed.toKafka(stand.arrived(), handedOver),
                share.waiting(), Committed.toKafka(stand.deferred(), handedOver));
    }

    private Map<TopicPartition, OffsetAndMetadata> due(Collection<Share> shares, boolean everything) {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
        for (Share share : shares) {
            // in this order: an append that begins between the two waits for this commit
            boolean appending = share.worker().wishes().isAppending();
            Wishes.Commit commit = share.worker().wishes().commit();
            if (!appending) {
                due.putAll(offsets(share, commit, false));
            }
        }
        if (!everything) {
            due.entrySet().removeIf(each -> each.getValue().equals(accepted.get(each.getKey())));
        }
        return due;
    }

    /// What is to be written down with the commit that is made next. Before that is put together: so all that
    /// an account says is in it.
    private static Map<Share, PartitionAccounted> accounts(Collection<Share> shares) {
        Map<Share, PartitionAccounted> accounts = new HashMap<>();
        for (Share share : shares) {
            if (!share.worker().wishes().isAppending()) {
                share.worker().wishes().takeAccount().ifPresent(account -> accounts.put(share, account));
            }
        }
        return accounts;
    }

    private void commit(
            Map<TopicPartition, OffsetAndMetadata> due,
            List<Share> shares,
            Map<Share, PartitionAccounted> accounts,
            long now) {
        underWay = true;
        consumer.commitAsync(due, (offsets, failure) -> {
            underWay = false;
            if (failure != null) {
                LOG.log(Level.DEBUG, "commit not accepted topic={0} error={1}", topic.name(), failure.toString());
                accounts.forEach((share, account) -> share.worker().wishes().putBack(account));
                return;
            }
            accepted.putAll(offsets);
            ownership.accepted(now);
            shares.stream()
                    .filter(share -> offsets.containsKey(share.stanzas()))
                    .forEach(share -> share.worker().opened());
            accounts.values().forEach(book::write);
        });
    }

    /// Waits until nothing of these partitions is in flight, and commits for the next owner where they stand.
    void handOver(Collection<Share> given) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>();
        List<PartitionAccounted> accounts = new ArrayList<>();
        for (Share share : given) {
            Optional<Wishes.Commit> commit = share.worker().awaitStopped(CONFIRMED_WITHIN);
            if (commit.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "partition given up with stanzas in flight, they are sent again topic={0} partition={1}",
                        topic.name(),
                        share.partition());
            }
            commit.ifPresent(stand -> {
                last.putAll(offsets(share, stand, true));
                share.worker().noted().ifPresent(accounts::add);
            });
            accepted.remove(share.stanzas());
            accepted.remove(share.waiting());
        }
        if (!last.isEmpty() && commitNow(last)) {
            accounts.forEach(book::write);
        }
    }

    private boolean commitNow(Map<TopicPartition, OffsetAndMetadata> last) {
        List<String> failures = new ArrayList<>();
        for (int attempt = 0; attempt < 3; attempt++) {
            try {
                consumer.commitSync(last, SYNC_LIMIT);
                return true;
            } catch (WakeupException e) {
                failures.add("woken");
            } catch (KafkaException e) {
                failures.add(e.toString());
            }
        }
        LOG.log(Level.WARNING, "settled offsets not committed topic={0} error={1}", topic.name(), failures);
        return false;
    }
}
