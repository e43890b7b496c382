package org.rehome.dns.cutover;

import org.rehome.dns.record.RecordData;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;

/// One change of an update (RFC 2136 §2.5). Sets are replaced whole, since servers differ in what they do with the
/// TTLs of a set that changes in part.
public sealed interface ZoneChange {
    RecordKey key();

    /// Deletes a set (§2.5.2).
    record DeleteSet(RecordKey key) implements ZoneChange {}

    /// Deletes one record of a set (§2.5.4); of the precheck, which deletes what is not there.
    record DeleteRecord(RecordKey key, RecordData data) implements ZoneChange {}

    /// Adds a set (§2.5.1).
    record Add(RecordSet set) implements ZoneChange {
        @Override
        public RecordKey key() {
            return set.key();
        }
    }
}
