package org.rehome.dns.record;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All records of one owner and type (an RRset, RFC 2181 §5): never empty, one TTL, in a canonical order, so that
/// equal sets are equal values.
///
/// @param ttl seconds
public record RecordSet(RecordKey key, long ttl, List<RecordData> data) {
    private static final long MAX_TTL = Integer.MAX_VALUE;

    public RecordSet {
        if (ttl < 0 || ttl > MAX_TTL) {
            throw new InvalidRecords("ttl", ttl + " is not from 0 to " + MAX_TTL + " (RFC 2181 §8)");
        }
        data = data.stream()
                .distinct()
                .sorted(Comparator.comparing(RecordData::text))
                .toList();
        if (data.isEmpty()) {
            throw new InvalidRecords("records", key + " has no record");
        }
        for (RecordData each : data) {
            if (each.type() != key.type()) {
                throw new InvalidRecords("records", key + " cannot hold a record of type " + each.type());
            }
        }
    }

    public static RecordSet of(DnsName name, long ttl, RecordData first, RecordData... others) {
        List<RecordData> all = new java.util.ArrayList<>(List.of(others));
        all.addFirst(first);
        return new RecordSet(new RecordKey(name, first.type()), ttl, all);
    }

    /// True when both are absent, or both hold the same data; TTLs are not compared, as in the prerequisites of an
    /// UPDATE (RFC 2136 §2.4.2).
    public static boolean sameData(@Nullable RecordSet one, @Nullable RecordSet other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.key.equals(other.key) && one.data.equals(other.data);
    }

    /// The form of a prerequisite, which has no TTL (RFC 2136 §2.4.2).
    public RecordSet withoutTtl() {
        return new RecordSet(key, 0, data);
    }

    /// One line a record, as in a master file: `name ttl IN type data`.
    public List<String> lines() {
        return data.stream()
                .map(each -> key.name() + " " + ttl + " IN " + key.type() + " " + each.text())
                .toList();
    }

    /// Reads what `lines` has written.
    ///
    /// @throws InvalidRecords when the lines are not one record set
    public static RecordSet parse(List<String> lines) {
        RecordSet whole = null;
        for (String line : lines) {
            RecordSet one = parse(line);
            whole = whole == null ? one : whole.plus(one);
        }
        if (whole == null) {
            throw new InvalidRecords("records", "there is no record");
        }
        return whole;
    }

    private static RecordSet parse(String line) {
        String[] parts = line.split(" ", 5);
        try {
            if (parts.length == 5 && parts[2].equals("IN")) {
                RecordType type = RecordType.valueOf(parts[3]);
                return new RecordSet(
                        new RecordKey(DnsName.parse(parts[0]), type),
                        Long.parseLong(parts[1]),
                        List.of(RecordData.parse(type, parts[4])));
            }
        } catch (NumberFormatException e) {
            throw new InvalidRecords("records", "\"" + line + "\": its TTL is no number");
        } catch (InvalidRecords e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidRecords("records", "\"" + line + "\": its type is none of SRV, A, AAAA, TXT");
        }
        throw new InvalidRecords("records", "\"" + line + "\" is not name, ttl, IN, type and data");
    }

    private RecordSet plus(RecordSet other) {
        if (!key.equals(other.key) || ttl != other.ttl) {
            throw new InvalidRecords("records", other.key + " with TTL " + other.ttl + " is no part of " + key);
        }
        List<RecordData> all = new java.util.ArrayList<>(data);
        all.addAll(other.data);
        return new RecordSet(key, ttl, all);
    }
}
