package org.rehome.dns.cutover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rehome.dns.record.DesiredEdge;
import org.rehome.dns.record.DesiredRecords;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;
import org.rehome.dns.record.RecordType;

/// Makes a plan from what is wanted and what the primary answers.
public final class Planner {
    private final DesiredRecords desired;
    private final Map<RecordKey, RecordSet> present;
    private final List<String> warnings = new ArrayList<>();

    private Planner(DesiredRecords desired, Map<RecordKey, RecordSet> present, List<String> warnings) {
        this.desired = desired;
        this.present = Map.copyOf(present);
        this.warnings.addAll(warnings);
    }

    /// A plan, or why there can be none.
    public sealed interface Planned {
        record Made(Plan plan) implements Planned {}

        /// @param precondition what is missing, one word
        record Refused(String precondition, String reason) implements Planned {}
    }

    /// The sets that must be read from the primary before a plan can be made.
    public static Collection<RecordKey> toRead(DesiredRecords desired) {
        Collection<RecordKey> keys = new TreeSet<>();
        keys.add(Fence.key(desired.domain()));
        keys.add(desired.srvKey());
        keys.add(desired.directTlsKey());
        for (DnsName host : desired.hosts()) {
            keys.add(new RecordKey(host, RecordType.A));
            keys.add(new RecordKey(host, RecordType.AAAA));
        }
        return keys;
    }

    /// @param present the sets of `toRead` that are there
    /// @param warnings of others, that a reviewer should see too
    public static Planned plan(
            UUID id, DesiredRecords desired, Map<RecordKey, RecordSet> present, List<String> warnings) {
        return new Planner(desired, present, warnings).plan(id);
    }

    private Planned plan(UUID id) {
        RecordSet fenceBefore = present.get(Fence.key(desired.domain()));
        Optional<Fence> fence = fenceBefore == null ? Optional.empty() : Fence.read(fenceBefore);
        if (fenceBefore != null && fence.isEmpty()) {
            return new Planned.Refused(
                    "fence",
                    fenceBefore.key() + " holds something else than the state of a cut-over: "
                            + String.join("; ", fenceBefore.lines()) + "; remove it");
        }
        List<Row> rows = new ArrayList<>();
        for (DnsName host : desired.hosts()) {
            Row four = addresses(host, RecordType.A);
            Row six = addresses(host, RecordType.AAAA);
            Optional<String> refusal = refusal(host, four, six);
            if (refusal.isPresent()) {
                return new Planned.Refused("address", refusal.get());
            }
            rows.add(four);
            rows.add(six);
        }
        rows.add(new Row(desired.srvKey(), present.get(desired.srvKey()), desired.srv()));
        rows.add(new Row(desired.directTlsKey(), present.get(desired.directTlsKey()), null));
        warn(rows);
        long generation = fence.map(Fence::generation).orElse(0L) + 1;
        Plan plan = Plan.of(id, desired.domain(), desired.zone(), rows, fenceBefore, generation, warnings);
        List<String> violations = Rails.violations(plan);
        return violations.isEmpty()
                ? new Planned.Made(plan)
                : new Planned.Refused("rails", String.join("; ", violations));
    }

    private Row addresses(DnsName host, RecordType type) {
        RecordKey key = new RecordKey(host, type);
        @Nullable RecordSet before = present.get(key);
        return new Row(key, before, desired.givesAddresses(host) ? desired.addresses(host, type) : before);
    }

    private Optional<String> refusal(DnsName host, Row four, Row six) {
        if (four.after() == null && six.after() == null) {
            return Optional.of(host + " has no address, and none is given: PUT /domains/" + desired.domain()
                    + " with the addresses of the edge");
        }
        if (host.equals(desired.zone()) && (four.changes() || six.changes())) {
            return Optional.of(
                    host + " is the apex of its zone, whose records are not changed: name the edge otherwise,"
                            + " or give no addresses");
        }
        return Optional.empty();
    }

    private void warn(List<Row> rows) {
        RecordSet srv = present.get(desired.srvKey());
        if (srv == null) {
            warnings.add(desired.srvKey() + " is not there yet: a rollback removes it, and partners fall back to the"
                    + " address records of " + desired.domain() + ", port 5269");
        } else if (srv.ttl() < desired.ttl()) {
            warnings.add("the TTL rises from " + srv.ttl() + " to " + desired.ttl()
                    + " s: a rollback takes that long to reach everybody");
        }
        if (present.containsKey(desired.directTlsKey())) {
            warnings.add(desired.directTlsKey() + " is removed: partners would go on to its targets (XEP-0368)");
        }
        for (DesiredEdge edge : desired.edges()) {
            if (!edge.host().isWithin(desired.zone())) {
                warnings.add("the addresses of " + edge.host() + " are in another zone and are not checked");
            }
        }
        if (rows.stream().noneMatch(Row::changes)) {
            warnings.add("the records are as desired already: only the fence is written");
        }
    }
}
