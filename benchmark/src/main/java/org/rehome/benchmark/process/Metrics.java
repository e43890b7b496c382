package org.rehome.benchmark.process;

import java.util.Arrays;

/// What a service's `/q/metrics` says, as Prometheus reads it.
public final class Metrics {
    private Metrics() {}

    /// The sum of a metric's lines.
    ///
    /// @param series how the lines begin
    /// @param labels what else stands in them
    public static double sum(String metrics, String series, String... labels) {
        return metrics.lines()
                .filter(line -> line.startsWith(series))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
