package org.rehome.directory.move;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.AccountData;

/// One user's part in a move.
///
/// @param reason why she failed, was cancelled or was skipped; null otherwise
/// @param holdMillis how long her lane was held; null until she has arrived
/// @param transferred what the pools' hooks have brought to her new pool; null when they have not
public record MoveUser(
        Jid user,
        PoolName from,
        PoolName to,
        State state,
        @Nullable String reason,
        @Nullable Long holdMillis,
        @Nullable AccountData transferred) {

    public enum State {
        /// Not begun.
        PENDING,
        /// On her way: her lane is being quiesced.
        MOVING,
        /// On her way: her lane is quiet, her account data is being transferred.
        TRANSFERRING,
        /// Lives on the pool that the move brings her to.
        MOVED,
        /// Stays, or was put back, where she was.
        FAILED,
        /// Stays where she was: the move was cancelled before she had left.
        CANCELLED,
        /// There was nothing to do for her.
        SKIPPED
    }

    static MoveUser pending(MovePlan.Candidate of) {
        return new MoveUser(of.user(), of.from(), of.to(), State.PENDING, null, null, null);
    }

    static MoveUser skipped(MovePlan.Candidate of, String reason) {
        return new MoveUser(of.user(), of.from(), of.to(), State.SKIPPED, reason, null, null);
    }
}
