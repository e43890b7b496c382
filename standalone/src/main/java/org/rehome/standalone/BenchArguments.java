package org.rehome.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rehome.benchmark.BenchmarkOptions;
import org.rehome.benchmark.load.Job;
import org.rehome.benchmark.server.Contender;

/// Gathers the options of `rehome bench`.
final class BenchArguments {
    private List<Contender> systems = BenchmarkOptions.DEFAULTS.contenders();
    private int rounds = BenchmarkOptions.DEFAULTS.rounds();
    private int warmUp = Job.Load.STANDARD.warmUpSeconds();
    private int seconds = Job.Load.STANDARD.seconds();
    private int perRecord = Job.Load.STANDARD.perRecord();
    private @Nullable Path report;
    private @Nullable Path profile;

    private BenchArguments() {}

    static Command parse(Deque<String> options, Path root) {
        if (options.remove("--moves")) {
            return MovesArguments.parse(options, root);
        }
        if (StreamsArguments.areMeant(options)) {
            return StreamsArguments.parse(options, root);
        }
        var arguments = new BenchArguments();
        return OptionValues.takeEach(options, arguments::take)
                .<Command>map(Command.Misused::new)
                .orElseGet(() -> arguments.build(root));
    }

    private Optional<String> take(String name, @Nullable String value) {
        switch (name) {
            case "--systems", "--rounds", "--warm-up", "--seconds", "--per-record", "--report", "--profile" -> {}
            default -> {
                return Optional.of("unknown option '" + name + "'");
            }
        }
        if (value == null || value.isEmpty()) {
            return Optional.of(name + " needs a value");
        }
        return switch (name) {
            case "--systems" -> takeSystems(value);
            case "--report" -> {
                report = Path.of(value);
                yield Optional.empty();
            }
            case "--profile" -> {
                profile = Path.of(value);
                yield Optional.empty();
            }
            default -> takeNumber(name, value);
        };
    }

    private Optional<String> takeSystems(String value) {
        List<Contender> chosen = new ArrayList<>();
        for (String name : value.split(",", -1)) {
            Optional<Contender> contender = Contender.of(name);
            if (contender.isEmpty()) {
                String known =
                        Arrays.stream(Contender.values()).map(Contender::text).collect(Collectors.joining(", "));
                return Optional.of("--systems knows " + known + ", not '" + name + "'");
            }
            chosen.add(contender.get());
        }
        systems = chosen;
        return Optional.empty();
    }

    private Optional<String> takeNumber(String name, String value) {
        OptionalInt number = OptionValues.number(value);
        if (number.isEmpty()) {
            return Optional.of(name + " wants a number, not '" + value + "'");
        }
        switch (name) {
            case "--rounds" -> rounds = number.getAsInt();
            case "--per-record" -> perRecord = number.getAsInt();
            case "--warm-up" -> warmUp = number.getAsInt();
            default -> seconds = number.getAsInt();
        }
        return Optional.empty();
    }

    private Command build(Path root) {
        try {
            Job.Load standard = Job.Load.STANDARD;
            var load =
                    new Job.Load(standard.lanes(), standard.outstanding(), warmUp, seconds, standard.rate(), perRecord);
            var options = new BenchmarkOptions(
                    systems, rounds, load, Optional.ofNullable(report), Optional.ofNullable(profile));
            return new Command.Bench(root, options);
        } catch (IllegalArgumentException e) {
            return new Command.Misused(String.valueOf(e.getMessage()));
        }
    }
}
