package org.rehome.backbone.lane;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.rehome.contracts.stanza.LaneStanza;

/// The batch of a partition's entries.
final class EntryBatch implements LaneBatch {
    private final List<LaneEntry> entries;
    private final List<LaneStanza> stanzas;
    private final BooleanSupplier mayBeSent;
    private final Outcomes outcomes;
    private int told;

    /// Where outcomes go.
    interface Outcomes {
        void confirmed(List<LaneEntry> entries);

        void uncertain(List<LaneEntry> entries, String reason);

        void notSent(List<LaneEntry> entries, String reason);
    }

    /// @param stanzas what is written for each entry
    EntryBatch(List<LaneEntry> entries, List<LaneStanza> stanzas, BooleanSupplier mayBeSent, Outcomes outcomes) {
        this.entries = List.copyOf(entries);
        this.stanzas = stanzas;
        this.mayBeSent = mayBeSent;
        this.outcomes = outcomes;
    }

    @Override
    public List<LaneStanza> stanzas() {
        return stanzas;
    }

    @Override
    public boolean mayBeSent() {
        return mayBeSent.getAsBoolean();
    }

    @Override
    public void confirmed(int count) {
        List<LaneEntry> these = upTo(count);
        if (!these.isEmpty()) {
            outcomes.confirmed(these);
        }
    }

    @Override
    public void uncertain(String reason) {
        List<LaneEntry> these = upTo(entries.size());
        if (!these.isEmpty()) {
            outcomes.uncertain(these, reason);
        }
    }

    @Override
    public void notSent(String reason) {
        List<LaneEntry> these = upTo(entries.size());
        if (!these.isEmpty()) {
            outcomes.notSent(these, reason);
        }
    }

    private synchronized List<LaneEntry> upTo(int count) {
        if (count <= told) {
            return List.of();
        }
        List<LaneEntry> these = entries.subList(told, count);
        told = count;
        return these;
    }
}
