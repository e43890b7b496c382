package org.rehome.lab.chaos;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rehome.lab.ledger.Anomaly.Reordered;
import org.rehome.lab.ledger.Repeat;
import org.rehome.lab.ledger.Token;

/// What became of the messages.
///
/// @param lost accepted and gone, or gone without a fault that could excuse it
/// @param unaccepted gone with the stream that they were written to, by stream
/// @param explained came once more, because of a fault
/// @param unexplained came once more, and no fault explains it
/// @param acrossEdges late, and written to an earlier stream than what came first: to another edge, it may be
/// @param reordered late, and nothing excuses it
/// @param unseen delivered, and yet in no topic: then what the topics say proves nothing
record Findings(
        List<Lost> lost,
        List<Unaccepted> unaccepted,
        List<Explained> explained,
        List<Repeat> unexplained,
        List<Reordered> acrossEdges,
        List<Reordered> reordered,
        List<Token> unseen) {
    Findings {
        lost = List.copyOf(lost);
        unaccepted = List.copyOf(unaccepted);
        explained = List.copyOf(explained);
        unexplained = List.copyOf(unexplained);
        acrossEdges = List.copyOf(acrossEdges);
        reordered = List.copyOf(reordered);
        unseen = List.copyOf(unseen);
    }

    record Lost(Token token, String because) {}

    /// @param cause what ended the stream
    record Unaccepted(String stream, Fault cause, List<Token> tokens, int bytes) {
        Unaccepted {
            tokens = List.copyOf(tokens);
        }
    }

    record Explained(Repeat repeat, Fault cause) {}

    boolean good() {
        return lost.isEmpty() && unexplained.isEmpty() && reordered.isEmpty() && unseen.isEmpty();
    }

    int unacceptedStanzas() {
        return unaccepted.stream().mapToInt(each -> each.tokens().size()).sum();
    }

    /// How many repeats each kind of fault explains.
    Map<String, Long> explainedByKind() {
        return explained.stream()
                .collect(Collectors.groupingBy(each -> each.cause().kind(), TreeMap::new, Collectors.counting()));
    }
}
