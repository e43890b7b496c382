package org.rehome.standalone;

import java.nio.file.Path;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.rehome.benchmark.streams.StreamsOptions;

/// Gathers the options of `rehome bench --streams`.
final class StreamsArguments {
    private int streams;
    private @Nullable Path report;

    private StreamsArguments() {}

    static boolean areMeant(Deque<String> options) {
        return options.stream().anyMatch(each -> each.equals("--streams") || each.startsWith("--streams="));
    }

    static Command parse(Deque<String> options, Path root) {
        var arguments = new StreamsArguments();
        return OptionValues.takeEach(options, arguments::take)
                .<Command>map(Command.Misused::new)
                .orElseGet(() -> arguments.build(root));
    }

    private Optional<String> take(String name, @Nullable String value) {
        return switch (name) {
            case "--streams", "--report" ->
                value == null || value.isEmpty() ? Optional.of(name + " needs a value") : set(name, value);
            default -> Optional.of("unknown option '" + name + "' of bench --streams");
        };
    }

    private Optional<String> set(String name, String value) {
        if (name.equals("--report")) {
            report = Path.of(value);
            return Optional.empty();
        }
        OptionalInt number = OptionValues.number(value);
        streams = number.orElse(0);
        return number.isPresent() ? Optional.empty() : Optional.of(name + " wants a number, not '" + value + "'");
    }

    private Command build(Path root) {
        try {
            return new Command.BenchStreams(root, new StreamsOptions(streams, Optional.ofNullable(report)));
        } catch (IllegalArgumentException e) {
            return new Command.Misused(String.valueOf(e.getMessage()));
        }
    }
}
