package org.rehome.dns.record;

/// The owner and type of a record set.
public record RecordKey(DnsName name, RecordType type) implements Comparable<RecordKey> {

    @Override
    public int compareTo(RecordKey other) {
        int byName = name.compareTo(other.name);
        return byName == 0 ? type.compareTo(other.type) : byName;
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}
