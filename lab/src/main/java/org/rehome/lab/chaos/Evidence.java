package org.rehome.lab.chaos;

import java.util.List;
import java.util.Set;
import org.rehome.lab.chaos.StreamJournal.StreamRecord;
import org.rehome.lab.ledger.Repeat;
import org.rehome.lab.ledger.Token;

/// What is known at the end of a run, when nothing is on its way any more.
///
/// @param missing messages that were neither delivered nor returned
/// @param delivered messages that were
/// @param repeats what was delivered or returned more than once
/// @param accepted what stands in the stanza topics
/// @param streams what the senders' servers wrote where
/// @param incidents what went wrong when
record Evidence(
        List<Token> missing,
        List<Token> delivered,
        List<Repeat> repeats,
        Set<Token> accepted,
        List<StreamRecord> streams,
        List<Incident> incidents) {
    Evidence {
        missing = List.copyOf(missing);
        delivered = List.copyOf(delivered);
        repeats = List.copyOf(repeats);
        accepted = Set.copyOf(accepted);
        streams = List.copyOf(streams);
        incidents = List.copyOf(incidents);
    }
}
