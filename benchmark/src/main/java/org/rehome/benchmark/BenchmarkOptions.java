package org.rehome.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rehome.benchmark.load.Job;
import org.rehome.benchmark.server.Contender;

/// What is measured, and how often.
///
/// @param contenders the systems, in the order of each round
/// @param rounds how often each is measured, 1 to 50
/// @param load the work of each run
/// @param report where the JSON report goes; empty for nowhere
/// @param profile folder for Flight Recorder files of Rehome at saturation; empty for none
public record BenchmarkOptions(
        List<Contender> contenders, int rounds, Job.Load load, Optional<Path> report, Optional<Path> profile) {
    public static final BenchmarkOptions DEFAULTS =
            new BenchmarkOptions(List.of(Contender.values()), 3, Job.Load.STANDARD, Optional.empty(), Optional.empty());

    public BenchmarkOptions {
        contenders = List.copyOf(contenders);
        if (contenders.isEmpty() || contenders.stream().distinct().count() < contenders.size()) {
            throw new IllegalArgumentException("--systems wants one or more, each once");
        }
        if (rounds < 1 || rounds > 50) {
            throw new IllegalArgumentException("--rounds " + rounds + ": from 1 to 50");
        }
    }
}
