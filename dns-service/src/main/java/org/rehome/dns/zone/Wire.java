package org.rehome.dns.zone;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rehome.dns.cutover.Prerequisite;
import org.rehome.dns.cutover.ZoneChange;
import org.rehome.dns.cutover.ZoneUpdate;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RecordData;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;
import org.rehome.dns.record.RecordType;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Translates between our values and dnsjava's.
final class Wire {

    private Wire() {}

    static Name name(DnsName name) {
        try {
            return Name.fromString(name.toString());
        } catch (TextParseException e) {
            throw new IllegalStateException(name + " is no name for dnsjava", e);
        }
    }

    static int type(RecordType type) {
        return switch (type) {
            case SRV -> Type.SRV;
            case A -> Type.A;
            case AAAA -> Type.AAAA;
            case TXT -> Type.TXT;
        };
    }

    private static Record record(RecordKey key, RecordData data, long ttl) {
        Name name = name(key.name());
        return switch (data) {
            case RecordData.Srv(var priority, var weight, var port, var target) ->
                new SRVRecord(name, DClass.IN, ttl, priority, weight, port, name(target));
            case RecordData.A(var address) -> new ARecord(name, DClass.IN, ttl, address);
            case RecordData.Aaaa(var address) -> new AAAARecord(name, DClass.IN, ttl, address);
            case RecordData.Txt(var strings) -> Record.newRecord(name, Type.TXT, DClass.IN, ttl, characters(strings));
        };
    }

    /// RFC 1035 §3.3.14: each string with its length before it.
    private static byte[] characters(List<String> strings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String string : strings) {
            bytes.write(string.length());
            bytes.writeBytes(string.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toByteArray();
    }

    static List<Record> records(RecordSet set) {
        return set.data().stream()
                .map(data -> record(set.key(), data, set.ttl()))
                .toList();
    }

    /// Of the records of an answer those of one key; null when there are none.
    ///
    /// @throws org.rehome.dns.record.InvalidRecords when one of them cannot be a value of ours
    static @Nullable RecordSet set(RecordKey key, List<Record> answer) {
        Name name = name(key.name());
        List<RecordData> data = new ArrayList<>();
        long ttl = 0;
        for (Record each : answer) {
            if (each.getName().equals(name) && each.getType() == type(key.type()) && each.getDClass() == DClass.IN) {
                data.add(data(key.type(), each));
                ttl = each.getTTL();
            }
        }
        return data.isEmpty() ? null : new RecordSet(key, ttl, data);
    }

    private static RecordData data(RecordType type, Record found) {
        if (found instanceof SRVRecord srv) {
            return new RecordData.Srv(
                    srv.getPriority(),
                    srv.getWeight(),
                    srv.getPort(),
                    DnsName.parse(srv.getTarget().toString()));
        }
        if (found instanceof TXTRecord txt) {
            return new RecordData.Txt(txt.getStringsAsByteArrays().stream()
                    .map(string -> new String(string, StandardCharsets.ISO_8859_1))
                    .toList());
        }
        return RecordData.parse(type, found.rdataToString());
    }

    /// The message of an update. A prerequisite record has TTL 0, else every server answers FORMERR.
    static Message message(ZoneUpdate update) {
        Message message = Message.newUpdate(name(update.zone()));
        for (Prerequisite each : update.prerequisites()) {
            switch (each) {
                case Prerequisite.Exactly(var set) ->
                    records(set.withoutTtl()).forEach(one -> message.addRecord(one, Section.PREREQ));
                case Prerequisite.Absent(var key) -> message.addRecord(bare(key, DClass.NONE), Section.PREREQ);
            }
        }
        for (ZoneChange each : update.changes()) {
            switch (each) {
                case ZoneChange.DeleteSet(var key) -> message.addRecord(bare(key, DClass.ANY), Section.UPDATE);
                case ZoneChange.DeleteRecord(var key, var data) ->
                    message.addRecord(deleted(record(key, data, 0)), Section.UPDATE);
                case ZoneChange.Add(var set) -> records(set).forEach(one -> message.addRecord(one, Section.UPDATE));
            }
        }
        return message;
    }

    private static Record bare(RecordKey key, int dclass) {
        return Record.newRecord(name(key.name()), type(key.type()), dclass, 0);
    }

    private static Record deleted(Record one) {
        return Record.newRecord(one.getName(), one.getType(), DClass.NONE, 0, one.rdataToWireCanonical());
    }
}
