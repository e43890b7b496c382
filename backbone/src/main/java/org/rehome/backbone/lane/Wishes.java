package org.rehome.backbone.lane;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;

/// What a partition's worker wants of the consumer's thread, which alone may talk to Kafka, and where the
/// partition stands. The worker writes, the consumer's thread reads and takes.
final class Wishes {
    private final AtomicReference<@Nullable Pass> load = new AtomicReference<>();
    private final AtomicReference<@Nullable Append> append = new AtomicReference<>();
    private volatile boolean more;
    private volatile boolean deferred;
    private volatile boolean passing;
    private volatile boolean appending;
    private final AtomicReference<@Nullable PartitionAccounted> account = new AtomicReference<>();
    private volatile Commit commit;

    /// Where a partition stands, for Kafka.
    record Commit(Position arrived, Position deferred) {
        record Position(long offset, String runs) {
            static Position of(Settlement settlement) {
                return new Position(settlement.position(), settlement.metadata());
            }
        }

        static Commit of(Settlement arrived, Settlement deferred) {
            return new Commit(Position.of(arrived), Position.of(deferred));
        }
    }

    /// A pass over the deferred topic.
    ///
    /// @param number which one it is: what was read for an earlier one is not for this one
    /// @param from where it begins
    record Pass(long number, long from) {}

    /// Stanzas for the deferred topic, and where the partition stands once they are there.
    record Append(List<LaneEntry> entries, Commit then) {}

    Wishes(Commit commit) {
        this.commit = commit;
    }

    // --- the worker

    /// @param stanzas the stanza topic is to be read on
    /// @param waiting the deferred topic is to be read on
    /// @param pass a pass over the deferred topic is under way, whether it is to be read on now or not
    void read(boolean stanzas, boolean waiting, boolean pass) {
        more = stanzas;
        deferred = waiting;
        passing = pass;
    }

    void load(Pass pass) {
        // in this order: whoever takes it sees that it is under way
        passing = true;
        load.set(pass);
    }

    /// @param arrived where the stanza topic stands before, and
    /// @param waiting its deferred topic
    void append(List<LaneEntry> entries, Settlement arrived, Settlement waiting) {
        appending = true;
        Settlement then = arrived.copy();
        entries.forEach(entry -> then.settle(entry.offset()));
        append.set(new Append(entries, Commit.of(then, waiting)));
    }

    /// The append has ended, one way or the other.
    void appendEnded() {
        appending = false;
    }

    /// An append that was not begun is not wanted any more.
    void withdrawAppend() {
        append.set(null);
    }

    /// @param now where the partition stands
    void commit(Commit now) {
        commit = now;
    }

    /// @param noted the account as of what {@link #commit(Commit)} was told before, or of less
    void account(PartitionAccounted noted) {
        account.set(noted);
    }

    // --- the consumer's thread

    /// The account to be written down once what {@link #commit()} says from now on is committed.
    Optional<PartitionAccounted> takeAccount() {
        return Optional.ofNullable(account.getAndSet(null));
    }

    /// It was not committed: the account is to be written down the next time, unless there is a newer one.
    void putBack(PartitionAccounted noted) {
        account.compareAndSet(null, noted);
    }

    /// The stanza topic is to be read on.
    boolean more() {
        return more;
    }

    /// The deferred topic is to be read on.
    boolean deferred() {
        return deferred;
    }

    /// A pass over the deferred topic is under way; what is read of it otherwise is nobody's.
    boolean passing() {
        return passing;
    }

    /// The pass that is to begin, if one is.
    Optional<Pass> takeLoad() {
        return Optional.ofNullable(load.getAndSet(null));
    }

    Optional<Append> takeAppend() {
        return Optional.ofNullable(append.getAndSet(null));
    }

    /// Whether a transaction is to commit this partition's offsets, and nobody else may.
    boolean isAppending() {
        return appending;
    }

    Commit commit() {
        return commit;
    }
}
