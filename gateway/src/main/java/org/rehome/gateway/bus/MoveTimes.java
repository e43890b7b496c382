package org.rehome.gateway.bus;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// When this gateway heard of each move that is under way.
public final class MoveTimes {
    private final Map<String, Begun> moves = new ConcurrentHashMap<>();

    private record Begun(long epoch, long nanos) {}

    /// @param user the bare address
    void begun(String user, long epoch) {
        moves.compute(
                user,
                (same, known) -> known != null && known.epoch() == epoch ? known : new Begun(epoch, System.nanoTime()));
    }

    void over(String user) {
        moves.remove(user);
    }

    /// Of {@link System#nanoTime}; now for a user who does not move.
    long since(String user) {
        Begun begun = moves.get(user);
        return begun == null ? System.nanoTime() : begun.nanos();
    }
}
