package org.rehome.benchmark.streams;

import java.nio.file.Path;
import java.util.Optional;

/// How many streams idle.
///
/// @param streams in the end, 100 to 20,000
/// @param report where the JSON report goes; empty for nowhere
public record StreamsOptions(int streams, Optional<Path> report) {
    /// Of each partner.
    static final int PER_PARTNER = 500;

    public StreamsOptions {
        if (streams < 100 || streams > 20_000) {
            throw new IllegalArgumentException("--streams " + streams + ": from 100 to 20000");
        }
    }

    int partners() {
        return Math.ceilDiv(streams, PER_PARTNER);
    }
}
