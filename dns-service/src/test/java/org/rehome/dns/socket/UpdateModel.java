package org.rehome.dns.socket;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A zone as texts, and RFC 2136 §3 step by step as it is written there; slow and simple. SOA records aside.
final class UpdateModel {
    private static final String ORIGIN = "example.test.";

    /// By `name type`, the data and their TTL.
    private Map<String, Map<String, Long>> sets = new TreeMap<>();

    static UpdateModel of(Zone zone) {
        UpdateModel model = new UpdateModel();
        for (Record each : zone.records()) {
            if (each.getType() != Type.SOA) {
                model.sets.computeIfAbsent(key(each), key -> new TreeMap<>()).put(each.rdataToString(), each.getTTL());
            }
        }
        return model;
    }

    private static String name(Record one) {
        return one.getName().toString().toLowerCase(java.util.Locale.ROOT);
    }

    private static String key(Record one) {
        return name(one) + " " + Type.string(one.getType());
    }

    private boolean inUse(String name) {
        return name.equals(ORIGIN) || sets.keySet().stream().anyMatch(key -> key.startsWith(name + " "));
    }

    private static boolean inZone(Record one) {
        return name(one).equals(ORIGIN) || name(one).endsWith("." + ORIGIN);
    }

    int update(Message update) {
        Integer unmet = prerequisites(update);
        if (unmet != null) {
            return unmet;
        }
        for (Record each : update.getSection(Section.UPDATE)) {
            if (!inZone(each)) {
                return Rcode.NOTZONE;
            }
            boolean empty = each.rdataToString().isEmpty();
            boolean wellFormed =
                    switch (each.getDClass()) {
                        case DClass.IN -> !empty && each.getType() != Type.ANY;
                        case DClass.ANY -> each.getTTL() == 0 && empty;
                        case DClass.NONE -> each.getTTL() == 0 && !empty && each.getType() != Type.ANY;
                        default -> false;
                    };
            if (!wellFormed) {
                return Rcode.FORMERR;
            }
            if (each.getDClass() == DClass.IN && each.getType() == Type.CNAME) {
                return Rcode.REFUSED;
            }
        }
        update.getSection(Section.UPDATE).forEach(this::change);
        return Rcode.NOERROR;
    }

    private @Nullable Integer prerequisites(Message update) {
        Map<String, Set<String>> wanted = new HashMap<>();
        for (Record each : update.getSection(Section.PREREQ)) {
            boolean empty = each.rdataToString().isEmpty();
            boolean any = each.getType() == Type.ANY;
            if (each.getTTL() != 0) {
                return Rcode.FORMERR;
            }
            if (!inZone(each)) {
                return Rcode.NOTZONE;
            }
            if (each.getDClass() == DClass.IN) {
                if (empty) {
                    return Rcode.FORMERR;
                }
                wanted.computeIfAbsent(key(each), key -> new HashSet<>()).add(each.rdataToString());
                continue;
            }
            if (!empty || (each.getDClass() != DClass.ANY && each.getDClass() != DClass.NONE)) {
                return Rcode.FORMERR;
            }
            boolean present = any ? inUse(name(each)) : sets.containsKey(key(each));
            if (each.getDClass() == DClass.ANY && !present) {
                return any ? Rcode.NXDOMAIN : Rcode.NXRRSET;
            }
            if (each.getDClass() == DClass.NONE && present) {
                return any ? Rcode.YXDOMAIN : Rcode.YXRRSET;
            }
        }
        for (Map.Entry<String, Set<String>> each : wanted.entrySet()) {
            if (!sets.getOrDefault(each.getKey(), Map.of()).keySet().equals(each.getValue())) {
                return Rcode.NXRRSET;
            }
        }
        return null;
    }

    private void change(Record one) {
        boolean apexNs = name(one).equals(ORIGIN) && one.getType() == Type.NS;
        Map<String, Long> set = sets.getOrDefault(key(one), new TreeMap<>());
        switch (one.getDClass()) {
            case DClass.IN -> {
                set.put(one.rdataToString(), one.getTTL());
                set.replaceAll((data, ttl) -> one.getTTL());
                sets.put(key(one), set);
            }
            case DClass.ANY -> {
                if (one.getType() == Type.ANY) {
                    sets.keySet().removeIf(key -> key.startsWith(name(one) + " ") && !key.equals(ORIGIN + " NS"));
                } else if (!apexNs) {
                    sets.remove(key(one));
                }
            }
            default -> {
                if (!(apexNs && set.size() == 1)) {
                    set.remove(one.rdataToString());
                    if (set.isEmpty()) {
                        sets.remove(key(one));
                    }
                }
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UpdateModel model && sets.equals(model.sets);
    }

    @Override
    public int hashCode() {
        return sets.hashCode();
    }

    @Override
    public String toString() {
        return sets.toString();
    }
}
