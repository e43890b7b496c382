package org.rehome.dns.cutover;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RecordData;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;
import org.rehome.dns.record.RecordType;

/// The generation record that each update replaces, with the old value as its prerequisite. It tells whose update
/// was the last one, also when its answer was lost, and makes a replayed update fail.
///
/// @param generation rises with each update
/// @param op the operation that wrote it
/// @param plan the hash of its plan
public record Fence(long generation, UUID op, String plan) {
    private static final Pattern FORM =
            Pattern.compile("v=xmig1 gen=([0-9]{1,18}) op=([0-9a-f-]{36}) plan=([0-9a-f]{64})");
    private static final long TTL = 60;

    public static RecordKey key(Domain domain) {
        return new RecordKey(DnsName.of(domain).child("_state._xmpp-migrate"), RecordType.TXT);
    }

    /// The record where the precheck tries a prerequisite that must fail.
    static RecordKey scratchKey(Domain domain) {
        return new RecordKey(DnsName.of(domain).child("_check._xmpp-migrate"), RecordType.TXT);
    }

    /// Empty when the set is something else than one fence.
    public static Optional<Fence> read(RecordSet set) {
        if (set.data().size() != 1
                || !(set.data().getFirst() instanceof RecordData.Txt txt)
                || txt.strings().size() != 1) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(txt.strings().getFirst());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Fence(Long.parseLong(matcher.group(1)), UUID.fromString(matcher.group(2)), matcher.group(3)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public RecordSet record(Domain domain) {
        String text = "v=xmig1 gen=" + generation + " op=" + op + " plan=" + plan;
        return RecordSet.of(key(domain).name(), TTL, RecordData.Txt.of(text));
    }
}
