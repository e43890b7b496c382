package org.rehome.backbone.lane;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One lane's unsettled stanzas: in flight, then waiting in memory, then in the deferred topic, in this
/// order.
final class Lane {
    private final String name;
    private final Deque<LaneEntry> waiting = new ArrayDeque<>();
    private final List<Runnable> whenQuiet = new ArrayList<>();
    private int inFlight;
    private int returning;
    private @Nullable LaneStream stream;
    private int appending;
    private long unloaded;
    private @Nullable LaneEntry firstUnloaded;
    private boolean loading;
    private @Nullable Long heldSince;
    private @Nullable String heldReason;

    Lane(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    // --- in memory

    Deque<LaneEntry> waiting() {
        return waiting;
    }

    /// Puts back what was in flight, in its place: before all that came later.
    void putBack(List<LaneEntry> entries) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            putBack(entries.get(i));
        }
    }

    private void putBack(LaneEntry entry) {
        Deque<LaneEntry> earlier = new ArrayDeque<>();
        while (!waiting.isEmpty() && isBefore(waiting.getFirst(), entry)) {
            earlier.push(waiting.removeFirst());
        }
        waiting.addFirst(entry);
        earlier.forEach(waiting::addFirst);
    }

    /// What is in the deferred topic came before what is not.
    private static boolean isBefore(LaneEntry one, LaneEntry other) {
        return one.source() == other.source()
                ? one.offset() < other.offset()
                : one.source() == LaneEntry.Source.DEFERRED;
    }

    // --- in flight

    /// Whether it may take this stream: what is in flight on another has to be settled first, and what goes
    /// back to its sender has to be durable, or a crash in between would send it behind what goes out now.
    boolean mayTake(LaneStream other) {
        return returning == 0 && (inFlight == 0 || stream == other);
    }

    void taken(LaneStream by) {
        stream = by;
        inFlight++;
        heldSince = null;
    }

    /// What is in flight is on this stream.
    LaneStream stream() {
        return Objects.requireNonNull(stream, "nothing is in flight");
    }

    void landed(int entries) {
        inFlight -= entries;
        if (inFlight == 0) {
            stream = null;
            whenQuiet.forEach(Runnable::run);
            whenQuiet.clear();
        }
    }

    /// Nothing of it is under way: what waits is all that is not settled, and may go elsewhere as a whole.
    boolean isSteady() {
        return inFlight == 0 && returning == 0;
    }

    void returning(int change) {
        returning += change;
    }

    /// Runs this as soon as nothing is in flight.
    void whenQuiet(Runnable then) {
        if (inFlight == 0) {
            then.run();
        } else {
            whenQuiet.add(then);
        }
    }

    // --- held

    /// @return the time since when it is held
    long held(long now, String reason) {
        heldReason = reason;
        Long since = heldSince;
        if (since == null) {
            heldSince = now;
            return now;
        }
        return since;
    }

    /// How long it is held already; 0 when it is not.
    long heldFor(long now) {
        return heldSince == null ? 0 : now - heldSince;
    }

    /// Why it was held last; null when it never was.
    @Nullable
    String heldReason() {
        return heldReason;
    }

    // --- in the deferred topic

    /// A stanza is to be appended to the deferred topic.
    void appending() {
        appending++;
    }

    /// It was: it is the lane's last one there.
    void appended(LaneEntry summary) {
        appending--;
        registered(summary);
    }

    /// The deferred topic holds a stanza behind those that are known.
    void registered(LaneEntry summary) {
        if (heldReason == null) {
            // an owner before has held it
            heldReason = summary.heldReason();
        }
        if (unloaded == 0) {
            firstUnloaded = summary;
        }
        unloaded++;
    }

    /// A stanza that was loaded is forgotten here; it stays in the deferred topic. The last one first.
    void unloaded(LaneEntry summary) {
        firstUnloaded = summary;
        unloaded++;
        loading = false;
    }

    void loaded() {
        unloaded--;
        firstUnloaded = null;
        if (unloaded == 0) {
            loading = false;
        }
    }

    /// Where the deferred topic has to be read from for this lane; null while its stanzas are being loaded,
    /// or there are none.
    @Nullable
    LaneEntry firstUnloaded() {
        return firstUnloaded;
    }

    boolean hasUnloaded() {
        return unloaded > 0;
    }

    long unloadedStanzas() {
        return unloaded;
    }

    boolean loading() {
        return loading;
    }

    void loading(boolean now) {
        loading = now;
    }

    /// The deferred topic does not hold what was still to be loaded: its retention has removed it.
    void expired() {
        unloaded = 0;
        firstUnloaded = null;
        loading = false;
    }

    /// What arrives now has to go behind the deferred ones, in their topic.
    boolean isDeferred() {
        return appending > 0 || unloaded > 0;
    }

    boolean isIdle() {
        return waiting.isEmpty() && inFlight == 0 && returning == 0 && !isDeferred();
    }

    @Override
    public String toString() {
        return name + "{waiting " + waiting.size() + " inFlight " + inFlight + " returning " + returning + " appending "
                + appending + " unloaded " + unloaded + " first " + firstUnloaded + (loading ? " loading}" : "}");
    }
}
