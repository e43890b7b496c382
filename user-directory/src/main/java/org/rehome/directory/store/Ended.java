package org.rehome.directory.store;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rehome.directory.move.Move;

/// A transaction is done with users of a move.
///
/// @param held how long the lanes of the moved ones were held
/// @param completed how the move ended, when they were its last users; else null
public record Ended(
        String move, int moved, int failed, int cancelled, List<Duration> held, Move.@Nullable State completed) {
    public Ended {
        held = List.copyOf(held);
    }

    public int users() {
        return moved + failed + cancelled;
    }
}
