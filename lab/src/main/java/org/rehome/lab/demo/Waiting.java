package org.rehome.lab.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Waits for something that others bring about.
final class Waiting {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private Waiting() {}

    /// Looks once.
    interface Look<T> {
        Optional<T> look() throws IOException, InterruptedException;
    }

    static <T> Optional<T> notYet() {
        return Optional.empty();
    }

    static <T> Optional<T> done(T found) {
        return Optional.of(found);
    }

    /// Looks until there is something.
    ///
    /// @throws DemoFailed when the bound passes before
    static <T> T until(String what, Duration bound, Look<T> look) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<T> found = look.look();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.sleep(LOOK_EVERY);
        }
        throw new DemoFailed(what + ": not within " + bound.toSeconds() + " s");
    }
}
