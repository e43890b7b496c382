package org.rehome.directory.move;

import java.util.Optional;

/// How a running move goes.
///
/// @param perSecond users per second over the last seconds
/// @param held how long lanes were held so far; empty while nobody has arrived
public record Progress(double perSecond, Optional<Move.HoldTimes> held) {
    public static final Progress NONE = new Progress(0, Optional.empty());
}
