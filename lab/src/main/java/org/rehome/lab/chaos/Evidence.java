package org.rehome.lab.chaos;

import java.util.List;
import java.util.Set;
import org.rehome.lab.chaos.StreamJournal.StreamRecord;
import org.rehome.lab.ledger.Anomaly.Reordered;
import org.rehome.lab.ledger.Repeat;
import org.rehome.lab.ledger.Token;

/// What is known at the end of a run, when nothing is on its way any more.
///
/// @param missing messages that were neither delivered nor returned
/// @param delivered messages that were
/// @param repeats what was delivered or returned more than once
/// @param reordered what was delivered for the first time after a later message of its pair
/// @param accepted what stands in the stanza topics
/// @param acceptedAgain those of them that stand there more than once
/// @param streams what the senders' servers wrote where
/// @param incidents what went wrong when
/// @param acknowledged the partners' domains whose servers send again what was not acknowledged to them
/// @param severalEdges whether a partner may turn from one edge to another
record Evidence(
        List<Token> missing,
        List<Token> delivered,
        List<Repeat> repeats,
        List<Reordered> reordered,
        Set<Token> accepted,
        Set<Token> acceptedAgain,
        List<StreamRecord> streams,
        List<Incident> incidents,
        Set<String> acknowledged,
        boolean severalEdges) {
    Evidence {
        missing = List.copyOf(missing);
        delivered = List.copyOf(delivered);
        repeats = List.copyOf(repeats);
        reordered = List.copyOf(reordered);
        accepted = Set.copyOf(accepted);
        acceptedAgain = Set.copyOf(acceptedAgain);
        streams = List.copyOf(streams);
        incidents = List.copyOf(incidents);
        acknowledged = Set.copyOf(acknowledged);
    }
}
