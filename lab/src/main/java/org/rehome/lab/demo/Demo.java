package org.rehome.lab.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.rehome.lab.ledger.Anomaly;
import org.rehome.lab.ledger.LedgerReport;

/// Takes a small organisation through the six steps on a running suite, then moves half of its users back and forth
/// while everybody writes, and ends with the ledger.
public final class Demo {
    /// The name that the edge announces, and that the SRV record will have as its target.
    public static final String EDGE_HOST = "edge1." + World.DOMAIN;

    private static final List<String> NAMES = List.of(
            "deploy the new pool",
            "deploy the edge",
            "move the users",
            "policies and certificates",
            "enable federation",
            "update DNS");
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(90);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final long MESSAGES_AFTER = 200;

    private final DemoOptions options;
    private final PrintStream out;
    private final List<Integer> done = new ArrayList<>();
    private long returnedBeforeOpen;

    private Demo(DemoOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /// Runs the demonstration on a fresh suite.
    ///
    /// @return 0 when all six steps are done and nothing was lost, doubled or reordered; 1 otherwise
    /// @throws IOException when the report cannot be written or a port cannot be had
    public static int run(SuiteAddresses suite, DemoOptions options, PrintStream out)
            throws IOException, InterruptedException {
        return new Demo(options, out).run(suite);
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
            } catch (DemoFailed e) {
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
    }

    /// Lets what is under way come to its end, so that every later return counts as a fault: all paths are open now.
    private long settledReturns(World world) throws IOException, InterruptedException {
        world.traffic.rate(0);
        if (!world.ledger.settle(SETTLED_WITHIN)) {
            throw new DemoFailed("messages sent before the cut-over did not settle");
        }
        world.traffic.rate(options.rate());
        return world.ledger.report().returned();
    }

    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    private void step(Screen screen, int number, Action action) throws IOException, InterruptedException {
        screen.step(number, NAMES.get(number - 1));
        action.run();
        done.add(number);
    }

    private static void awaitDelivered(World world, long more) throws IOException, InterruptedException {
        long target = world.ledger.report().delivered() + more;
        Waiting.until(more + " more messages delivered", Duration.ofMinutes(5), () -> {
            long delivered = world.ledger.report().delivered();
            return delivered < target ? Waiting.notYet() : Waiting.done(delivered);
        });
    }

    private int conclude(World world, Moves moves, boolean failed) throws IOException {
        LedgerReport report = world.ledger.report();
        long returnedWhileOpen = report.returned() - returnedBeforeOpen;
        boolean good = !failed && report.clean() && done.size() == NAMES.size() && returnedWhileOpen == 0;
        print(report, moves);
        if (done.size() == NAMES.size() && returnedWhileOpen > 0) {
            out.println("  wrong: " + returnedWhileOpen + " messages came back although every path was open");
        }
        for (Anomaly anomaly : world.ledger.anomalies()) {
            out.println("  wrong: " + anomaly);
        }
        out.println(
                good ? "\nAll six steps are done; nothing was lost, doubled or reordered." : "\nNOT GOOD: see above.");
        if (options.report().isPresent()) {
            Files.writeString(options.report().get(), json(report, moves).toPrettyString() + System.lineSeparator());
            out.println("Report: " + options.report().get());
        }
        return good ? 0 : 1;
    }

    private void print(LedgerReport report, Moves moves) {
        out.printf("%nLedger%n");
        out.printf(
                "  sent %d = delivered %d + returned %d + lost %d%n",
                report.sent(), report.delivered(), report.returned(), report.lost());
        out.printf("  duplicated %d, reordered %d%n", report.duplicated(), report.reordered());
        out.printf(
                "  moves %d, held %s ms (p50), %s ms (p99)%n",
                moves.moved(),
                report.hold().p50().toMillis(),
                report.hold().p99().toMillis());
        out.printf(
                "  latency %s ms (p50), %s ms (p99)%n",
                report.latency().p50().toMillis(), report.latency().p99().toMillis());
        report.returnedByReason()
                .forEach((reason, count) -> out.printf("  returned %d: %s%n", count, Reasons.explain(reason)));
    }

    private ObjectNode json(LedgerReport report, Moves moves) {
        ObjectNode json = report.toJson();
        json.put("users", options.users()).put("moves", moves.moved());
        ArrayNode steps = json.putArray("steps");
        for (int number = 1; number <= NAMES.size(); number++) {
            steps.addObject()
                    .put("step", number)
                    .put("name", NAMES.get(number - 1))
                    .put("state", done.contains(number) ? "done" : "not done");
        }
        return json;
    }
}
