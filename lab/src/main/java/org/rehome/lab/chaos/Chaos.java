package org.rehome.lab.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.rehome.lab.chaos.Schedule.Cast;
import org.rehome.lab.demo.Screen;
import org.rehome.lab.demo.Steps;
import org.rehome.lab.demo.World;
import org.rehome.lab.ledger.Anomaly;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Rest;
import org.rehome.lab.operator.SuiteAddresses;

/// Opens every path through a fresh suite as an operator would, then lets the schedule's faults and moves happen while
/// everybody writes, waits until all has come to rest, and judges.
public final class Chaos {
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(3);

    /// A barrier is given ten seconds; what it leaves uncertain comes once more after that.
    private static final Duration QUIET = Duration.ofSeconds(12);

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final ChaosOptions options;
    private final Accepted accepted;
    private final PrintStream out;
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private long began = System.nanoTime();

    private Chaos(ChaosOptions options, Accepted accepted, PrintStream out) {
        this.options = options;
        this.accepted = accepted;
        this.out = out;
    }

    /// Runs on a fresh suite.
    ///
    /// @param accepted is told all the time what stands in the suite's stanza topics
    /// @return 0 when no accepted message was lost or reordered and every duplicate is explained; 1 otherwise
    /// @throws IOException when the report cannot be written or a port cannot be had
    public static int run(
            SuiteAddresses addresses, SuiteControl suite, Accepted accepted, ChaosOptions options, PrintStream out)
            throws IOException, InterruptedException {
        return new Chaos(options, accepted, out).run(addresses, suite);
    }

    private int run(SuiteAddresses addresses, SuiteControl suite) throws IOException, InterruptedException {
        try (World world = World.create(addresses, OptionalInt.empty(), options.organisation());
                Screen screen = new Screen(out)) {
            var journal = new StreamJournal();
            var traces = new Traces(world.ledger, accepted, journal);
            world.follow(journal);
            world.pools().values().forEach(pool -> pool.listen(traces));
            world.partners.forEach(partner -> partner.listen(traces));
            introduce(screen);
            screen.follow(world.ledger);
            Steps steps = new Steps(addresses, world, screen);
            var faults = new FaultInjector(suite, world, traces, screen);
            var moves = new RandomMoves(steps.directory(), world, traces, screen);
            try {
                open(world, steps);
                rage(world, screen, faults, moves);
            } catch (NotDone e) {
                broken.add(String.valueOf(e.getMessage()));
            }
            settle(world, traces);
            new SuiteLedger(new Rest(addresses.gateway())).flaw().ifPresent(broken::add);
            screen.close();
            return conclude(world, journal, faults, moves);
        }
    }

    private void introduce(Screen screen) {
        var organisation = options.organisation();
        screen.heading("%d users of %s, %d partners, %d messages a second in both directions; seed %d"
                .formatted(
                        organisation.users(),
                        World.DOMAIN,
                        organisation.partners(),
                        organisation.rate(),
                        options.seed()));
    }

    private void open(World world, Steps steps) throws IOException, InterruptedException {
        steps.publishZones();
        world.converse();
        steps.deployPools();
        steps.deployEdge();
        steps.setPoliciesAndCertificates();
        steps.enablePartners();
        steps.cutOverDns();
    }

    private interface Part {
        void run() throws IOException, InterruptedException;
    }

    private void rage(World world, Screen screen, FaultInjector faults, RandomMoves moves) throws InterruptedException {
        Schedule schedule = Schedule.of(options.seed(), options.length(), cast(world));
        screen.heading(
                "Every path is open: chaos for %d s".formatted(options.length().toSeconds()));
        began = System.nanoTime();
        List<Thread> parts = List.of(
                start("light faults", () -> faults.light(schedule.light(), began)),
                start("moves", () -> moves.run(schedule.moves(), began)),
                start("heavy faults", () -> faults.heavy(schedule.heavy(), began)));
        try {
            join(parts);
        } finally {
            parts.forEach(Thread::interrupt);
            // each resumes what it has frozen before it ends
            boolean interrupted = Thread.interrupted();
            join(parts);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void join(List<Thread> parts) throws InterruptedException {
        for (Thread part : parts) {
            part.join();
        }
    }

    private Cast cast(World world) {
        return new Cast(
                world.users.size(),
                List.of(world.legacy.name(), world.target.name()),
                world.partners.stream()
                        .map(partner -> partner.domains().getFirst())
                        .toList(),
                SuiteProcess.of(options.organisation().instances()));
    }

    private Thread start(String name, Part part) {
        return Thread.ofVirtual().name(name).start(() -> {
            try {
                part.run();
            } catch (IOException e) {
                broken.add(name + ": " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// Waits until nothing is on its way, then for what may still come twice; whoever is away comes back, so that what
    /// was delivered to the wrong pool is seen.
    private void settle(World world, Traces traces) throws InterruptedException {
        world.traffic.stop();
        long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
        while (!traces.onTheirWay().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_EVERY);
        }
        Thread.sleep(QUIET);
        world.pools().values().forEach(pool -> world.users.forEach(pool::login));
        long now = System.nanoTime();
        while (!accepted.knowsAllUntil(now)) {
            if (System.nanoTime() > deadline + QUIET.toNanos()) {
                broken.add("the stanza topics could not be read to their end");
                return;
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private int conclude(World world, StreamJournal journal, FaultInjector faults, RandomMoves moves)
            throws IOException {
        var problems = new ArrayList<>(broken);
        faults.unrecovered().forEach(fault -> problems.add("no recovery from " + fault.describe()));
        Findings findings = Judge.judge(new Evidence(
                world.ledger.outstandingTokens(),
                world.ledger.deliveredTokens(),
                world.ledger.repeats(),
                world.ledger.anomalies().stream()
                        .filter(Anomaly.Reordered.class::isInstance)
                        .map(Anomaly.Reordered.class::cast)
                        .toList(),
                accepted.all(),
                accepted.again(),
                journal.records(),
                faults.incidents(),
                world.acknowledgedDomains(),
                options.organisation().instances() > 1));
        var report = new ChaosReport(
                options,
                began,
                world.ledger.report(),
                findings,
                world.ledger.anomalies(),
                faults.incidents(),
                moves.moved(),
                moves.failed(),
                moves.notBegun(),
                problems);
        report.print(out);
        if (options.report().isPresent()) {
            Files.writeString(options.report().get(), report.toJson().toPrettyString() + System.lineSeparator());
            out.println("Report: " + options.report().get());
        }
        return report.good() ? 0 : 1;
    }
}
