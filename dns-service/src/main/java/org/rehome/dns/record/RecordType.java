package org.rehome.dns.record;

/// The types of records that a cut-over reads and writes. SOA and NS are not among them, so none can be changed.
public enum RecordType {
    SRV,
    A,
    AAAA,
    TXT
}
