package org.rehome.dns.store;

import java.time.Instant;
import org.rehome.dns.cutover.CutoverStep;
import org.rehome.dns.record.DesiredRecords;

/// One line of the journal.
public sealed interface JournalEntry {

    /// The records wanted for a domain changed.
    ///
    /// @param version rises with each change of the domain
    record Desired(DesiredRecords records, long version, Instant at) implements JournalEntry {}

    /// A cut-over went a step on.
    record Step(CutoverStep step) implements JournalEntry {}
}
