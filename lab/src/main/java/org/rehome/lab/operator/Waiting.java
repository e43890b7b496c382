package org.rehome.lab.operator;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Waits for something that others bring about.
public final class Waiting {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private Waiting() {}

    /// Looks once.
    public interface Look<T> {
        Optional<T> look() throws IOException, InterruptedException;
    }

    public static <T> Optional<T> notYet() {
        return Optional.empty();
    }

    public static <T> Optional<T> done(T found) {
        return Optional.of(found);
    }

    /// Looks until there is something.
    ///
    /// @throws NotDone when the bound passes before
    public static <T> T until(String what, Duration bound, Look<T> look) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<T> found = look.look();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.sleep(LOOK_EVERY);
        }
        throw new NotDone(what + ": not within " + bound.toSeconds() + " s");
    }
}
