package org.rehome.gateway.home;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;

/// Where an address of ours lives.
public sealed interface Home {

    /// A user of the directory.
    sealed interface OfUser extends Home {
        /// A smaller epoch than the last one known is stale.
        long epoch();

        /// The access policy granted to the user; null when none was.
        @Nullable
        String policy();
    }

    record Homed(PoolName pool, long epoch, @Nullable String policy) implements OfUser {}

    /// On her way: nothing is delivered until she is homed again.
    record Moving(
            PoolName from,
            PoolName to,
            long epoch,
            String move,
            @Nullable String policy) implements OfUser {}

    /// Not in the directory, or no user at all: the home pool of the domain answers for its own.
    ///
    /// @param domain the local domain that covers the address, itself or a parent of it
    record OfDomain(Domain domain, PoolName pool) implements Home {}

    /// None of ours.
    record Nowhere() implements Home {}
}
