package org.rehome.lab.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Restarts;
import org.rehome.lab.operator.Waiting;

/// What happens in a demonstration, one thing after the other, while everybody writes: the six steps in the order that
/// was asked for, then what shows that each of them can be taken back.
final class Course {
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(90);
    private static final int ROLLOUT_PERCENT = 30;

    private final DemoOptions options;
    private final World world;
    private final Screen screen;
    private final Steps steps;
    private final Moves moves;
    private final Restarts restarts;
    private final List<Integer> done = new ArrayList<>();
    private final List<Phase> phases = new ArrayList<>();
    private long returnedBeforeOpen;

    Course(DemoOptions options, World world, Screen screen, Steps steps, Moves moves, Restarts restarts) {
        this.options = options;
        this.world = world;
        this.screen = screen;
        this.steps = steps;
        this.moves = moves;
        this.restarts = restarts;
    }

    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    /// The numbers of the steps that were done.
    List<Integer> done() {
        return List.copyOf(done);
    }

    /// The partners' switches that were done.
    List<Switches.Switched> switches() {
        return steps.switches().all();
    }

    List<Phase> phases() {
        return List.copyOf(phases);
    }

    /// How many messages came back before every path was open.
    long returnedBeforeOpen() {
        return returnedBeforeOpen;
    }

    void run() throws IOException, InterruptedException {
        steps.publishZones();
        world.converse();
        if (world.legacyGateway.isEmpty()) {
            withoutLegacyGateway();
        } else {
            phase("Before the first step: all goes by the legacy gateway", () -> {});
            switch (options.order()) {
                case FACADE -> facadeFirst();
                case SEED -> dnsLast();
            }
            for (int time = 1; time <= options.switches(); time++) {
                backAndAgain(time);
            }
        }
        halfGoesBack();
    }

    private void backAndAgain(int time) throws IOException, InterruptedException {
        String domain = World.partnerDomain(1);
        String which = options.switches() == 1 ? "" : ", time " + time + " of " + options.switches();
        phase(domain + " goes back to the legacy gateway, and comes again" + which, () -> {
            timed(domain + " is returned", () -> {
                steps.switches().giveBack(1);
                talk(1);
            });
            enable(1);
        });
    }

    private void facadeFirst() throws IOException, InterruptedException {
        int last = world.partners.size();
        step(1, steps::deployPools);
        step(2, steps::deployEdge);
        step(3, this::moveEverybody);
        step(4, steps::setPoliciesAndCertificates);
        step(6, () -> {
            steps.cutOver().flip();
            steps.cutOver().closeOldStreams();
            steps.cutOver().awaitSplices();
            steps.cutOver().complete();
        });
        step(5, () -> {
            for (int number = 1; number < last; number++) {
                enable(number);
            }
            timed(World.partnerDomain(last) + " is rolled out", () -> {
                steps.switches().rollOut(last, ROLLOUT_PERCENT);
                steps.switches().awaitConfirming(last);
                talk(1);
            });
            enable(last);
        });
    }

    private void enable(int number) throws IOException, InterruptedException {
        timed(World.partnerDomain(number) + " is enabled", () -> {
            steps.switches().enable(number);
            steps.switches().awaitConfirming(number);
            talk(1);
        });
    }

    /// An enabled partner cannot confirm before it finds the edge: until DNS is changed it goes on by the
    /// legacy gateway.
    private void dnsLast() throws IOException, InterruptedException {
        int last = world.partners.size();
        step(1, steps::deployPools);
        step(2, steps::deployEdge);
        step(3, this::moveEverybody);
        step(4, steps::setPoliciesAndCertificates);
        step(5, () -> {
            for (int number = 1; number < last; number++) {
                steps.switches().enable(number);
                talk(1);
            }
            steps.switches().rollOut(last, ROLLOUT_PERCENT);
            screen.say("until DNS is changed no partner finds the edge: all goes on by the legacy gateway");
        });
        step(6, steps::cutOverDns);
        phase("%s is enabled for everybody".formatted(World.partnerDomain(last)), () -> enable(last));
    }

    /// Pools without hooks: no legacy gateway is linked, and messages come back until DNS is changed.
    private void withoutLegacyGateway() throws IOException, InterruptedException {
        step(1, steps::deployPools);
        step(2, steps::deployEdge);
        step(3, this::moveEverybody);
        step(4, steps::setPoliciesAndCertificates);
        step(5, steps::enablePartners);
        step(6, steps::cutOverDns);
        returnedBeforeOpen = settledReturns();
        talk(2);
    }

    private void moveEverybody() throws IOException, InterruptedException {
        screen.say(moves.move(world.users, "legacy", "new"));
    }

    /// Lets what is under way come to its end, so that every later return counts as a fault: all paths are open now.
    private long settledReturns() throws IOException, InterruptedException {
        world.traffic.rate(0);
        if (!world.ledger.settle(SETTLED_WITHIN)) {
            throw new NotDone("messages sent before the cut-over did not settle");
        }
        world.converse();
        return world.ledger.report().returned();
    }

    private void halfGoesBack() throws IOException, InterruptedException {
        List<String> half = world.users.subList(0, (world.users.size() + 1) / 2);
        phase("Everything is open: half of the users go back, and come again", () -> {
            timed("half of the users go back", () -> {
                screen.say(moves.move(half, "new", "legacy"));
                talk(2);
            });
            screen.say(moves.move(half, "legacy", "new"));
        });
        if (!restarts.processes().isEmpty()) {
            phase(
                    "Every edge and every gateway is restarted, one after the other, while users move",
                    () -> new RollingRestart(restarts, world, moves, screen).run(half));
        }
    }

    private void step(int number, Action action) throws IOException, InterruptedException {
        String name = Conclusion.STEPS.get(number - 1);
        screen.step(number, name);
        timed("step " + number + ", " + name, () -> {
            action.run();
            if (world.legacyGateway.isPresent()) {
                talk(2);
            }
        });
        done.add(number);
    }

    /// What comes late is still counted where it was caused.
    private void phase(String name, Action action) throws IOException, InterruptedException {
        screen.heading(name);
        timed(name, () -> {
            action.run();
            talk(2);
        });
    }

    private void timed(String name, Action action) throws IOException, InterruptedException {
        long began = System.nanoTime();
        LedgerReport before = world.ledger.report();
        try {
            action.run();
        } finally {
            phases.add(new Phase(
                    name,
                    (System.nanoTime() - began) / 1_000_000,
                    before,
                    world.ledger.report(),
                    Set.copyOf(world.ledger.outstandingTokens())));
        }
    }

    /// Lets people write for about so many seconds.
    private void talk(int seconds) throws IOException, InterruptedException {
        awaitDelivered(world, (long) seconds * options.rate());
    }

    static void awaitDelivered(World world, long more) throws IOException, InterruptedException {
        long target = world.ledger.report().delivered() + more;
        Waiting.until(more + " more messages delivered", Duration.ofMinutes(5), () -> {
            long delivered = world.ledger.report().delivered();
            return delivered < target ? Waiting.notYet() : Waiting.done(delivered);
        });
    }
}
