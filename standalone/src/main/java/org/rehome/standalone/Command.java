package org.rehome.standalone;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.rehome.benchmark.BenchmarkOptions;
import org.rehome.benchmark.moves.MovesOptions;
import org.rehome.benchmark.streams.StreamsOptions;
import org.rehome.lab.chaos.ChaosOptions;
import org.rehome.lab.demo.DemoOptions;

/// What was asked for on the command line.
sealed interface Command {
    record Up(SuiteSettings settings) implements Command {}

    /// @param data where the suite's folder shall be; empty for one that is removed afterwards
    record Demo(Path root, Optional<Path> data, DemoOptions options) implements Command {}

    record Bench(Path root, BenchmarkOptions options) implements Command {}

    /// @param data where the suite's folder shall be; empty for one that is removed afterwards
    record BenchMoves(Path root, Optional<Path> data, MovesOptions options) implements Command {}

    record BenchStreams(Path root, StreamsOptions options) implements Command {}

    /// @param data where the suite's folder shall be; empty for one that is removed afterwards
    record Chaos(Path root, Optional<Path> data, ChaosOptions options) implements Command {}

    record Help() implements Command {}

    /// The command line makes no sense; `reason` says what does not.
    record Misused(String reason) implements Command {}

    /// @param root the checkout, for the services' jars and the standard data folder
    static Command parse(List<String> arguments, Path root) {
        if (arguments.isEmpty()) {
            return new Misused("no command");
        }
        Deque<String> rest = new ArrayDeque<>(arguments.subList(1, arguments.size()));
        return switch (arguments.getFirst()) {
            case "up" -> up(rest, root);
            case "demo" -> DemoArguments.parse(rest, root);
            case "bench" -> BenchArguments.parse(rest, root);
            case "chaos" -> ChaosArguments.parse(rest, root);
            case "help", "--help", "-h" -> new Help();
            default -> new Misused("unknown command '" + arguments.getFirst() + "'");
        };
    }

    private static Command up(Deque<String> options, Path root) {
        var settings = new SettingsBuilder(root);
        while (!options.isEmpty()) {
            String option = options.pop();
            if (option.equals("--help") || option.equals("-h")) {
                return new Help();
            }
            Optional<String> wrong = settings.take(option, options);
            if (wrong.isPresent()) {
                return new Misused(wrong.get());
            }
        }
        return settings.build();
    }

    /// Gathers the options of a suite. The ports are put together at the end: an offset shifts those not named.
    final class SettingsBuilder {
        private final Path root;
        private Path data;
        private String s2sHost = "127.0.0.1";
        private Resolver resolver = new Resolver.OfTheSystem();
        private boolean freePorts;
        private @Nullable Integer offset;
        private final java.util.EnumMap<SuitePort, Integer> named = new java.util.EnumMap<>(SuitePort.class);

        SettingsBuilder(Path root) {
            this.root = root;
            this.data = root.resolve(".rehome");
        }

        /// Takes an option, and from `following` its value; returns what is wrong with it, if anything.
        Optional<String> take(String option, Deque<String> following) {
            if (option.equals("--free-ports")) {
                freePorts = true;
                return Optional.empty();
            }
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            if (!takesValue(name)) {
                return Optional.of("unknown option '" + option + "'");
            }
            String value = equals >= 0 ? option.substring(equals + 1) : following.poll();
            if (value == null || value.isEmpty()) {
                return Optional.of(name + " needs a value");
            }
            return set(name, value);
        }

        private static boolean takesValue(String name) {
            return switch (name) {
                case "--data", "--port-offset", "--s2s-host", "--resolver" -> true;
                default ->
                    name.startsWith("--")
                            && SuitePort.ofOption(name.substring(2)).isPresent();
            };
        }

        private Optional<String> set(String name, String value) {
            switch (name) {
                case "--data" -> data = Path.of(value);
                case "--s2s-host" -> s2sHost = value;
                case "--port-offset" -> {
                    OptionalInt number = OptionValues.number(value);
                    if (number.isEmpty() || number.getAsInt() > 50_000) {
                        return Optional.of("--port-offset wants a number from 0 to 50000, not '" + value + "'");
                    }
                    offset = number.getAsInt();
                }
                case "--resolver" -> {
                    try {
                        resolver = Resolver.parse(value);
                    } catch (IllegalArgumentException e) {
                        return Optional.of("--resolver wants system, suite or host:port, not '" + value + "'");
                    }
                }
                default -> {
                    OptionalInt port = OptionValues.port(value);
                    if (port.isEmpty()) {
                        return Optional.of(name + " wants a port from 1 to 65535, not '" + value + "'");
                    }
                    named.put(SuitePort.ofOption(name.substring(2)).orElseThrow(), port.getAsInt());
                }
            }
            return Optional.empty();
        }

        Command build() {
            if (freePorts && offset != null) {
                return new Misused("--free-ports and --port-offset exclude each other");
            }
            SuiteSettings settings =
                    SuiteSettings.of(root, data).withS2sHost(s2sHost).withResolver(resolver);
            if (freePorts) {
                settings = settings.withFreePorts();
            } else if (offset != null) {
                settings = settings.withPortOffset(offset);
            }
            for (var port : named.entrySet()) {
                settings = settings.withPort(port.getKey(), port.getValue());
            }
            return new Up(settings);
        }
    }
}
