package org.rehome.lab.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.rehome.lab.demo.DemoOptions;

/// How long, how large, and by which seed.
///
/// @param length of the chaos itself, 10 seconds to a day; opening the paths before and settling after come on top
/// @param seed of the schedule
/// @param organisation users, partners, rate, and where the report goes
public record ChaosOptions(Duration length, long seed, DemoOptions organisation) {
    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofDays(1);

    public ChaosOptions {
        if (length.compareTo(LEAST) < 0 || length.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("--minutes makes " + length + ": from 10 seconds to a day");
        }
        if (organisation.instances() > 2) {
            throw new IllegalArgumentException("--instances " + organisation.instances() + ": from 1 to 2");
        }
    }

    Optional<Path> report() {
        return organisation.report();
    }

    double minutes() {
        return Math.round(length.toSeconds() / 0.6) / 100.0;
    }
}
