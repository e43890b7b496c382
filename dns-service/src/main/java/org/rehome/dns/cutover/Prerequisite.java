package org.rehome.dns.cutover;

import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;

/// What must hold in the zone for an update to be done (RFC 2136 §2.4). The server checks all and changes, as one.
public sealed interface Prerequisite {
    RecordKey key();

    /// The set exists with exactly this data, whatever its TTL (§2.4.2): compare-and-set.
    record Exactly(RecordSet set) implements Prerequisite {
        @Override
        public RecordKey key() {
            return set.key();
        }
    }

    /// The set does not exist (§2.4.3).
    record Absent(RecordKey key) implements Prerequisite {}
}
