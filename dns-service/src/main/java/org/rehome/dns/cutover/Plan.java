package org.rehome.dns.cutover;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;

/// What a cut-over will do: the records before and after, the update that does it, and the inverse, computed before
/// anything is sent. Its hash binds an order to apply to the plan that was reviewed.
///
/// @param id of the cut-over; the `op` of its fence
/// @param rows what is compared, changed and verified
/// @param fenceBefore the fence that was there; null when there was none
/// @param generation of the fence that the update writes
/// @param warnings what a reviewer should know
public record Plan(
        UUID id,
        Domain domain,
        DnsName zone,
        List<Row> rows,
        @Nullable RecordSet fenceBefore,
        long generation,
        ZoneUpdate update,
        ZoneUpdate inverse,
        List<String> warnings,
        String hash) {
    public Plan {
        rows = List.copyOf(rows);
        warnings = List.copyOf(warnings);
        if (!hash.equals(hash(id, domain, zone, rows, fenceBefore, generation))) {
            throw new IllegalArgumentException("plan " + id + " does not match its hash");
        }
    }

    static Plan of(
            UUID id,
            Domain domain,
            DnsName zone,
            List<Row> rows,
            @Nullable RecordSet fenceBefore,
            long generation,
            List<String> warnings) {
        String hash = hash(id, domain, zone, rows, fenceBefore, generation);
        RecordSet fence = new Fence(generation, id, hash).record(domain);
        ZoneUpdate update = new UpdateBuilder(zone)
                .fence(domain, fenceBefore, fence)
                .rows(rows)
                .build();
        RecordSet restored = new Fence(generation + 1, inverseOp(id), hash).record(domain);
        ZoneUpdate inverse = new UpdateBuilder(zone)
                .fence(domain, fence, restored)
                .inverse(rows)
                .build();
        return new Plan(id, domain, zone, rows, fenceBefore, generation, update, inverse, warnings, hash);
    }

    /// The `op` of the fence that a rollback writes.
    public static UUID inverseOp(UUID id) {
        return UUID.nameUUIDFromBytes(("rollback of " + id).getBytes(UTF_8));
    }

    public UUID inverseOp() {
        return inverseOp(id);
    }

    public RecordSet fenceAfter() {
        return new Fence(generation, id, hash).record(domain);
    }

    public RecordSet fenceRestored() {
        return new Fence(generation + 1, inverseOp(), hash).record(domain);
    }

    /// The inverse for a zone that somebody else has changed meanwhile: it overwrites what was found.
    ///
    /// @param found by the key of each set that is there
    public ZoneUpdate inverseOver(Map<RecordKey, RecordSet> found) {
        List<Row> rebased = rows.stream()
                .filter(Row::changes)
                .map(row -> new Row(row.key(), found.get(row.key()), row.restored()))
                .toList();
        RecordSet fence = found.get(Fence.key(domain));
        long last = fence == null
                ? generation
                : Math.max(generation, Fence.read(fence).map(Fence::generation).orElse(0L));
        return new UpdateBuilder(zone)
                .fence(domain, fence, new Fence(last + 1, inverseOp(), hash).record(domain))
                .rows(rebased)
                .build();
    }

    /// Writes only the fence, so that an update that may still be on its way fails when it arrives.
    public ZoneUpdate withdrawal() {
        return new UpdateBuilder(zone)
                .fence(domain, fenceBefore, fenceRestored())
                .build();
    }

    /// Changes nothing, but needs the same rights and prerequisites as the update.
    public ZoneUpdate rehearsal() {
        return UpdateBuilder.rehearsal(update);
    }

    /// Must fail with NXRRSET: its prerequisite names a value that was never there.
    public ZoneUpdate staleUpdate() {
        return UpdateBuilder.stale(zone, Fence.scratchKey(domain), id);
    }

    /// Removes the scratch record that a server without prerequisites has let in.
    public ZoneUpdate scratchRemoval() {
        return new ZoneUpdate(zone, List.of(), List.of(new ZoneChange.DeleteSet(Fence.scratchKey(domain))));
    }

    /// Every set that the cut-over may change.
    public Collection<RecordKey> keys() {
        Collection<RecordKey> keys = new TreeSet<>();
        rows.forEach(row -> keys.add(row.key()));
        keys.add(Fence.key(domain));
        return keys;
    }

    /// In master file form.
    public List<String> before() {
        return lines(Row::before);
    }

    /// In master file form.
    public List<String> after() {
        return lines(Row::after);
    }

    /// What a rollback leaves, in master file form.
    public List<String> restored() {
        return lines(Row::restored);
    }

    private List<String> lines(Function<Row, @Nullable RecordSet> side) {
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            RecordSet set = side.apply(row);
            if (set != null) {
                lines.addAll(set.lines());
            }
        }
        return List.copyOf(lines);
    }

    private static String hash(
            UUID id, Domain domain, DnsName zone, List<Row> rows, @Nullable RecordSet fenceBefore, long generation) {
        List<String> lines = new ArrayList<>(List.of("plan " + id, "domain " + domain, "zone " + zone));
        lines.add("generation " + generation);
        if (fenceBefore != null) {
            lines.addAll(fenceBefore.lines());
        }
        for (Row row : rows) {
            lines.add("set " + row.key());
            lines.add("before");
            lines.addAll(row.before() == null ? List.of() : row.before().lines());
            lines.add("after");
            lines.addAll(row.after() == null ? List.of() : row.after().lines());
        }
        return Digest.sha256(String.join("\n", lines));
    }
}
