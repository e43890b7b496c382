package org.rehome.backbone.lane;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;
import org.rehome.contracts.event.LedgerEvent.Settled;
import org.rehome.contracts.stanza.LaneStanza;

/// What an owner has settled after it had last noted its account, and before it died: at most a second of
/// stanzas. Their partners are read from the topics; whether they were delivered, returned or dropped is not
/// written there. Pure: it is told of the records.
final class Recount {
    private final Function<LaneStanza, Domain> partnerOf;
    private final Settlement notedStanzas;
    private final Settlement stanzas;
    private final Settlement notedDeferred;
    private final Settlement deferred;
    private final List<LaneStanza> accepted = new ArrayList<>();
    private final Map<Domain, Count> settled = new LinkedHashMap<>();

    private static final class Count {
        private final LaneStanza of;
        private int times;

        Count(LaneStanza of) {
            this.of = of;
        }
    }

    private Recount(
            Function<LaneStanza, Domain> partnerOf,
            Settlement notedStanzas,
            Settlement stanzas,
            Settlement notedDeferred,
            Settlement deferred) {
        this.partnerOf = partnerOf;
        this.notedStanzas = notedStanzas;
        this.stanzas = stanzas;
        this.notedDeferred = notedDeferred;
        this.deferred = deferred;
    }

    /// @param partnerOf whose account a stanza is on
    /// @param stanzas what was settled of the stanza topic when the next owner began, and
    /// @param deferred of its deferred topic
    /// @throws IllegalArgumentException when what was noted is not understood
    static Recount since(
            PartitionAccounted noted, Function<LaneStanza, Domain> partnerOf, Settlement stanzas, Settlement deferred) {
        return new Recount(partnerOf, of(noted.stanzas()), stanzas, of(noted.deferred()), deferred);
    }

    private static Settlement of(Settled settled) {
        return Settlement.restored(settled.offset(), settled.runs());
    }

    /// Whether nothing was settled, or read, in between.
    boolean isEmpty() {
        return notedStanzas.equals(stanzas) && notedDeferred.equals(deferred);
    }

    /// Whether what was noted cannot be about these topics: more of it was read than of them.
    boolean isFromAnotherLog() {
        return notedStanzas.next() > stanzas.next() || notedStanzas.position() > stanzas.position();
    }

    /// Where the stanza topic is to be read from; to {@link #stanzasTo}.
    long stanzasFrom() {
        return notedStanzas.position();
    }

    long stanzasTo() {
        return stanzas.next();
    }

    /// Where the deferred topic is to be read from; to its end.
    long deferredFrom() {
        return notedDeferred.position();
    }

    /// A record of the stanza topic.
    void stanza(long offset, LaneStanza stanza) {
        if (offset >= stanzas.next()) {
            return;
        }
        if (offset >= notedStanzas.next()) {
            accepted.add(stanza);
        }
        if (!notedStanzas.isSettled(offset) && stanzas.isSettled(offset)) {
            count(stanza, 1);
        }
    }

    /// A record of the deferred topic: one that is new there was settled in the stanza topic by being
    /// deferred, and that is no outcome.
    void deferred(long offset, LaneStanza stanza) {
        if (offset >= notedDeferred.next()) {
            count(stanza, -1);
        }
        if (!notedDeferred.isSettled(offset) && deferred.isSettled(offset)) {
            count(stanza, 1);
        }
    }

    private void count(LaneStanza stanza, int times) {
        settled.computeIfAbsent(partnerOf.apply(stanza), missing -> new Count(stanza)).times += times;
    }

    /// Tells of each stanza that was read after the account was noted.
    void accepted(Consumer<LaneStanza> each) {
        accepted.forEach(each);
    }

    /// Tells, by one stanza of each partner, how many were settled.
    void settled(BiConsumer<LaneStanza, Integer> each) {
        settled.values().forEach(count -> each.accept(count.of, count.times));
    }
}
