package org.rehome.dns.socket;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Serial;
import org.xbill.DNS.Type;

/// Does updates (RFC 2136 §3): all of the changes of a message, or none.
final class Updates {
    private final Zones zones;

    Updates(Zones zones) {
        this.zones = zones;
    }

    /// @param next null when nothing changes
    record Done(int rcode, @Nullable Zone next) implements Zones.Change {
        private static Done failed(int rcode) {
            return new Done(rcode, null);
        }
    }

    /// The answer's code.
    ///
    /// @throws IOException when the zone could not be written; then nothing was changed
    int update(Message message) throws IOException {
        List<Record> zone = message.getSection(Section.ZONE);
        if (zone.size() != 1 || zone.getFirst().getType() != Type.SOA) {
            return Rcode.FORMERR;
        }
        Name origin = zone.getFirst().getName();
        if (zone.getFirst().getDClass() != DClass.IN || zones.get(origin).isEmpty()) {
            return Rcode.NOTAUTH;
        }
        return zones.change(origin, present -> apply(present, message)).rcode();
    }

    /// Pure: what the message makes of the zone.
    static Done apply(Zone zone, Message message) {
        int unmet = prerequisites(zone, message.getSection(Section.PREREQ));
        if (unmet != Rcode.NOERROR) {
            return Done.failed(unmet);
        }
        List<Record> changes = message.getSection(Section.UPDATE);
        for (Record each : changes) {
            int wrong = prescan(zone, each);
            if (wrong != Rcode.NOERROR) {
                return Done.failed(wrong);
            }
        }
        ZoneEditor editor = new ZoneEditor(zone);
        changes.forEach(each -> change(zone.origin(), editor, each));
        Zone next = editor.build();
        if (next.size() > MasterFile.MAX_RECORDS) {
            return Done.failed(Rcode.REFUSED);
        }
        if (next.serial() == zone.serial()) {
            if (next.sameContent(zone)) {
                return new Done(Rcode.NOERROR, null);
            }
            next = editor.withSerial(Serial.increment(zone.serial()));
        }
        return new Done(Rcode.NOERROR, next);
    }

    /// §3.2: what must hold before.
    private static int prerequisites(Zone zone, List<Record> prerequisites) {
        Map<Name, Map<Integer, Set<Record>>> exact = new HashMap<>();
        for (Record each : prerequisites) {
            if (each.getTTL() != 0) {
                return Rcode.FORMERR;
            }
            if (!each.getName().subdomain(zone.origin())) {
                return Rcode.NOTZONE;
            }
            int rcode =
                    switch (each.getDClass()) {
                        case DClass.ANY -> mustExist(zone, each);
                        case DClass.NONE -> mustNotExist(zone, each);
                        case DClass.IN -> {
                            exact.computeIfAbsent(each.getName(), _ -> new HashMap<>())
                                    .computeIfAbsent(each.getType(), _ -> new HashSet<>())
                                    .add(each);
                            yield empty(each) ? Rcode.FORMERR : Rcode.NOERROR;
                        }
                        default -> Rcode.FORMERR;
                    };
            if (rcode != Rcode.NOERROR) {
                return rcode;
            }
        }
        return exact.entrySet().stream().allMatch(name -> name.getValue().entrySet().stream()
                        .allMatch(type -> type.getValue().equals(Set.copyOf(zone.set(name.getKey(), type.getKey())))))
                ? Rcode.NOERROR
                : Rcode.NXRRSET;
    }

    private static int mustExist(Zone zone, Record one) {
        if (!empty(one)) {
            return Rcode.FORMERR;
        }
        if (one.getType() == Type.ANY) {
            return zone.inUse(one.getName()) ? Rcode.NOERROR : Rcode.NXDOMAIN;
        }
        return zone.set(one.getName(), one.getType()).isEmpty() ? Rcode.NXRRSET : Rcode.NOERROR;
    }

    private static int mustNotExist(Zone zone, Record one) {
        if (!empty(one)) {
            return Rcode.FORMERR;
        }
        if (one.getType() == Type.ANY) {
            return zone.inUse(one.getName()) ? Rcode.YXDOMAIN : Rcode.NOERROR;
        }
        return zone.set(one.getName(), one.getType()).isEmpty() ? Rcode.NOERROR : Rcode.YXRRSET;
    }

    /// RDLENGTH 0.
    private static boolean empty(Record one) {
        return one.rdataToWireCanonical().length == 0;
    }

    /// §3.4.1: whether a change can be done at all.
    private static int prescan(Zone zone, Record one) {
        if (!one.getName().subdomain(zone.origin())) {
            return Rcode.NOTZONE;
        }
        boolean empty = empty(one);
        boolean any = one.getType() == Type.ANY;
        // types that only questions have (RFC 6895 §3.1)
        boolean data = one.getType() != Type.OPT && (one.getType() < 128 || one.getType() > 255);
        return switch (one.getDClass()) {
            case DClass.IN -> data ? added(zone, one) : Rcode.FORMERR;
            case DClass.ANY -> one.getTTL() == 0 && empty && (data || any) ? Rcode.NOERROR : Rcode.FORMERR;
            case DClass.NONE -> one.getTTL() == 0 && !empty && data ? Rcode.NOERROR : Rcode.FORMERR;
            default -> Rcode.FORMERR;
        };
    }

    /// What this server cannot serve it does not take.
    private static int added(Zone zone, Record one) {
        if (empty(one)) {
            return Rcode.FORMERR;
        }
        boolean delegation = one.getType() == Type.NS && !one.getName().equals(zone.origin());
        return MasterFile.serves(one.getType()) && !one.getName().isWild() && !delegation
                ? Rcode.NOERROR
                : Rcode.REFUSED;
    }

    /// §3.4.2: the apex keeps its SOA and a last NS record, whatever is deleted.
    private static void change(Name origin, ZoneEditor editor, Record one) {
        boolean apex = one.getName().equals(origin);
        int type = one.getType();
        boolean kept = apex && (type == Type.SOA || type == Type.NS);
        switch (one.getDClass()) {
            case DClass.IN -> editor.add(one);
            case DClass.ANY -> {
                if (type == Type.ANY) {
                    editor.deleteName(one.getName(), apex ? Set.of(Type.SOA, Type.NS) : Set.of());
                } else if (!kept) {
                    editor.deleteSet(one.getName(), type);
                }
            }
            case DClass.NONE -> {
                boolean last = type == Type.NS && editor.set(origin, Type.NS).size() == 1;
                if (!kept || (type == Type.NS && !last)) {
                    editor.deleteRecord(one);
                }
            }
            default -> throw new IllegalStateException("the prescan lets no class " + one.getDClass() + " through");
        }
    }
}
