package org.rehome.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.chaos.ChaosOptions;
import org.rehome.lab.demo.DemoOptions;
import org.rehome.lab.demo.Order;

/// Gathers the options of `rehome chaos`.
final class ChaosArguments {
    /// Short enough to be said to somebody who shall repeat it.
    private static final int SEEDS = 1_000_000;

    private double minutes = 3;
    private long seed = ThreadLocalRandom.current().nextInt(SEEDS);
    private int users = DemoOptions.DEFAULTS.users();
    private int partners = DemoOptions.DEFAULTS.partners();
    private int rate = DemoOptions.DEFAULTS.rate();
    private int instances = DemoOptions.DEFAULTS.instances();
    private boolean hooks;
    private @Nullable Path report;
    private @Nullable Path data;

    private ChaosArguments() {}

    static Command parse(Deque<String> options, Path root) {
        var arguments = new ChaosArguments();
        return OptionValues.takeEach(options, arguments::take)
                .<Command>map(Command.Misused::new)
                .orElseGet(() -> arguments.build(root));
    }

    private Optional<String> take(String name, @Nullable String value) {
        return switch (name) {
            case "--minutes",
                    "--seed",
                    "--users",
                    "--partners",
                    "--rate",
                    "--instances",
                    "--pools",
                    "--report",
                    "--data" ->
                value == null || value.isEmpty() ? Optional.of(name + " needs a value") : set(name, value);
            default -> Optional.of("unknown option '" + name + "'");
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
            case "--minutes" -> {
                if (!value.matches("[0-9]{1,4}(\\.[0-9]{1,2})?")) {
                    return Optional.of("--minutes wants a number such as 10 or 1.5, not '" + value + "'");
                }
                minutes = Double.parseDouble(value);
            }
            case "--seed" -> {
                if (!value.matches("[0-9]{1,18}")) {
                    return Optional.of("--seed wants a number, not '" + value + "'");
                }
                seed = Long.parseLong(value);
            }
            default -> {
                OptionalInt number = OptionValues.number(value);
                if (number.isEmpty()) {
                    return Optional.of(name + " wants a number, not '" + value + "'");
                }
                size(name, number.getAsInt());
            }
        }
        return Optional.empty();
    }

    private void size(String name, int number) {
        switch (name) {
            case "--users" -> users = number;
            case "--partners" -> partners = number;
            case "--instances" -> instances = number;
            default -> rate = number;
        }
    }

    private Command build(Path root) {
        try {
            var organisation = new DemoOptions(
                    users, partners, rate, instances, hooks, Order.SEED, 1, Optional.ofNullable(report));
            var options = new ChaosOptions(Duration.ofMillis(Math.round(minutes * 60_000)), seed, organisation);
            return new Command.Chaos(root, Optional.ofNullable(data), options);
        } catch (IllegalArgumentException e) {
            return new Command.Misused(String.valueOf(e.getMessage()));
        }
    }
}
