package org.rehome.dns.cutover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RecordData;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordType;

/// What an update of a cut-over must never do. Checked when a plan is made, and again before each send, so that a
/// changed journal cannot do harm.
public final class Rails {

    private Rails() {}

    /// Of both updates of a plan; empty when all is well.
    public static List<String> violations(Plan plan) {
        List<String> violations = new ArrayList<>(violations(plan, plan.update()));
        violations.addAll(violations(plan, plan.inverse()));
        return violations;
    }

    /// Of an update that is to be sent for a plan; empty when all is well.
    public static List<String> violations(Plan plan, ZoneUpdate update) {
        List<String> violations = new ArrayList<>();
        if (!update.zone().equals(plan.zone())) {
            violations.add("the update is for " + update.zone() + ", not for the zone of the plan, " + plan.zone());
        }
        for (RecordKey key :
                new TreeSet<>(update.changes().stream().map(ZoneChange::key).toList())) {
            check(plan, update, key).ifPresent(violations::add);
        }
        update.changes().forEach(change -> target(plan, change).ifPresent(violations::add));
        return violations;
    }

    private static Optional<String> check(Plan plan, ZoneUpdate update, RecordKey key) {
        if (key.name().equals(plan.zone())) {
            return Optional.of(key + " is at the apex of the zone, beside its SOA and NS, where nothing is changed");
        }
        if (!plan.keys().contains(key)) {
            return Optional.of(key + " is no record set of the plan");
        }
        Collection<Prerequisite> guards = update.prerequisites();
        if (guards.stream().noneMatch(guard -> guard.key().equals(key))) {
            return Optional.of(key + " would be changed without a prerequisite on what is there");
        }
        return emptied(plan, update, key);
    }

    /// An empty SRV set sends partners to the address records on port 5269, and the answer is cached. Only a
    /// rollback to a time without SRV records may leave none.
    private static Optional<String> emptied(Plan plan, ZoneUpdate update, RecordKey key) {
        boolean mayBeEmpty = key.type() != RecordType.SRV
                || plan.rows().stream()
                        .anyMatch(row -> row.key().equals(key)
                                && (row.after() == null || (row.before() == null && !update.equals(plan.update()))));
        boolean added = update.changes().stream()
                .anyMatch(change ->
                        change instanceof ZoneChange.Add && change.key().equals(key));
        boolean onlyOne = update.changes().stream()
                .filter(change -> change.key().equals(key))
                .allMatch(change -> change instanceof ZoneChange.DeleteRecord);
        return added || mayBeEmpty || onlyOne ? Optional.empty() : Optional.of(key + " would be left empty");
    }

    /// RFC 2782: the target `.` says that the service is decidedly not available. Only a rollback may bring one back.
    private static Optional<String> target(Plan plan, ZoneChange change) {
        if (change instanceof ZoneChange.Add(var set)
                && plan.rows().stream().noneMatch(row -> set.equals(row.before()))
                && set.data().stream()
                        .anyMatch(data -> data instanceof RecordData.Srv srv
                                && srv.target().equals(DnsName.ROOT))) {
            return Optional.of(set.key() + " would have the target \".\", which says that there is no XMPP service");
        }
        return Optional.empty();
    }
}
