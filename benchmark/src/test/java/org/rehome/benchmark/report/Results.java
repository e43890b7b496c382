package org.rehome.benchmark.report;

import java.util.Map;
import org.rehome.benchmark.load.Outcome;
import org.rehome.benchmark.server.Contender;

/// Results with figures that a test can follow.
final class Results {
    private Results() {}

    /// A run of two processes, of which the first uses nine tenths of the processor time.
    static Result.Run run(
            Contender contender, int round, double messagesPerSecond, double p50, double p99, double cpu) {
        var processes = Map.of("main", cpu * 0.9, "other", cpu * 0.1);
        return new Result.Run(
                contender, round, new Outcome.Measured(1_000, messagesPerSecond, p50, p99, processes, cpu / 20, 0.125));
    }
}
