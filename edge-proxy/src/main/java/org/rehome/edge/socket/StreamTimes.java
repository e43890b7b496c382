package org.rehome.edge.socket;

import java.time.Duration;

/// Time limits of streams.
///
/// @param establishment until a stream is authenticated
/// @param closing how long a peer may go on sending after our closing tag
/// @param acknowledgement how long an acknowledgement that a peer asks for waits for stanzas that are not yet durable
/// @param clearance how long a stream that has proved whose it is waits for what came before it: its pair's connections
/// to the legacy gateway, and what its earlier streams brought
/// @param idle after so much silence a stream is closed whose partner has to send keep-alives
public record StreamTimes(
        Duration establishment, Duration closing, Duration acknowledgement, Duration clearance, Duration idle) {

    public StreamTimes(Duration establishment, Duration closing, Duration acknowledgement, Duration idle) {
        this(establishment, closing, acknowledgement, establishment, idle);
    }

    StreamTimes withEstablishment(Duration limit) {
        return new StreamTimes(limit, closing, acknowledgement, limit, idle);
    }

    StreamTimes withClearance(Duration limit) {
        return new StreamTimes(establishment, closing, acknowledgement, limit, idle);
    }
}
