package org.rehome.contracts.event;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;

/// The home of a user. A tombstone (no value) says that the user was removed.
public sealed interface UserEvent extends Event {
    /// The bare address.
    Jid user();

    /// Rises with every change of the home; a smaller epoch than the last one is stale.
    long epoch();

    /// The access policy granted to the user; null when none was, then the pool's or the global one holds.
    @Nullable
    String policy();

    @Override
    default String key() {
        return user().toString();
    }

    /// The user lives on this pool.
    ///
    /// @param pool where she lives
    record UserHomed(
            Jid user, PoolName pool, long epoch, @Nullable String policy) implements UserEvent {}

    /// The user is on her way: her lane is held until the next {@link UserHomed}.
    ///
    /// @param from the pool that she leaves
    /// @param to the pool that she goes to
    /// @param move the id of the move
    record UserMoving(
            Jid user,
            PoolName from,
            PoolName to,
            long epoch,
            String move,
            @Nullable String policy) implements UserEvent {}
}
