package org.rehome.lab.chaos;

import java.time.Duration;

/// A fault that happened. Instants are [System#nanoTime()].
///
/// @param from when it began
/// @param until when it had ended and the suite had recovered
public record Incident(Fault fault, long from, long until) {
    /// What was settled by a second before the crash may not have been committed: commits are made at least every
    /// second, a frozen machine allowed for.
    private static final Duration BEFORE = Duration.ofSeconds(2);

    /// When a stream ends at the latest because of a fault: a ping that nobody answers is given ten seconds.
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(15);

    /// When what was uncertain has been sent again: the ping's ten seconds, ten more for a session to run out, and the
    /// way to a new stream.
    private static final Duration AGAIN_WITHIN = Duration.ofSeconds(30);

    public Incident {
        if (until - from < 0) {
            throw new IllegalArgumentException("an incident ends after it begins");
        }
    }

    Duration lasting() {
        return Duration.ofNanos(until - from);
    }

    /// Whether a stream that ended then may have ended because of it.
    boolean coversEnd(long at) {
        return at - from >= 0 && at - (until + ENDS_WITHIN.toNanos()) <= 0;
    }

    /// Whether a message that its sender's server has sent again may have been without an acknowledgement because of
    /// it. Another fault may have kept it from being delivered until later.
    boolean coversResend(long firstAt, long at) {
        return firstAt - (from - BEFORE.toNanos()) >= 0 && at - (until + AGAIN_WITHIN.toNanos()) <= 0;
    }

    /// Whether a message that was delivered and delivered again was under way, or just settled, when it began or while
    /// it lasted.
    boolean coversRepeat(long firstAt, long at) {
        return firstAt - (from - BEFORE.toNanos()) >= 0
                && firstAt - until <= 0
                && at - from >= 0
                && at - (until + AGAIN_WITHIN.toNanos()) <= 0;
    }
}
