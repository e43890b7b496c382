package org.rehome.backbone.outbox;

import java.util.ArrayList;
import java.util.List;

/// Consecutive ids, all of which were read: so many rows are deleted by one statement, and a row of a transaction that
/// commits later with an id in between is not among them.
///
/// @param last at least the first
record IdRun(long first, long last) {
    IdRun {
        if (last < first) {
            throw new IllegalArgumentException("a run from " + first + " to " + last);
        }
    }

    /// @param ids rising
    static List<IdRun> of(List<Long> ids) {
        List<IdRun> runs = new ArrayList<>();
        for (long id : ids) {
            if (!runs.isEmpty() && runs.getLast().last + 1 == id) {
                runs.add(new IdRun(runs.removeLast().first, id));
            } else {
                runs.add(new IdRun(id, id));
            }
        }
        return runs;
    }
}
