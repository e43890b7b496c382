package org.rehome.dns.socket;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/// A zone, immutable: the records by owner and type, in canonical order, one TTL a set.
public final class Zone {
    private final Name origin;
    private final NavigableMap<Name, SortedMap<Integer, List<Record>>> nodes;

    Zone(Name origin, Map<Name, ? extends Map<Integer, List<Record>>> nodes) {
        this.origin = origin;
        NavigableMap<Name, SortedMap<Integer, List<Record>>> copy = new TreeMap<>();
        nodes.forEach((name, sets) -> {
            SortedMap<Integer, List<Record>> types = new TreeMap<>();
            sets.forEach((type, set) -> types.put(type, List.copyOf(set)));
            copy.put(name, Collections.unmodifiableSortedMap(types));
        });
        this.nodes = Collections.unmodifiableNavigableMap(copy);
        soa();
    }

    Name origin() {
        return origin;
    }

    /// Without the last dot.
    public String name() {
        return origin.toString(true);
    }

    SOARecord soa() {
        List<Record> set = set(origin, Type.SOA);
        if (set.size() == 1 && set.getFirst() instanceof SOARecord soa) {
            return soa;
        }
        throw new IllegalStateException("zone " + origin + " has no SOA record");
    }

    /// Rises with each change.
    public long serial() {
        return soa().getSerial();
    }

    /// The number of records.
    public int size() {
        return nodes.values().stream()
                .flatMap(sets -> sets.values().stream())
                .mapToInt(List::size)
                .sum();
    }

    /// Empty when there is no such set.
    List<Record> set(Name name, int type) {
        SortedMap<Integer, List<Record>> sets = nodes.get(name);
        return sets == null ? List.of() : sets.getOrDefault(type, List.of());
    }

    /// The sets of a name, by type; empty when it has no records.
    SortedMap<Integer, List<Record>> sets(Name name) {
        return nodes.getOrDefault(name, Collections.emptySortedMap());
    }

    /// True when the name has records ("name is in use", RFC 2136 §2.4.4).
    boolean inUse(Name name) {
        return nodes.containsKey(name);
    }

    /// True when the name has records or names below it have: then "no such name" would be wrong (RFC 8020).
    boolean exists(Name name) {
        if (inUse(name)) {
            return true;
        }
        // in canonical order what is below a name follows it
        @Nullable Name next = nodes.higherKey(name);
        return next != null && next.subdomain(name);
    }

    NavigableMap<Name, SortedMap<Integer, List<Record>>> nodes() {
        return nodes;
    }

    /// All records, the SOA first.
    List<Record> records() {
        List<Record> all = new ArrayList<>(List.of(soa()));
        for (SortedMap<Integer, List<Record>> sets : nodes.values()) {
            sets.forEach((type, set) -> {
                if (type != Type.SOA) {
                    all.addAll(set);
                }
            });
        }
        return all;
    }

    /// One line a record, the SOA first.
    public String masterFile() {
        StringBuilder text = new StringBuilder();
        records().forEach(each -> text.append(each).append('\n'));
        return text.toString();
    }

    /// True when both hold the same records with the same TTLs; serials, and the case of names, are not compared.
    boolean sameContent(Zone other) {
        return origin.equals(other.origin)
                && contents(new ZoneEditor(this).withSerial(0)).equals(contents(new ZoneEditor(other).withSerial(0)));
    }

    private static Set<Content> contents(Zone zone) {
        return zone.records().stream()
                .map(each -> new Content(each, each.getTTL()))
                .collect(Collectors.toSet());
    }

    /// Records are equal whatever their TTL is.
    private record Content(Record data, long ttl) {}
}
