package org.rehome.lab.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.OptionalInt;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Restarts;
import org.rehome.lab.operator.SuiteAddresses;

/// Takes a small organisation through the six steps on a running suite while everybody writes, takes some of it back,
/// and ends with the ledger.
public final class Demo {
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(90);
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final DemoOptions options;
    private final Restarts restarts;
    private final PrintStream out;

    private Demo(DemoOptions options, Restarts restarts, PrintStream out) {
        this.options = options;
        this.restarts = restarts;
        this.out = out;
    }

    /// The name that an edge announces, and that an SRV record will have as its target.
    public static String edgeHost(int number) {
        return "edge" + number + "." + World.DOMAIN;
    }

    /// Runs the demonstration on a fresh suite.
    ///
    /// @param legacyGatewayPort where the suite's edges expect the legacy gateway; empty for a
    ///     demonstration without one
    /// @param restarts what is restarted at the end
    /// @return 0 when all six steps are done and nothing was lost, doubled or reordered; 1 otherwise
    /// @throws IOException when the report cannot be written or a port cannot be had
    public static int run(
            SuiteAddresses suite,
            OptionalInt legacyGatewayPort,
            Restarts restarts,
            DemoOptions options,
            PrintStream out)
            throws IOException, InterruptedException {
        return new Demo(options, restarts, out).run(suite, legacyGatewayPort);
    }

    private int run(SuiteAddresses suite, OptionalInt legacyGatewayPort) throws IOException, InterruptedException {
        try (World world = World.create(suite, legacyGatewayPort, options);
                Screen screen = new Screen(out)) {
            screen.heading("%d users of %s, %d partners, %d messages a second in both directions"
                    .formatted(options.users(), World.DOMAIN, options.partners(), options.rate()));
            screen.follow(world.ledger);
            Steps steps = new Steps(suite, world, screen);
            Moves moves = new Moves(steps.directory(), world);
            Course course = new Course(options, world, screen, steps, moves, restarts);
            boolean failed = false;
            try {
                course.run();
            } catch (NotDone e) {
                failed = true;
                screen.say("FAILED: " + e.getMessage());
            }
            world.traffic.stop();
            boolean settled = world.ledger.settle(SETTLED_WITHIN, QUIET);
            screen.close();
            return conclude(world, course, moves, failed || !settled);
        }
    }

    private int conclude(World world, Course course, Moves moves, boolean failed) throws IOException {
        Conclusion conclusion = new Conclusion(
                options,
                course.done(),
                course.phases(),
                course.switches(),
                world.ledger.report(),
                world.ledger.anomalies(),
                world.ledger.outstandingTokens(),
                course.returnedBeforeOpen(),
                moves.moved(),
                failed);
        conclusion.print(out);
        if (options.report().isPresent()) {
            Files.writeString(options.report().get(), conclusion.toJson().toPrettyString() + System.lineSeparator());
            out.println("Report: " + options.report().get());
        }
        return conclusion.good() ? 0 : 1;
    }
}
