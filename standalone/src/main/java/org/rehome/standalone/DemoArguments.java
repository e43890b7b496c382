package org.rehome.standalone;

import java.nio.file.Path;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.demo.DemoOptions;
import org.rehome.lab.demo.Order;

/// Gathers the options of `rehome demo`.
final class DemoArguments {
    private int users = DemoOptions.DEFAULTS.users();
    private int partners = DemoOptions.DEFAULTS.partners();
    private int rate = DemoOptions.DEFAULTS.rate();
    private int instances = DemoOptions.DEFAULTS.instances();
    private boolean hooks = DemoOptions.DEFAULTS.hooks();
    private @Nullable Order order;
    private @Nullable Path report;
    private int switches = DemoOptions.DEFAULTS.switches();
    private @Nullable Path data;

    private DemoArguments() {}

    static Command parse(Deque<String> options, Path root) {
        var arguments = new DemoArguments();
        return OptionValues.takeEach(options, arguments::take)
                .<Command>map(Command.Misused::new)
                .orElseGet(() -> arguments.build(root));
    }

    private Optional<String> take(String name, @Nullable String value) {
        switch (name) {
            case "--users",
                    "--partners",
                    "--rate",
                    "--instances",
                    "--pools",
                    "--order",
                    "--switches",
                    "--report",
                    "--data" -> {}
            default -> {
                return Optional.of("unknown option '" + name + "'");
            }
        }
        if (value == null || value.isEmpty()) {
            return Optional.of(name + " needs a value");
        }
        switch (name) {
            case "--report" -> report = Path.of(value);
            case "--data" -> data = Path.of(value);
            case "--pools" -> {
                if (!value.equals("hook") && !value.equals("component")) {
                    return Optional.of("--pools wants hook or component, not '" + value + "'");
                }
                hooks = value.equals("hook");
            }
            case "--order" -> {
                if (!value.equals("facade") && !value.equals("seed")) {
                    return Optional.of("--order wants facade or seed, not '" + value + "'");
                }
                order = value.equals("seed") ? Order.SEED : Order.FACADE;
            }
            default -> {
                OptionalInt number = OptionValues.number(value);
                if (number.isEmpty()) {
                    return Optional.of(name + " wants a number, not '" + value + "'");
                }
                set(name, number.getAsInt());
            }
        }
        return Optional.empty();
    }

    private void set(String name, int number) {
        switch (name) {
            case "--users" -> users = number;
            case "--partners" -> partners = number;
            case "--instances" -> instances = number;
            case "--switches" -> switches = number;
            default -> rate = number;
        }
    }

    private Command build(Path root) {
        try {
            Order usual = hooks ? Order.FACADE : Order.SEED;
            var options = new DemoOptions(
                    users,
                    partners,
                    rate,
                    instances,
                    hooks,
                    order == null ? usual : order,
                    switches,
                    Optional.ofNullable(report));
            return new Command.Demo(root, Optional.ofNullable(data), options);
        } catch (IllegalArgumentException e) {
            return new Command.Misused(String.valueOf(e.getMessage()));
        }
    }
}
