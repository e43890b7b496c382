package org.rehome.dns.cutover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rehome.dns.record.RecordData;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;

/// The least that RFC 2136 says of our kinds of prerequisites and changes, for a test to compare with.
final class ModelZone {
    private Map<RecordKey, RecordSet> sets;

    ModelZone(Map<RecordKey, RecordSet> sets) {
        this.sets = new HashMap<>(sets);
    }

    Map<RecordKey, RecordSet> sets() {
        return Map.copyOf(sets);
    }

    void put(RecordSet set) {
        sets.put(set.key(), set);
    }

    void remove(RecordKey key) {
        sets.remove(key);
    }

    /// True when the prerequisites held and the changes were made.
    boolean update(ZoneUpdate update) {
        for (Prerequisite each : update.prerequisites()) {
            RecordSet present = sets.get(each.key());
            boolean holds =
                    switch (each) {
                        case Prerequisite.Exactly(var set) ->
                            present != null && present.data().equals(set.data());
                        case Prerequisite.Absent _ -> present == null;
                    };
            if (!holds) {
                return false;
            }
        }
        Map<RecordKey, RecordSet> next = new HashMap<>(sets);
        update.changes().forEach(change -> change(next, change));
        sets = next;
        return true;
    }

    private static void change(Map<RecordKey, RecordSet> sets, ZoneChange change) {
        switch (change) {
            case ZoneChange.DeleteSet(var key) -> sets.remove(key);
            case ZoneChange.DeleteRecord(var key, var data) -> {
                RecordSet present = sets.remove(key);
                if (present != null) {
                    List<RecordData> left = new ArrayList<>(present.data());
                    left.remove(data);
                    if (!left.isEmpty()) {
                        sets.put(key, new RecordSet(key, present.ttl(), left));
                    }
                }
            }
            case ZoneChange.Add(var set) -> {
                List<RecordData> all = new ArrayList<>(set.data());
                RecordSet present = sets.get(set.key());
                if (present != null) {
                    all.addAll(present.data());
                }
                sets.put(set.key(), new RecordSet(set.key(), set.ttl(), all));
            }
        }
    }
}
