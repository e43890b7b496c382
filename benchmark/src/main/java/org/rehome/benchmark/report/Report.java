package org.rehome.benchmark.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.rehome.benchmark.report.Result.Run;
import org.rehome.benchmark.server.Contender;

/// The results of all rounds. A system is judged by the medians of its runs.
public record Report(List<Result> results) {
    public Report {
        results = List.copyOf(results);
    }

    /// What is said of a system, each figure the median of its runs.
    public record Medians(double messagesPerSecond, double p50Millis, double p99Millis, double cpuSecondsPerMillion) {}

    /// The runs that count, in the order in which they were made.
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (Result result : results) {
            switch (result) {
                case Run run -> runs.add(run);
                case Result.Invalid _, Result.NotRun _ -> {}
            }
        }
        return runs;
    }

    /// Whether every run that was tried counts, and there is one.
    public boolean valid() {
        boolean anyInvalid = results.stream().anyMatch(result -> switch (result) {
            case Result.Invalid _ -> true;
            case Run _, Result.NotRun _ -> false;
        });
        return !anyInvalid && !runs().isEmpty();
    }

    /// Empty for a system of which no run counts.
    public Optional<Medians> medians(Contender contender) {
        List<Run> own =
                runs().stream().filter(run -> run.contender() == contender).toList();
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(new Medians(
                        median(own, run -> run.measured().messagesPerSecond()),
                        median(own, run -> run.measured().p50Millis()),
                        median(own, run -> run.measured().p99Millis()),
                        median(own, Run::cpuSecondsPerMillion)));
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// Rehome's messages per second, in those of each other system.
    public Map<Contender, Double> ratios() {
        var ratios = new EnumMap<Contender, Double>(Contender.class);
        Optional<Medians> ours = medians(Contender.REHOME);
        for (Contender other : Contender.values()) {
            Optional<Medians> theirs = medians(other);
            if (other != Contender.REHOME && ours.isPresent() && theirs.isPresent()) {
                ratios.put(other, ours.get().messagesPerSecond() / theirs.get().messagesPerSecond());
            }
        }
        return ratios;
    }
}
