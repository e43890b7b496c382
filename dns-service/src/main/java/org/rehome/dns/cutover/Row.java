package org.rehome.dns.cutover;

import org.jspecify.annotations.Nullable;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;

/// One record set of a plan.
///
/// @param before what the primary answered when the plan was made; null when the set was not there
/// @param after what it shall be; null when it shall not be there
public record Row(
        RecordKey key, @Nullable RecordSet before, @Nullable RecordSet after) {
    public Row {
        if ((before != null && !before.key().equals(key))
                || (after != null && !after.key().equals(key))) {
            throw new IllegalArgumentException("the sets of a row are not those of " + key);
        }
    }

    /// True when data or TTL differ.
    public boolean changes() {
        return before == null ? after != null : !before.equals(after);
    }

    /// What a rollback leaves. The addresses of a host that was new stay: resolvers that still hold the SRV record
    /// need them until its TTL has ended.
    public @Nullable RecordSet restored() {
        boolean address =
                switch (key.type()) {
                    case A, AAAA -> true;
                    case SRV, TXT -> false;
                };
        return before == null && address ? after : before;
    }
}
