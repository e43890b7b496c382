package org.rehome.gateway.link;

import java.time.Duration;

/// How long a link waits for what.
///
/// @param establish for the connection and the handshake
/// @param barrier for a pool to take a batch and answer its ping; then the stream is closed
/// @param reconnectMin the first pause before connecting again
/// @param reconnectMax the longest pause
/// @param close for a pool to close its side of a stream that we have closed
public record Timings(
        Duration establish, Duration barrier, Duration reconnectMin, Duration reconnectMax, Duration close) {
    public Timings {
        if (reconnectMin.isNegative() || reconnectMin.isZero() || reconnectMax.compareTo(reconnectMin) < 0) {
            throw new IllegalArgumentException(
                    "reconnect pauses go from " + reconnectMin + " to " + reconnectMax + ": give 0 < min <= max");
        }
    }
}
