package org.rehome.lab.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.ledger.Token;
import org.rehome.lab.operator.Rest;

/// A part of the demonstration, and what the ledger says of the time that it took. A step may consist of several, which
/// come before it.
///
/// @param after the ledger at its end
/// @param onTheirWay what was neither delivered nor returned at its end
record Phase(String name, long millis, LedgerReport before, LedgerReport after, Set<Token> onTheirWay) {
    Phase {
        onTheirWay = Set.copyOf(onTheirWay);
    }

    /// @param lost how many that were on their way at its end, and at no earlier one's, never arrived
    ObjectNode toJson(long lost) {
        return Rest.object()
                .put("phase", name)
                .put("ms", millis)
                .put("sent", after.sent() - before.sent())
                .put("returned", after.returned() - before.returned())
                .put("lost", lost)
                .put("duplicated", after.duplicated() - before.duplicated())
                .put("reordered", after.reordered() - before.reordered());
    }
}
