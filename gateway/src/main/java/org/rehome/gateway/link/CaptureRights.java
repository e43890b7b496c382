package org.rehome.gateway.link;

import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;

/// Which capture streams this gateway may have, among all that there should be.
@FunctionalInterface
public interface CaptureRights {
    /// What this gateway may do with a capture stream.
    enum Right {
        /// Nothing: it is another gateway's.
        NONE,
        /// Open it, and read nothing yet: another gateway has not published all that it has read.
        CONNECT,
        /// Open it and read.
        READ,
        /// Read on while it lasts, and open none: another gateway takes it over.
        KEEP
    }

    Right right(PoolName pool, Domain partner);
}
