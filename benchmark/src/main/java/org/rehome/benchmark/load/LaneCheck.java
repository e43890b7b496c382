package org.rehome.benchmark.load;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether every message arrived exactly once, and in its lane's order: each lane's sequence numbers have
/// to come as 0, 1, 2 and so on. Not thread-safe.
final class LaneCheck {
    private final long[] expected;
    private long received;
    private @Nullable String firstWrong;

    LaneCheck(int lanes) {
        expected = new long[lanes];
    }

    void arrived(int lane, long sequence) {
        received++;
        if (lane >= expected.length) {
            wrong("a message of lane " + lane + ", which there is not");
            return;
        }
        long next = expected[lane];
        if (sequence < next) {
            wrong("lane " + lane + ": message " + sequence + " came again or late; " + next + " was expected");
            return;
        }
        if (sequence > next) {
            wrong("lane " + lane + ": message " + sequence + " came where " + next + " was expected");
        }
        expected[lane] = sequence + 1;
    }

    private void wrong(String what) {
        if (firstWrong == null) {
            firstWrong = what;
        }
    }

    /// How many messages came, wrong ones included.
    long received() {
        return received;
    }

    /// The first thing that was not as it should be so far.
    Optional<String> wrong() {
        return Optional.ofNullable(firstWrong);
    }

    /// What is wrong at the end, when so many messages were sent on each lane.
    Optional<String> wrongAfter(long[] sent) {
        if (firstWrong != null) {
            return Optional.of(firstWrong);
        }
        for (int lane = 0; lane < expected.length; lane++) {
            if (expected[lane] != sent[lane]) {
                return Optional.of("lane " + lane + ": " + expected[lane] + " of " + sent[lane] + " messages arrived");
            }
        }
        return Optional.empty();
    }
}
