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

    /// A move was accepted and has begun.
    ///
    /// @param target the pool that the users go to
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
    /// is confirmed. Where the old pool has a hook she is away there: her sessions have ended, and what she had
    /// sent is durable.
    ///
    /// @param user the bare address
    /// @param epoch the epoch of the `UserMoving` that it answers
    /// @param gateway the id of the gateway
    /// @param refused why she cannot go, so that she is put back at once; null when she can
    /// @param transferred what the pools' hooks have brought to the new pool; null when they have not
    record UserQuiesced(
            String move,
            Jid user,
            long epoch,
            String gateway,
            @Nullable String refused,
            @Nullable AccountData transferred)
            implements MoveEvent {
        public UserQuiesced(String move, Jid user, long epoch, String gateway) {
            this(move, user, epoch, gateway, null, null);
        }
    }

    /// How much of a user's account data there was.
    ///
    /// @param roster contacts and pending subscriptions
    /// @param blocked blocked addresses
    /// @param offline offline messages
    record AccountData(int roster, int blocked, int offline) {}

    /// The user lives on the new pool.
    ///
    /// @param user the bare address
    /// @param from the pool that she left
    /// @param to the pool where she lives now
    /// @param epoch the epoch of the new home
    /// @param holdMillis how long the user's lane was held
    record UserMoved(String move, Jid user, PoolName from, PoolName to, long epoch, long holdMillis)
            implements MoveEvent {}

    /// The user stays, or was put back, where she was.
    ///
    /// @param user the bare address
    /// @param reason why
    record UserMoveFailed(String move, Jid user, String reason) implements MoveEvent {}

    /// The move was cancelled before the user had left: she stays where she was.
    ///
    /// @param user the bare address
    record UserMoveCancelled(String move, Jid user) implements MoveEvent {}

    /// Nobody leaves any more until {@link MoveResumed}; who is on her way arrives.
    record MovePaused(String move) implements MoveEvent {}

    /// Users leave again.
    record MoveResumed(String move) implements MoveEvent {}

    /// Nobody leaves any more; who is on her way arrives, then the move is completed.
    record MoveCancelled(String move) implements MoveEvent {}

    /// The move is done with every one of its users.
    ///
    /// @param moved how many were moved
    /// @param failed how many have failed: they stay, or were put back, where they were
    /// @param cancelled how many had not left when the move was cancelled
    record MoveCompleted(String move, int moved, int failed, int cancelled) implements MoveEvent {}
}
