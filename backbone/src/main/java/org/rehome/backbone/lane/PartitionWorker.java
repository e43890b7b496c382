package org.rehome.backbone.lane;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.lane.LaneEntry.Source;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;
import org.rehome.contracts.stanza.LaneStanza;

/// Works one partition that is ours, on a virtual thread: what the consumer reads, what streams say and
/// what has changed comes as events, in order, to {@link PartitionLanes}; what that wants done is done
/// here, or left for the consumer's thread to take.
final class PartitionWorker implements LaneActions, EntryBatch.Outcomes {
    private static final System.Logger LOG = System.getLogger(PartitionWorker.class.getName());
    private static final Duration TICK = Duration.ofMillis(50);

    /// How often held lanes are looked at without an occasion: time limits are seen then.
    private static final long REVIEW_NANOS = Duration.ofSeconds(1).toNanos();

    private final TopicPartition partition;
    private final LaneHandler handler;
    private final LaneProducer returns;
    private final Ownership ownership;
    private final PartitionLanes lanes;
    private final PartitionLedger ledger;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final List<Runnable> again = new ArrayList<>();
    private final Wishes wishes;
    private final Thread thread;
    private volatile boolean opened;
    private volatile boolean abandoned;
    private volatile boolean failed;
    private volatile long heldStanzas;
    private boolean working;
    private boolean dirty;
    private boolean stopping;
    private boolean accountDue;
    private long reviewedAt;
    private long passes;

    PartitionWorker(
            TopicPartition partition,
            LaneHandler handler,
            LaneProducer returns,
            Ownership ownership,
            LaneLimits limits,
            PartitionLedger ledger,
            Settlement arrived,
            Settlement deferred) {
        this.partition = partition;
        this.handler = handler;
        this.returns = returns;
        this.ownership = ownership;
        this.ledger = ledger;
        this.lanes = new PartitionLanes(new Rules(), this, limits, ledger.account(), arrived, deferred);
        this.wishes = new Wishes(Wishes.Commit.of(arrived, deferred));
        this.thread = Thread.ofVirtual().name("lane-" + partition.partition()).unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    // --- events, from the consumer's thread

    void arrived(List<ConsumerRecord<String, byte[]>> records) {
        on(() -> records.forEach(
                each -> read(Source.LANE, each).ifPresent(entry -> lanes.arrived(entry, System.nanoTime()))));
    }

    void found(List<ConsumerRecord<String, byte[]>> records) {
        // before the queue: what waits there is to be small, however much was deferred
        List<LaneEntry> entries = records.stream()
                .flatMap(each -> read(Source.DEFERRED, each).stream())
                .map(entry -> entry.summary(entry.offset()))
                .toList();
        on(() -> entries.forEach(lanes::found));
    }

    /// All was found; decisions begin when the handler is ready for them.
    void allFound(long end, boolean handedOver) {
        on(() -> {
            try {
                handler.assigned(partition.partition(), handedOver);
                ledger.resume();
                working = true;
                lanes.allFound(end, System.nanoTime());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    void loaded(Wishes.Pass pass, List<ConsumerRecord<String, byte[]>> records, long position) {
        on(() -> {
            if (pass.number() != passes || !lanes.passesDeferred()) {
                // read on beyond the end of a pass, perhaps while the next one begins before it
                return;
            }
            records.forEach(
                    each -> read(Source.DEFERRED, each).ifPresent(entry -> lanes.loaded(entry, System.nanoTime())));
            lanes.loadedTo(position);
        });
    }

    private Optional<LaneEntry> read(Source source, ConsumerRecord<String, byte[]> each) {
        try {
            StanzaHeaders.Read read = StanzaHeaders.read(each);
            return Optional.of(
                    new LaneEntry(source, each.offset(), read.stanza(), read.timesSent(), read.heldReason()));
        } catch (IOException e) {
            LOG.log(
                    Level.ERROR,
                    "record skipped topic={0} partition={1} offset={2} error={3}",
                    each.topic(),
                    each.partition(),
                    each.offset(),
                    e.getMessage());
            on(() -> lanes.unreadable(source, each.offset()));
            return Optional.empty();
        }
    }

    void appended(List<Long> offsets) {
        on(() -> {
            List<LaneStanza> these = lanes.beingAppended();
            lanes.appended(offsets, System.nanoTime());
            // in this order: where the partition stood before must not be committed any more
            wishes.commit(stand());
            wishes.appendEnded();
            handler.deferred(these);
        });
    }

    void notAppended() {
        on(() -> {
            wishes.appendEnded();
            lanes.notAppended();
        });
    }

    // --- events, from anywhere

    void changed() {
        on(() -> lanes.changed(System.nanoTime()));
    }

    void changed(String lane) {
        on(() -> lanes.changed(lane, System.nanoTime()));
    }

    void whenQuiet(String lane, Runnable then) {
        on(() -> lanes.whenQuiet(lane, then));
    }

    @Override
    public void confirmed(List<LaneEntry> entries) {
        on(() -> {
            lanes.confirmed(entries, System.nanoTime());
            handler.delivered(stanzas(entries));
        });
    }

    @Override
    public void uncertain(List<LaneEntry> entries, String reason) {
        on(() -> {
            handler.uncertain(stanzas(entries), reason);
            lanes.uncertain(entries, System.nanoTime());
        });
    }

    @Override
    public void notSent(List<LaneEntry> entries, String reason) {
        on(() -> lanes.notSent(entries, System.nanoTime()));
    }

    private void on(Runnable event) {
        events.add(event);
    }

    private static List<LaneStanza> stanzas(List<LaneEntry> entries) {
        return entries.stream().map(LaneEntry::stanza).toList();
    }

    // --- the thread

    private void work() {
        try {
            while (!abandoned && !(stopping && lanes.isQuiet())) {
                Runnable first = events.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                for (Runnable event = first; event != null; event = events.poll()) {
                    event.run();
                    dirty = true;
                }
                onTime(System.nanoTime());
                publish();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "lane worker interrupted partition={0}", partition);
        } catch (RuntimeException e) {
            failed = true;
            LOG.log(Level.ERROR, "lanes given up, they are taken up again partition=" + partition, e);
        }
        wishes.read(false, false, false);
    }

    private void onTime(long now) {
        if (!working) {
            return;
        }
        List<Runnable> retries = List.copyOf(again);
        again.clear();
        retries.forEach(Runnable::run);
        lanes.tick(now);
        if (now - reviewedAt >= REVIEW_NANOS) {
            reviewedAt = now;
            lanes.changed(now);
            heldStanzas = lanes.heldStanzas();
            accountDue = true;
        }
        lanes.flush(now);
    }

    /// Tells the consumer's thread how things stand.
    private void publish() {
        wishes.read(working && lanes.wantsMore(), working && lanes.wantsDeferred(), lanes.passesDeferred());
        if (dirty && !wishes.isAppending()) {
            dirty = false;
            wishes.commit(stand());
        }
        if (accountDue && !dirty) {
            accountDue = false;
            noted().ifPresent(wishes::account);
        }
    }

    private Wishes.Commit stand() {
        return Wishes.Commit.of(lanes.arrivedSettlement(), lanes.deferredSettlement());
    }

    /// The account as it is now, with the offsets that are settled now; empty when there is nothing new.
    Optional<PartitionAccounted> noted() {
        return ledger.isDue() ? Optional.of(ledger.noted(lanes)) : Optional.empty();
    }

    private final class Rules implements LaneRules {
        @Override
        public Verdict decide(LaneEntry entry, Duration held) {
            try {
                return entry.timesSent() < 2
                        ? handler.decide(entry.stanza(), held)
                        : handler.unconfirmed(entry.stanza());
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "stanza cannot be decided about, its lane waits partition=" + partition, e);
                return new Verdict.Wait("internal-error");
            }
        }

        @Override
        public @Nullable String pool(LaneEntry entry, LaneStream stream) {
            return handler.pool(entry.stanza(), stream);
        }
    }

    // --- what is to be done

    @Override
    public boolean mayDeliver() {
        return opened && ownership.isSure();
    }

    @Override
    public void send(LaneStream stream, List<LaneEntry> entries) {
        List<LaneStanza> written = entries.stream()
                .map(each -> each.timesSent() > 1 ? handler.sentAgain(each.stanza()) : each.stanza())
                .toList();
        stream.send(new EntryBatch(entries, written, this::mayDeliver, this));
    }

    @Override
    public void giveBack(LaneEntry entry, Verdict.Return verdict) {
        Optional<LaneStanza> error = verdict.reply().to(entry.stanza());
        if (error.isEmpty()) {
            on(() -> {
                handler.dropped(entry.stanza(), verdict.reason());
                lanes.unanswered(entry, System.nanoTime());
            });
            return;
        }
        returns.publish(
                verdict.topic(),
                error.get(),
                failure -> on(() -> {
                    if (failure == null) {
                        handler.returned(entry.stanza(), verdict.reason());
                        lanes.returned(entry, System.nanoTime());
                    } else {
                        again.add(() -> giveBack(entry, verdict));
                    }
                }));
    }

    @Override
    public void dropped(LaneEntry entry, String reason) {
        handler.dropped(entry.stanza(), reason);
    }

    @Override
    public void append(List<LaneEntry> entries) {
        wishes.append(entries, lanes.arrivedSettlement(), lanes.deferredSettlement());
    }

    @Override
    public void load(long offset) {
        wishes.load(new Wishes.Pass(++passes, offset));
    }

    // --- for the consumer's thread

    int partition() {
        return partition.partition();
    }

    Wishes wishes() {
        return wishes;
    }

    /// How many stanzas waited when it was last counted, a second ago at most.
    long heldStanzas() {
        return heldStanzas;
    }

    /// A commit of ours was accepted: whoever comes after us knows that we may have sent something.
    void opened() {
        opened = true;
    }

    /// It has met an error of ours; the partition is to be taken up again.
    boolean hasFailed() {
        return failed;
    }

    /// Nothing more goes out from now on.
    void stop() {
        wishes.withdrawAppend();
        on(() -> {
            stopping = true;
            lanes.stop();
        });
    }

    /// Waits until nothing is in flight.
    ///
    /// @return where the partition stands; empty when that takes too long: what is in flight then is
    ///     uncertain
    Optional<Wishes.Commit> awaitStopped(Duration limit) throws InterruptedException {
        boolean stopped = thread.join(limit) && !failed;
        if (!stopped) {
            abandon();
            return Optional.empty();
        }
        return Optional.of(stand());
    }

    /// Somebody else has the partition already: whatever becomes of what is in flight, it is theirs.
    void abandon() throws InterruptedException {
        abandoned = true;
        thread.interrupt();
        if (!thread.join(Duration.ofSeconds(5))) {
            LOG.log(Level.WARNING, "lane worker does not stop partition={0}", partition);
        }
    }
}
