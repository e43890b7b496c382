package org.rehome.lab.demo;

import java.nio.file.Path;
import java.util.Optional;

/// How large the demonstration is.
///
/// @param users of the organisation, 1 to 5,000
/// @param partners that it federates with, 1 to 20
/// @param rate messages per second, both directions together, 1 to 2,000
/// @param instances how many edges and gateways, 1 to 3 of each; several are restarted in turn at the end
/// @param hooks whether the pools have hooks (docs/pool-hook.md), and the old one is the legacy gateway too; else they
///     have capture streams
/// @param order of the six steps
/// @param switches how often the first partner goes back to the legacy gateway and comes again, 1 to 200 times
/// @param report where the JSON report goes; empty for nowhere
public record DemoOptions(
        int users,
        int partners,
        int rate,
        int instances,
        boolean hooks,
        Order order,
        int switches,
        Optional<Path> report) {
    public static final DemoOptions DEFAULTS = new DemoOptions(20, 2, 40, 1, true, Order.FACADE, 1, Optional.empty());

    public DemoOptions {
        if (order == Order.FACADE && !hooks) {
            throw new IllegalArgumentException("--order facade needs pools with hooks: --pools hook");
        }
        within("--users", users, 5_000);
        within("--partners", partners, 20);
        within("--rate", rate, 2_000);
        within("--instances", instances, 3);
        within("--switches", switches, 200);
    }

    private static void within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(option + " " + value + ": from 1 to " + most);
        }
    }
}
