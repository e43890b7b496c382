package org.rehome.edge.socket;

import java.time.Duration;

/// Time limits of streams.
///
/// @param establishment until a stream is authenticated
/// @param closing how long a peer may go on sending after our closing tag
public record StreamTimes(Duration establishment, Duration closing) {}
