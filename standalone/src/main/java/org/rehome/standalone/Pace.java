package org.rehome.standalone;

import java.time.Duration;

/// How patient the supervisor is.
///
/// @param firstPause before a child that died is started again; doubled with each death
/// @param longestPause what the doubling ends at
/// @param healthyFor a child that was ready for so long starts over with the first pause
/// @param readyWithin for the start of the whole suite, Kafka included
/// @param stopWithin for a child to end after SIGTERM, before it is killed
record Pace(
        Duration firstPause, Duration longestPause, Duration healthyFor, Duration readyWithin, Duration stopWithin) {
    static final Pace STANDARD = new Pace(
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(3),
            Duration.ofSeconds(15));

    Duration pauseAfter(Duration last) {
        Duration doubled = last.multipliedBy(2);
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }

    /// What is waited after a death, given the wait before the last start and how long the child has been ready since.
    Duration nextPause(Duration last, Duration wasReadyFor) {
        boolean settled = wasReadyFor.compareTo(healthyFor) >= 0;
        return last.isZero() || settled ? firstPause : pauseAfter(last);
    }
}
