package org.rehome.dns.socket;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Serial;
import org.xbill.DNS.Type;

/// A zone on its way to the next one.
final class ZoneEditor {
    private final Name origin;
    private final Map<Name, Map<Integer, List<Record>>> nodes = new HashMap<>();

    ZoneEditor(Name origin) {
        this.origin = origin;
    }

    ZoneEditor(Zone zone) {
        this(zone.origin());
        zone.nodes().forEach((name, sets) -> nodes.put(name, new HashMap<>(sets)));
    }

    List<Record> set(Name name, int type) {
        return nodes.getOrDefault(name, Map.of()).getOrDefault(type, List.of());
    }

    /// Adds a record, or gives it a new TTL; the whole set takes the TTL (RFC 2181 §5.2). Of SOA records there is
    /// one, and only a newer one replaces it (RFC 2136 §3.4.2.2).
    void add(Record added) {
        if (added.getType() == Type.SOA) {
            addSoa((SOARecord) added);
            return;
        }
        List<Record> set = new ArrayList<>();
        for (Record each : set(added.getName(), added.getType())) {
            if (!each.equals(added)) {
                set.add(withTtl(each, added.getTTL()));
            }
        }
        set.add(added);
        put(added.getName(), added.getType(), set);
    }

    private void addSoa(SOARecord soa) {
        List<Record> old = set(origin, Type.SOA);
        boolean newer = old.isEmpty()
                || (old.getFirst() instanceof SOARecord last && Serial.compare(soa.getSerial(), last.getSerial()) > 0);
        if (soa.getName().equals(origin) && newer) {
            put(origin, Type.SOA, List.of(soa));
        }
    }

    void deleteSet(Name name, int type) {
        put(name, type, List.of());
    }

    /// Deletes all sets of a name but those of the types that are kept.
    void deleteName(Name name, Set<Integer> kept) {
        for (int type : List.copyOf(nodes.getOrDefault(name, Map.of()).keySet())) {
            if (!kept.contains(type)) {
                deleteSet(name, type);
            }
        }
    }

    void deleteRecord(Record deleted) {
        Record sought = asIn(deleted);
        put(
                deleted.getName(),
                deleted.getType(),
                set(deleted.getName(), deleted.getType()).stream()
                        .filter(each -> !each.equals(sought))
                        .toList());
    }

    private void put(Name name, int type, List<Record> set) {
        Map<Integer, List<Record>> sets = nodes.computeIfAbsent(name, _ -> new HashMap<>());
        if (set.isEmpty()) {
            sets.remove(type);
        } else {
            sets.put(type, set.stream().sorted().toList());
        }
        if (sets.isEmpty()) {
            nodes.remove(name);
        }
    }

    Zone build() {
        return new Zone(origin, nodes);
    }

    Zone withSerial(long serial) {
        if (set(origin, Type.SOA).getFirst() instanceof SOARecord soa) {
            SOARecord next = new SOARecord(
                    soa.getName(),
                    DClass.IN,
                    soa.getTTL(),
                    soa.getHost(),
                    soa.getAdmin(),
                    serial,
                    soa.getRefresh(),
                    soa.getRetry(),
                    soa.getExpire(),
                    soa.getMinimum());
            put(origin, Type.SOA, List.of(next));
        }
        return build();
    }

    /// The record as it is in the zone, whatever its class in the message is.
    static Record asIn(Record one) {
        return Record.newRecord(one.getName(), one.getType(), DClass.IN, one.getTTL(), one.rdataToWireCanonical());
    }

    static Record withTtl(Record one, long ttl) {
        return one.getTTL() == ttl
                ? one
                : Record.newRecord(one.getName(), one.getType(), DClass.IN, ttl, one.rdataToWireCanonical());
    }
}
