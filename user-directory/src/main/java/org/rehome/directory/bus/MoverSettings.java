package org.rehome.directory.bus;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.rehome.directory.move.Window;

/// How moves are carried out.
///
/// @param window how many users are on their way at one time, in all moves together
/// @param quiesceLimit how long a gateway may take to answer
/// @param transfers null when account data is not transferred
public record MoverSettings(
        Window window, Duration quiesceLimit, @Nullable Transfers transfers) {
    public MoverSettings {
        if (!quiesceLimit.isPositive()) {
            throw new IllegalArgumentException(
                    "rehome.directory.quiesce-limit is " + quiesceLimit + "; it must be positive");
        }
    }
}
