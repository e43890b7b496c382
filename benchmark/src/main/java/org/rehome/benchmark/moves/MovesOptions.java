package org.rehome.benchmark.moves;

import java.nio.file.Path;
import java.util.Optional;

/// How many are moved, and what goes on meanwhile.
///
/// @param users of the organisation, 10 to 1,000,000
/// @param rate messages per second under traffic, both directions together, 1 to 5,000
/// @param hooks whether the pools have hooks (docs/pool-hook.md), instead of capture streams
/// @param report where the JSON report goes; empty for nowhere
public record MovesOptions(int users, int rate, boolean hooks, Optional<Path> report) {
    public static final MovesOptions DEFAULTS = new MovesOptions(100_000, 1_000, false, Optional.empty());

    public MovesOptions {
        within("--users", users, 10, 1_000_000);
        within("--rate", rate, 1, 5_000);
    }

    private static void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " " + value + ": from " + least + " to " + most);
        }
    }
}
