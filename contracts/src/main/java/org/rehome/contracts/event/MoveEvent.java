package org.rehome.contracts.event;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;

/// What happened in a move. The key is the move.
public sealed interface MoveEvent extends Event {
    /// The id of the move.
    String move();

    @Override
    default String key() {
        return move();
    }

    /// @param total how many users it moves
    /// @param reverses the move that this one takes back; null when it takes none back
    /// @param forced true when a missing precondition was overridden
    record MoveStarted(
            String move,
            PoolName target,
            int total,
            @Nullable String reverses,
            boolean forced) implements MoveEvent {}

    /// A gateway's answer to `UserMoving`: it holds the user's lane, and what it had sent to the old pool
    /// is confirmed.
    record UserQuiesced(String move, Jid user, long epoch, String gateway) implements MoveEvent {}

    /// @param epoch the epoch of the new home
    /// @param holdMillis how long the user's lane was held
    record UserMoved(String move, Jid user, PoolName from, PoolName to, long epoch, long holdMillis)
            implements MoveEvent {}

    /// The user stays, or was put back, where she was.
    record UserMoveFailed(String move, Jid user, String reason) implements MoveEvent {}

    record MoveCompleted(String move, int moved, int failed) implements MoveEvent {}
}
