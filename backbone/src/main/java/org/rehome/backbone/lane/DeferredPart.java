package org.rehome.backbone.lane;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.stanza.LaneStanza;

/// The partition's part of the deferred topic: which lanes want to be loaded, and how far the pass has come
/// that loads them. A pass reads from the first wanted stanza to the end and skips the lanes that still
/// wait.
final class DeferredPart {
    private final Settlement settlement;
    private final Set<Lane> wanted = new LinkedHashSet<>();
    private final List<LaneEntry> toAppend = new ArrayList<>();
    private List<LaneEntry> beingAppended = List.of();
    private long knownTo;
    private @Nullable Long passAt;

    DeferredPart(Settlement settlement) {
        this.settlement = settlement;
        this.knownTo = settlement.next();
    }

    Settlement settlement() {
        return settlement;
    }

    /// A stanza is to be appended, behind all others that are.
    void toAppend(LaneEntry entry) {
        toAppend.add(entry);
    }

    /// What is to be appended now; one append is under way at a time.
    Optional<List<LaneEntry>> nextAppend() {
        if (!beingAppended.isEmpty() || toAppend.isEmpty()) {
            return Optional.empty();
        }
        beingAppended = List.copyOf(toAppend);
        toAppend.clear();
        return Optional.of(beingAppended);
    }

    /// They are there, at these offsets.
    ///
    /// @return what was appended
    List<LaneEntry> appended(List<Long> offsets) {
        List<LaneEntry> entries = beingAppended;
        beingAppended = List.of();
        for (Long offset : offsets) {
            settlement.read(offset);
            knownTo(offset + 1);
        }
        return entries;
    }

    /// They are not, and are to be appended again.
    void notAppended() {
        toAppend.addAll(0, beingAppended);
        beingAppended = List.of();
    }

    boolean isAppending() {
        return !beingAppended.isEmpty();
    }

    List<LaneStanza> beingAppended() {
        return beingAppended.stream().map(LaneEntry::stanza).toList();
    }

    /// What is to be appended, or being appended.
    Stream<LaneEntry> onTheirWay() {
        return Stream.concat(beingAppended.stream(), toAppend.stream());
    }

    /// All before this offset is known, lane by lane.
    void knownTo(long offset) {
        knownTo = Math.max(knownTo, offset);
    }

    /// The lane's stanzas are to be loaded.
    void wanted(Lane lane) {
        wanted.add(lane);
        LaneEntry first = lane.firstUnloaded();
        Long at = passAt;
        if (at != null && first != null && at <= first.offset()) {
            lane.loading(true);
        }
    }

    void unwanted(Lane lane) {
        wanted.remove(lane);
    }

    /// The pass has come to this record.
    void passed(long offset) {
        passAt = offset + 1;
    }

    /// Whether a pass is under way.
    boolean isBeingRead() {
        return passAt != null;
    }

    /// Whether a pass ends here.
    boolean endsAt(long position) {
        return passAt != null && position >= knownTo;
    }

    void passEnded() {
        passAt = null;
        for (Lane lane : wanted) {
            if (lane.loading()) {
                lane.expired();
            }
        }
        wanted.removeIf(lane -> !lane.hasUnloaded());
    }

    /// Begins a pass when one is wanted and none is under way.
    ///
    /// @return where it begins
    OptionalLong nextPass() {
        if (passAt != null) {
            return OptionalLong.empty();
        }
        wanted.removeIf(lane -> lane.firstUnloaded() == null);
        OptionalLong from = wanted.stream()
                .map(Lane::firstUnloaded)
                .filter(java.util.Objects::nonNull)
                .mapToLong(LaneEntry::offset)
                .min();
        if (from.isPresent()) {
            passAt = from.getAsLong();
            wanted.forEach(lane -> lane.loading(true));
        }
        return from;
    }

    @Override
    public String toString() {
        return "wanted " + wanted.size() + " knownTo " + knownTo + " passAt " + passAt;
    }
}
