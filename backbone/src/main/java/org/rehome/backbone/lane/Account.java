package org.rehome.backbone.lane;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.LedgerEvent.Delivered;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;
import org.rehome.contracts.event.LedgerEvent.PartnerAccount;
import org.rehome.contracts.event.LedgerEvent.Settled;
import org.rehome.contracts.stanza.LaneStanza;

/// What has become of the stanzas of a partition, by partner. Every stanza is counted once when it is read for
/// the first time, and once when it is settled for good; deferring settles nothing for good. So what was
/// accepted, less what has an outcome, is what the offsets call unsettled: anything else is a mistake of ours.
/// Not thread-safe.
final class Account {
    private static final System.Logger LOG = System.getLogger(Account.class.getName());

    private final Function<LaneStanza, Domain> partnerOf;
    private final Map<Domain, Row> rows = new TreeMap<>();
    private long countedTo;
    private long begunAt;
    private long notReadYet;
    private boolean changed;

    private static final class Row {
        private long accepted;
        private final Map<String, Long> delivered = new TreeMap<>();
        private long returned;
        private long dropped;
        private long unattributed;
        private long deferred;

        void delivered(@Nullable String pool, long stanzas) {
            delivered.merge(pool == null ? "" : pool, stanzas, Long::sum);
        }

        long open() {
            long settled = returned + dropped + unattributed;
            for (long each : delivered.values()) {
                settled += each;
            }
            return accepted - settled;
        }
    }

    /// @param partnerOf whose account a stanza is on
    Account(Function<LaneStanza, Domain> partnerOf) {
        this.partnerOf = partnerOf;
    }

    private Row row(LaneStanza stanza) {
        changed = true;
        return rows.computeIfAbsent(partnerOf.apply(stanza), missing -> new Row());
    }

    // --- what happens

    /// A record of the stanza topic was read. What was read before is counted already.
    void arrived(long offset, LaneStanza stanza) {
        if (offset >= countedTo) {
            row(stanza).accepted++;
        }
        if (offset < begunAt) {
            notReadYet--;
        }
    }

    void delivered(LaneStanza stanza, @Nullable String pool) {
        row(stanza).delivered(pool, 1);
    }

    void returned(LaneStanza stanza) {
        row(stanza).returned++;
    }

    void dropped(LaneStanza stanza) {
        row(stanza).dropped++;
    }

    /// It waits in the deferred topic, and not in memory.
    void deferred(LaneStanza stanza) {
        row(stanza).deferred++;
    }

    /// It was loaded from the deferred topic.
    void loaded(LaneStanza stanza) {
        row(stanza).deferred--;
    }

    // --- from one owner to the next

    /// Nothing was noted by an owner before: what was found in the deferred topic is counted now, and what the
    /// stanza topic holds when it is read.
    void begin(Settlement stanzas) {
        begunAt = stanzas.next();
        notReadYet = stanzas.unsettled();
        rows.values().forEach(row -> row.accepted += row.deferred);
    }

    /// Goes on from what the owner before has noted, and what it has settled after that.
    void resume(PartitionAccounted noted, Recount since) {
        countedTo = since.stanzasTo();
        for (PartnerAccount each : noted.partners()) {
            Row row = rows.computeIfAbsent(each.partner(), missing -> new Row());
            row.accepted += each.accepted();
            each.delivered()
                    .forEach(to ->
                            row.delivered(to.pool() == null ? null : to.pool().value(), to.stanzas()));
            row.returned += each.returned();
            row.dropped += each.dropped();
            row.unattributed += each.unattributed();
        }
        since.accepted(stanza -> row(stanza).accepted++);
        since.settled((stanza, times) -> row(stanza).unattributed += times);
    }

    // --- how it stands

    /// Whether the next owner may go on from it: not before all is counted that was there at the beginning.
    boolean isComplete() {
        return notReadYet == 0;
    }

    /// Whether anything was counted since it was last noted.
    boolean hasChanged() {
        return changed;
    }

    /// What to write down.
    ///
    /// @param inMemory the stanzas that wait in memory, or on their way to the deferred topic
    PartitionAccounted noted(
            String topic,
            int partition,
            String by,
            Instant at,
            Settlement stanzas,
            Settlement deferred,
            Stream<LaneStanza> inMemory) {
        changed = false;
        Map<Domain, Long> held = new TreeMap<>();
        inMemory.forEach(stanza -> held.merge(partnerOf.apply(stanza), 1L, Long::sum));
        List<PartnerAccount> partners = new ArrayList<>();
        for (Map.Entry<Domain, Row> each : rows.entrySet()) {
            Row row = each.getValue();
            partners.add(new PartnerAccount(
                    each.getKey(),
                    row.accepted,
                    delivered(row),
                    row.returned,
                    row.dropped,
                    row.unattributed,
                    row.deferred + held.getOrDefault(each.getKey(), 0L)));
        }
        long difference = difference(stanzas, deferred);
        if (difference != 0) {
            LOG.log(
                    Level.ERROR,
                    "ledger does not balance topic={0} partition={1} difference={2}",
                    topic,
                    partition,
                    difference);
        }
        return new PartitionAccounted(
                topic, partition, by, at, settled(stanzas), settled(deferred), partners, difference);
    }

    /// What was accepted and has no outcome, less what the offsets call unsettled: 0 when all is right.
    long difference(Settlement stanzas, Settlement deferred) {
        long open = notReadYet;
        for (Row row : rows.values()) {
            open += row.open();
        }
        return open - stanzas.unsettled() - deferred.unsettled();
    }

    private static List<Delivered> delivered(Row row) {
        return row.delivered.entrySet().stream()
                .map(each ->
                        new Delivered(each.getKey().isEmpty() ? null : new PoolName(each.getKey()), each.getValue()))
                .toList();
    }

    private static Settled settled(Settlement settlement) {
        return new Settled(settlement.position(), settlement.metadata());
    }
}
