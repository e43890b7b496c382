package org.rehome.lab.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Restarts;
import org.rehome.lab.operator.SuiteAddresses;
import org.rehome.lab.operator.Waiting;

/// Takes a small organisation through the six steps on a running suite, then moves half of its users back and forth
/// while everybody writes, and ends with the ledger.
public final class Demo {
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(90);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final long MESSAGES_AFTER = 200;

    private final DemoOptions options;
    private final Restarts restarts;
    private final PrintStream out;
    private final List<Integer> done = new ArrayList<>();
    private long returnedBeforeOpen;

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
    /// @param restarts what is restarted at the end
    /// @return 0 when all six steps are done and nothing was lost, doubled or reordered; 1 otherwise
    /// @throws IOException when the report cannot be written or a port cannot be had
    public static int run(SuiteAddresses suite, Restarts restarts, DemoOptions options, PrintStream out)
            throws IOException, InterruptedException {
        return new Demo(options, restarts, out).run(suite);
    }

    private int run(SuiteAddresses suite) throws IOException, InterruptedException {
        try (World world = World.create(suite, options);
                Screen screen = new Screen(out)) {
            screen.heading("%d users of %s, %d partners, %d messages a second in both directions"
                    .formatted(options.users(), World.DOMAIN, options.partners(), options.rate()));
            screen.follow(world.ledger);
            Steps steps = new Steps(suite, world, screen);
            Moves moves = new Moves(steps.directory(), world);
            boolean failed = false;
            try {
                perform(world, screen, steps, moves);
            } catch (NotDone e) {
                failed = true;
                screen.say("FAILED: " + e.getMessage());
            }
            world.traffic.stop();
            boolean settled = world.ledger.settle(SETTLED_WITHIN, QUIET);
            screen.close();
            return conclude(world, moves, failed || !settled);
        }
    }

    private void perform(World world, Screen screen, Steps steps, Moves moves)
            throws IOException, InterruptedException {
        steps.publishZones();
        step(screen, 1, steps::deployPools);
        step(screen, 2, steps::deployEdge);
        step(screen, 3, () -> screen.say(moves.move(world.users, "legacy", "new")));
        step(screen, 4, steps::setPoliciesAndCertificates);
        step(screen, 5, steps::enablePartners);
        step(screen, 6, steps::cutOverDns);
        returnedBeforeOpen = settledReturns(world);
        screen.heading("Everything is open: messages flow both ways; half of the users go back, and come again");
        List<String> half = world.users.subList(0, (world.users.size() + 1) / 2);
        awaitDelivered(world, MESSAGES_AFTER);
        screen.say(moves.move(half, "new", "legacy"));
        awaitDelivered(world, MESSAGES_AFTER);
        screen.say(moves.move(half, "legacy", "new"));
        awaitDelivered(world, MESSAGES_AFTER);
        if (!restarts.processes().isEmpty()) {
            screen.heading("Every edge and every gateway is restarted, one after the other, while users move");
            new RollingRestart(restarts, world, moves, screen).run(half);
        }
    }

    /// Lets what is under way come to its end, so that every later return counts as a fault: all paths are open now.
    private long settledReturns(World world) throws IOException, InterruptedException {
        world.traffic.rate(0);
        if (!world.ledger.settle(SETTLED_WITHIN)) {
            throw new NotDone("messages sent before the cut-over did not settle");
        }
        world.traffic.rate(options.rate());
        return world.ledger.report().returned();
    }

    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    private void step(Screen screen, int number, Action action) throws IOException, InterruptedException {
        screen.step(number, Conclusion.STEPS.get(number - 1));
        action.run();
        done.add(number);
    }

    static void awaitDelivered(World world, long more) throws IOException, InterruptedException {
        long target = world.ledger.report().delivered() + more;
        Waiting.until(more + " more messages delivered", Duration.ofMinutes(5), () -> {
            long delivered = world.ledger.report().delivered();
            return delivered < target ? Waiting.notYet() : Waiting.done(delivered);
        });
    }

    private int conclude(World world, Moves moves, boolean failed) throws IOException {
        Conclusion conclusion = new Conclusion(
                options,
                List.copyOf(done),
                world.ledger.report(),
                world.ledger.anomalies(),
                returnedBeforeOpen,
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
