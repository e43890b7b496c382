package org.rehome.dns.cutover;

import org.jspecify.annotations.Nullable;
import org.rehome.dns.record.RecordSet;

/// What a server answers when it is asked for one record set.
public sealed interface Answer {

    /// @param set null when the server says that there is none (NODATA or NXDOMAIN)
    /// @param authoritative the AA bit
    /// @param negativeTtl how long "there is none" may be kept, seconds; 0 when there is one
    record Found(@Nullable RecordSet set, boolean authoritative, long negativeTtl) implements Answer {}

    /// The server answered with an error.
    record Failed(String rcode) implements Answer {}

    /// No answer came.
    record Silent(String reason) implements Answer {}
}
