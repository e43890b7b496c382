package org.rehome.backbone.lane;

import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The partition's part of the deferred topic: which lanes want to be loaded, and how far the pass has come
/// that loads them. A pass reads from the first wanted stanza to the end and skips the lanes that still
/// wait.
final class DeferredPart {
    private final Settlement settlement;
    private final Set<Lane> wanted = new LinkedHashSet<>();
    private long knownTo;
    private @Nullable Long passAt;

    DeferredPart(Settlement settlement) {
        this.settlement = settlement;
        this.knownTo = settlement.next();
    }

    Settlement settlement() {
        return settlement;
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
