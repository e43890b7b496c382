package org.rehome.benchmark.report;

import org.rehome.benchmark.load.Outcome;
import org.rehome.benchmark.server.Contender;

/// What came of one system in one round.
public sealed interface Result {
    Contender contender();

    /// It was measured.
    record Run(Contender contender, int round, Outcome.Measured measured) implements Result {
        /// Of all its processes together.
        public double cpuSecondsPerMillion() {
            return measured.cpuSeconds().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
        }
    }

    /// It was tried, and the result cannot count.
    record Invalid(Contender contender, int round, String reason) implements Result {}

    /// It cannot be run on this machine, in any round.
    record NotRun(Contender contender, String reason) implements Result {}
}
