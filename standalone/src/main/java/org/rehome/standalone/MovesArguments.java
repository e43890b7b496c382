package org.rehome.standalone;

import java.nio.file.Path;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.rehome.benchmark.moves.MovesOptions;

/// Gathers the options of `rehome bench --moves`.
final class MovesArguments {
    private int users = MovesOptions.DEFAULTS.users();
    private int rate = MovesOptions.DEFAULTS.rate();
    private boolean hooks = MovesOptions.DEFAULTS.hooks();
    private @Nullable Path report;
    private @Nullable Path data;

    private MovesArguments() {}

    static Command parse(Deque<String> options, Path root) {
        var arguments = new MovesArguments();
        return OptionValues.takeEach(options, arguments::take)
                .<Command>map(Command.Misused::new)
                .orElseGet(() -> arguments.build(root));
    }

    private Optional<String> take(String name, @Nullable String value) {
        return switch (name) {
            case "--users", "--rate", "--pools", "--report", "--data" ->
                value == null || value.isEmpty() ? Optional.of(name + " needs a value") : set(name, value);
            default -> Optional.of("unknown option '" + name + "' of bench --moves");
        };
    }

    private Optional<String> set(String name, String value) {
        switch (name) {
            case "--report" -> report = Path.of(value);
            case "--data" -> data = Path.of(value);
            case "--pools" -> {
                if (!value.equals("hook") && !value.equals("component")) {
                    return Optional.of("--pools wants hook or component, not '" + value + "'");
                }
                hooks = value.equals("hook");
            }
            default -> {
                OptionalInt number = OptionValues.number(value);
                if (number.isEmpty()) {
                    return Optional.of(name + " wants a number, not '" + value + "'");
                }
                if (name.equals("--users")) {
                    users = number.getAsInt();
                } else {
                    rate = number.getAsInt();
                }
            }
        }
        return Optional.empty();
    }

    private Command build(Path root) {
        try {
            var options = new MovesOptions(users, rate, hooks, Optional.ofNullable(report));
            return new Command.BenchMoves(root, Optional.ofNullable(data), options);
        } catch (IllegalArgumentException e) {
            return new Command.Misused(String.valueOf(e.getMessage()));
        }
    }
}
