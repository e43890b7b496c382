package org.rehome.directory.user;

import java.util.List;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;

/// Whom a step is about.
public sealed interface Selection {

    /// These users, in this order.
    record Users(List<Jid> jids) implements Selection {
        public Users {
            jids = List.copyOf(jids);
        }
    }

    /// Everybody who lives on a pool.
    record OfPool(PoolName pool) implements Selection {}

    record Everybody() implements Selection {}
}
