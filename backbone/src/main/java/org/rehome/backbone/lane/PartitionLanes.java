package org.rehome.backbone.lane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.rehome.backbone.lane.LaneEntry.Source;
import org.rehome.contracts.stanza.LaneStanza;

/// The lanes of one partition: what happened, and what is to be done about it. Pure: no I/O, no clock, no
/// thread of its own; one thread uses it, and calls {@link #flush} after what it had to tell.
///
/// The rules, per lane (design of lanes: `docs/lanes.md`):
/// - stanzas go out in order, all that is in flight at one time on one stream;
/// - what comes back uncertain goes out once more, before anything later;
/// - a lane that is held waits in memory for a moment, then in the deferred topic;
/// - what arrives while a lane has deferred stanzas follows them there, until they are loaded and out.
final class PartitionLanes {
    private final LaneRules rules;
    private final LaneActions actions;
    private final long holdInMemory;
    private final LaneTable table;
    private final DeferredPart deferred;
    private final Account account;
    private final Set<Lane> held = new LinkedHashSet<>();
    private final Set<Lane> heldInMemory = new LinkedHashSet<>();
    private final Map<LaneStream, List<LaneEntry>> outgoing = new LinkedHashMap<>();
    private int inFlight;
    private int returning;
    private boolean stalled;
    private boolean stopping;

    PartitionLanes(
            LaneRules rules,
            LaneActions actions,
            LaneLimits limits,
            Account account,
            Settlement arrived,
            Settlement deferred) {
        this.rules = rules;
        this.actions = actions;
        this.holdInMemory = limits.holdInMemory().toNanos();
        this.table = new LaneTable(limits, arrived, deferred);
        this.deferred = new DeferredPart(deferred);
        this.account = account;
    }

    // --- what happened

    /// A record of the stanza topic.
    void arrived(LaneEntry entry, long now) {
        if (!table.arrived().read(entry.offset())) {
            return;
        }
        account.arrived(entry.offset(), entry.stanza());
        table.taken(entry);
        Lane lane = table.of(entry);
        if (lane.isDeferred()) {
            append(lane, entry);
        } else {
            lane.waiting().addLast(entry);
            advance(lane, now);
        }
    }

    /// A record that holds no stanza of ours.
    void unreadable(Source source, long offset) {
        table.unreadable(source, offset);
    }

    /// A new owner finds a record in the deferred topic.
    void found(LaneEntry entry) {
        if (deferred.settlement().read(entry.offset())) {
            table.of(entry).registered(entry.summary(entry.offset()));
            account.deferred(entry.stanza());
        }
    }

    /// All that is in the deferred topic was found: what arrives is worked from now on.
    void allFound(long end, long now) {
        deferred.knownTo(end);
        table.all().forEach(lane -> review(lane, now));
    }

    /// A record of the deferred topic, read after `load`.
    void loaded(LaneEntry entry, long now) {
        deferred.passed(entry.offset());
        Lane lane = table.find(entry.stanza().lane());
        if (lane == null || !lane.loading() || !lane.hasUnloaded() || isBeforeUnloaded(lane, entry)) {
            return;
        }
        if (!deferred.settlement().isUnsettled(entry.offset())) {
            return;
        }
        lane.loaded();
        account.loaded(entry.stanza());
        table.taken(entry);
        lane.waiting().addLast(entry);
        advance(lane, now);
    }

    private static boolean isBeforeUnloaded(Lane lane, LaneEntry entry) {
        LaneEntry first = lane.firstUnloaded();
        return first != null && entry.offset() < first.offset();
    }

    /// The deferred topic was read up to here.
    void loadedTo(long position) {
        if (deferred.endsAt(position)) {
            deferred.passEnded();
        }
    }

    /// The peer has processed them.
    void confirmed(List<LaneEntry> entries, long now) {
        landed(entries, false, now);
    }

    /// They were sent on a stream that has ended, and nobody knows whether they arrived.
    void uncertain(List<LaneEntry> entries, long now) {
        landed(entries, true, now);
    }

    /// They were to be sent on a stream that has ended, and were not.
    void notSent(List<LaneEntry> entries, long now) {
        entries.forEach(LaneEntry::notSent);
        landed(entries, true, now);
    }

    private void landed(List<LaneEntry> entries, boolean back, long now) {
        Map<Lane, List<LaneEntry>> byLane = new LinkedHashMap<>();
        entries.forEach(entry -> byLane.computeIfAbsent(table.of(entry), lane -> new ArrayList<>())
                .add(entry));
        inFlight -= entries.size();
        byLane.forEach((lane, of) -> {
            if (back) {
                lane.putBack(of);
            } else {
                of.forEach(entry -> {
                    account.delivered(entry.stanza(), rules.pool(entry, lane.stream()));
                    table.settle(entry);
                });
            }
            lane.landed(of.size());
            advance(lane, now);
        });
    }

    /// The error that answers it is durable.
    void returned(LaneEntry entry, long now) {
        account.returned(entry.stanza());
        wentBack(entry, now);
    }

    /// No error may answer it.
    void unanswered(LaneEntry entry, long now) {
        account.dropped(entry.stanza());
        wentBack(entry, now);
    }

    private void wentBack(LaneEntry entry, long now) {
        returning--;
        Lane lane = table.of(entry);
        lane.returning(-1);
        table.settle(entry);
        advance(lane, now);
    }

    /// What was to be appended is in the deferred topic, at these offsets, and settled in the stanza topic.
    void appended(List<Long> offsets, long now) {
        Set<Lane> touched = new LinkedHashSet<>();
        List<LaneEntry> entries = deferred.appended(offsets);
        for (int i = 0; i < entries.size(); i++) {
            LaneEntry entry = entries.get(i);
            table.settle(entry);
            Lane lane = table.of(entry);
            lane.appended(entry.summary(offsets.get(i)));
            account.deferred(entry.stanza());
            touched.add(lane);
        }
        touched.forEach(lane -> review(lane, now));
    }

    /// Nothing of it was; it is tried again with the next {@link #tick}.
    void notAppended() {
        deferred.notAppended();
        stalled = true;
    }

    /// Something has changed that a lane's verdict may depend on.
    void changed(String lane, long now) {
        Lane found = table.find(lane);
        if (found != null) {
            review(found, now);
        }
    }

    /// Something has changed that all verdicts may depend on.
    void changed(long now) {
        List.copyOf(held).forEach(lane -> review(lane, now));
    }

    /// Time has passed: what could not go on for a reason of our own is tried again.
    void tick(long now) {
        if (stalled) {
            stalled = false;
            table.all().forEach(lane -> review(lane, now));
        }
    }

    /// Runs `then` as soon as nothing of the lane is in flight. What is decided from now on is decided by
    /// what is known from now on.
    void whenQuiet(String lane, Runnable then) {
        Lane found = table.find(lane);
        if (found == null) {
            then.run();
        } else {
            found.whenQuiet(then);
        }
    }

    /// Nothing more goes out; what is in flight is waited for.
    void stop() {
        stopping = true;
    }

    // --- what is to be done

    /// Hands over what is to be done after all that was told. To be called with the time, after every change.
    void flush(long now) {
        deferHeld(now);
        outgoing.forEach(actions::send);
        outgoing.clear();
        if (!stopping && !stalled) {
            deferred.nextAppend().ifPresent(actions::append);
        }
        if (!stopping && !table.isFull() && !deferred.settlement().crowded()) {
            deferred.nextPass().ifPresent(actions::load);
        }
    }

    private void deferHeld(long now) {
        boolean atOnce = table.isFull() || table.arrived().crowded();
        for (Lane lane : List.copyOf(heldInMemory)) {
            boolean longEnough = lane.heldFor(now) >= holdInMemory;
            if ((atOnce || longEnough) && lane.isSteady() && !stopping) {
                defer(lane);
                heldInMemory.remove(lane);
            }
        }
    }

    /// What waits in memory goes to the deferred topic; what came from there is only forgotten, unless it
    /// was sent already: how often, only the memory knows.
    private void defer(Lane lane) {
        List<LaneEntry> all = new ArrayList<>(lane.waiting());
        lane.waiting().clear();
        for (LaneEntry entry : all) {
            if (entry.source() == Source.LANE) {
                append(lane, entry);
            } else if (entry.timesSent() > 0) {
                lane.waiting().addLast(entry);
            }
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            LaneEntry entry = all.get(i);
            if (entry.source() == Source.DEFERRED && entry.timesSent() == 0) {
                table.forget(entry);
                lane.unloaded(entry.summary(entry.offset()));
                account.deferred(entry.stanza());
                deferred.unwanted(lane);
            }
        }
    }

    private void append(Lane lane, LaneEntry entry) {
        entry.deferredFor(lane.heldReason());
        lane.appending();
        deferred.toAppend(entry);
    }

    /// Sends what the lane's verdicts let out.
    private void advance(Lane lane, long now) {
        while (!stopping) {
            LaneEntry head = lane.waiting().peekFirst();
            if (head == null) {
                break;
            }
            switch (rules.decide(head, Duration.ofNanos(lane.heldFor(now)))) {
                case Verdict.Deliver(var stream) -> {
                    if (!lane.mayTake(stream)) {
                        return;
                    }
                    if (!actions.mayDeliver()) {
                        stalled = true;
                        return;
                    }
                    lane.waiting().removeFirst();
                    lane.taken(stream);
                    inFlight++;
                    head.sent();
                    outgoing.computeIfAbsent(stream, missing -> new ArrayList<>())
                            .add(head);
                }
                case Verdict.Wait wait -> {
                    hold(lane, wait.reason(), now);
                    return;
                }
                case Verdict.Return verdict -> {
                    lane.waiting().removeFirst();
                    lane.returning(1);
                    returning++;
                    actions.giveBack(head, verdict);
                }
                case Verdict.Drop(var reason) -> {
                    lane.waiting().removeFirst();
                    actions.dropped(head, reason);
                    account.dropped(head.stanza());
                    table.settle(head);
                }
            }
        }
        release(lane);
        if (lane.waiting().isEmpty() && lane.hasUnloaded()) {
            reviewUnloaded(lane, now);
        }
        discardIdle(lane);
    }

    private void hold(Lane lane, String reason, long now) {
        lane.held(now, reason);
        held.add(lane);
        if (!lane.waiting().isEmpty()) {
            heldInMemory.add(lane);
        }
    }

    private void release(Lane lane) {
        held.remove(lane);
        heldInMemory.remove(lane);
    }

    private void review(Lane lane, long now) {
        if (!lane.waiting().isEmpty() || !lane.hasUnloaded()) {
            advance(lane, now);
        } else {
            reviewUnloaded(lane, now);
        }
    }

    /// Loads the lane's deferred stanzas when the first of them need not wait any more.
    private void reviewUnloaded(Lane lane, long now) {
        LaneEntry first = lane.firstUnloaded();
        if (first == null || stopping) {
            // the next record that is loaded says
            return;
        }
        switch (rules.decide(first, Duration.ofNanos(lane.heldFor(now)))) {
            case Verdict.Wait wait -> {
                hold(lane, wait.reason(), now);
                deferred.unwanted(lane);
            }
            case Verdict.Deliver deliver -> load(lane);
            case Verdict.Return verdict -> load(lane);
            case Verdict.Drop drop -> load(lane);
        }
    }

    private void load(Lane lane) {
        release(lane);
        deferred.wanted(lane);
    }

    private void discardIdle(Lane lane) {
        if (lane.isIdle()) {
            release(lane);
            deferred.unwanted(lane);
            table.remove(lane);
        }
    }

    // --- how it stands

    /// The stanza topic is to be read on.
    boolean wantsMore() {
        return !stopping && !table.isFull() && !table.arrived().crowded();
    }

    /// The deferred topic is to be read on.
    boolean wantsDeferred() {
        return !stopping && deferred.isBeingRead() && !table.isFull();
    }

    /// A pass over the deferred topic is under way.
    boolean passesDeferred() {
        return deferred.isBeingRead();
    }

    /// Nothing is in flight, on its way back, or being appended.
    boolean isQuiet() {
        return inFlight == 0 && returning == 0 && !deferred.isAppending();
    }

    Settlement arrivedSettlement() {
        return table.arrived();
    }

    Settlement deferredSettlement() {
        return table.deferred();
    }

    /// What the append under way holds.
    List<LaneStanza> beingAppended() {
        return deferred.beingAppended();
    }

    /// How many stanzas wait: in memory on held lanes, and in the deferred topic.
    long heldStanzas() {
        return heldInMemory().count()
                + table.view().stream().mapToLong(Lane::unloadedStanzas).sum();
    }

    /// The stanzas that wait in memory on held lanes, or on their way to the deferred topic.
    Stream<LaneStanza> heldInMemory() {
        return Stream.concat(
                deferred.onTheirWay().map(LaneEntry::stanza),
                held.stream().flatMap(lane -> lane.waiting().stream()).map(LaneEntry::stanza));
    }

    int inMemory() {
        return table.stanzas();
    }

    int lanes() {
        return table.view().size();
    }

    @Override
    public String toString() {
        return "lanes " + table.view() + " held " + held.size() + " inFlight " + inFlight + " returning " + returning
                + " stalled " + stalled + " deferred " + deferred;
    }
}
