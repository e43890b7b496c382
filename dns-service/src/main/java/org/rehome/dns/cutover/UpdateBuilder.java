package org.rehome.dns.cutover;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RecordData;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;

/// Puts an update together: a prerequisite on everything that it relies on, whole sets replaced.
final class UpdateBuilder {
    private final DnsName zone;
    private final List<Prerequisite> prerequisites = new ArrayList<>();
    private final List<ZoneChange> changes = new ArrayList<>();

    UpdateBuilder(DnsName zone) {
        this.zone = zone;
    }

    UpdateBuilder fence(Domain domain, @Nullable RecordSet before, RecordSet after) {
        expect(Fence.key(domain), before);
        replace(after.key(), before, after);
        return this;
    }

    /// Expects what was before, also of rows that do not change, and makes them what they shall be after.
    UpdateBuilder rows(List<Row> rows) {
        for (Row row : rows) {
            expect(row.key(), row.before());
            if (row.changes()) {
                replace(row.key(), row.before(), row.after());
            }
        }
        return this;
    }

    /// Expects what the update wrote; what it did not write may have changed since.
    UpdateBuilder inverse(List<Row> rows) {
        List<Row> written = rows.stream()
                .filter(Row::changes)
                .map(row -> new Row(row.key(), row.after(), row.restored()))
                .toList();
        return rows(written);
    }

    private void expect(RecordKey key, @Nullable RecordSet set) {
        prerequisites.add(set == null ? new Prerequisite.Absent(key) : new Prerequisite.Exactly(set.withoutTtl()));
    }

    private void replace(RecordKey key, @Nullable RecordSet before, @Nullable RecordSet after) {
        if (before != null) {
            changes.add(new ZoneChange.DeleteSet(key));
        }
        if (after != null) {
            changes.add(new ZoneChange.Add(after));
        }
    }

    ZoneUpdate build() {
        return new ZoneUpdate(zone, prerequisites, changes);
    }

    static ZoneUpdate rehearsal(ZoneUpdate update) {
        List<ZoneChange> nothing = update.changes().stream()
                .map(ZoneChange::key)
                .distinct()
                .map(key -> (ZoneChange) new ZoneChange.DeleteRecord(key, neverThere(key)))
                .toList();
        return new ZoneUpdate(update.zone(), update.prerequisites(), nothing);
    }

    static ZoneUpdate stale(DnsName zone, RecordKey scratch, UUID id) {
        RecordSet never = RecordSet.of(scratch.name(), 0, RecordData.Txt.of("never there " + id));
        RecordSet forbidden = RecordSet.of(scratch.name(), 1, RecordData.Txt.of("prerequisites are ignored"));
        return new ZoneUpdate(zone, List.of(new Prerequisite.Exactly(never)), List.of(new ZoneChange.Add(forbidden)));
    }

    /// Data that no zone holds: to delete it asks for the right and changes nothing.
    private static RecordData neverThere(RecordKey key) {
        return switch (key.type()) {
            case SRV -> new RecordData.Srv(65_535, 65_535, 0, DnsName.parse("rehearsal.invalid"));
            case A -> new RecordData.A(Inet4Address.ofLiteral("0.0.0.0"));
            case AAAA -> RecordData.address("100::");
            case TXT -> RecordData.Txt.of("rehearsal");
        };
    }
}
