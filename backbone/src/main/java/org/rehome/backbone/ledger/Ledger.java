package org.rehome.backbone.ledger;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.facts.FactListener;
import org.rehome.backbone.lane.AccountBook;
import org.rehome.contracts.Topic;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.LedgerEvent;
import org.rehome.contracts.event.LedgerEvent.LedgerUnbalanced;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;

/// The accounts of all partitions as they were last written on the topic `ledger`, and the place to write those of
/// our own. To be read as facts. Writing is done by a thread of its own, for it blocks while the broker is away.
public final class Ledger implements FactListener<LedgerEvent>, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Ledger.class.getName());

    /// In the queue beside the keys of what is to be written.
    private static final String OWN_CHANGED = "";

    private final EventPublisher events;
    private final String instance;
    private final Map<String, PartitionAccounted> accounts = new ConcurrentHashMap<>();
    private final Map<String, PartitionAccounted> toWrite = new ConcurrentHashMap<>();
    private final Set<String> unbalanced = ConcurrentHashMap.newKeySet();
    private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
    private final Thread writer;
    private volatile Consumer<List<PartitionAccounted>> watcher = own -> {};
    private volatile boolean closed;

    /// @param instance the id of this instance
    public Ledger(EventPublisher events, String instance) {
        this.events = events;
        this.instance = instance;
        this.writer = Thread.ofVirtual().name("ledger").start(this::run);
    }

    /// @param told of the accounts of our own partitions when some have changed, once for all that have
    public void watch(Consumer<List<PartitionAccounted>> told) {
        watcher = told;
    }

    /// The accounts of one stanza topic's partitions.
    public AccountBook of(Topic.Stanzas topic) {
        return new Book(topic);
    }

    /// The last known account of each partition of all stanza topics, by topic and partition.
    public List<PartitionAccounted> accounts() {
        return accounts.values().stream()
                .sorted(Comparator.comparing(PartitionAccounted::topic).thenComparing(PartitionAccounted::partition))
                .toList();
    }

    /// The same, of the partitions that this instance was the last to work.
    public List<PartitionAccounted> own() {
        return accounts().stream().filter(this::isOwn).toList();
    }

    private boolean isOwn(PartitionAccounted account) {
        return account.by().equals(instance);
    }

    // --- facts

    @Override
    public void changed(LedgerEvent event) {
        switch (event) {
            case PartitionAccounted account -> {
                PartitionAccounted before = accounts.put(account.key(), account);
                if (isOwn(account) || (before != null && isOwn(before))) {
                    queue.add(OWN_CHANGED);
                }
            }
            case LedgerUnbalanced notice -> unbalanced.add(notice.key());
        }
    }

    @Override
    public void removed(String key) {
        accounts.remove(key);
        unbalanced.remove(key);
    }

    // --- writing

    private final class Book implements AccountBook {
        private final Topic.Stanzas topic;

        Book(Topic.Stanzas topic) {
            this.topic = topic;
        }

        @Override
        public String instance() {
            return instance;
        }

        @Override
        public Optional<PartitionAccounted> last(int partition) {
            String key = PartitionAccounted.key(topic.name(), partition);
            // what we have not written yet is later than what we have read
            PartitionAccounted waiting = toWrite.get(key);
            return Optional.ofNullable(waiting == null ? accounts.get(key) : waiting);
        }

        @Override
        public void write(PartitionAccounted account) {
            if (toWrite.put(account.key(), account) == null) {
                queue.add(account.key());
            }
        }
    }

    private void run() {
        try {
            boolean ownChanged = false;
            while (!closed || !queue.isEmpty()) {
                String key = queue.take();
                ownChanged |= key.equals(OWN_CHANGED);
                PartitionAccounted account = toWrite.get(key);
                if (account != null) {
                    write(account);
                    if (!toWrite.remove(key, account)) {
                        queue.add(key);
                    }
                }
                if (ownChanged && queue.isEmpty()) {
                    ownChanged = false;
                    tell();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "ledger stopped");
        }
    }

    private void tell() {
        try {
            watcher.accept(own());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "accounts not told", e);
        }
    }

    private void write(PartitionAccounted account) {
        PartitionAccounted known = accounts.get(account.key());
        if (known != null && !known.by().equals(instance) && known.at().isAfter(account.at())) {
            // the partition has another owner by now, who has gone on
            return;
        }
        try {
            events.publish(Topics.LEDGER, account).join();
            notice(account);
        } catch (CompletionException e) {
            LOG.log(Level.WARNING, "account not written, the next one follows error={0}", e.getMessage());
        }
    }

    private void notice(PartitionAccounted account) {
        LedgerUnbalanced notice = new LedgerUnbalanced(
                account.topic(), account.partition(), account.by(), account.at(), account.difference());
        if (account.difference() != 0 && unbalanced.add(notice.key())) {
            events.publish(Topics.LEDGER, notice).join();
        } else if (account.difference() == 0 && unbalanced.remove(notice.key())) {
            events.remove(Topics.LEDGER, notice.key()).join();
        }
    }

    /// Writes what is left, waiting at most 10 s.
    @Override
    public void close() {
        closed = true;
        queue.add(OWN_CHANGED);
        try {
            if (!writer.join(Duration.ofSeconds(10))) {
                writer.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
