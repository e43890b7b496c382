package org.rehome.lab.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.rehome.lab.chaos.Schedule.Planned;
import org.rehome.lab.demo.Screen;
import org.rehome.lab.demo.World;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.pool.SimulatedPool;

/// Brings faults about, ends them, and keeps account of when that was.
final class FaultInjector {
    private static final Duration RECOVERED_WITHIN = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final SuiteControl suite;
    private final World world;
    private final Traces traces;
    private final Screen screen;
    private final Standstills standstills;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Incident> incidents = new ArrayList<>();
    private final List<Fault> unrecovered = new ArrayList<>();

    FaultInjector(SuiteControl suite, World world, Traces traces, Screen screen) {
        this.suite = suite;
        this.world = world;
        this.traces = traces;
        this.screen = screen;
        this.standstills = new Standstills(suite);
    }

    /// Carries out one fault after the other, each at its time at the earliest and after the recovery from the last.
    void heavy(List<Planned> planned, long began) throws IOException, InterruptedException {
        for (Planned each : planned) {
            Instants.await(began, each.at());
            long from = System.nanoTime();
            screen.say(each.fault().describe());
            inject(each.fault());
            boolean recovered = recovers();
            enter(new Incident(each.fault(), from, System.nanoTime()));
            Duration took = Duration.ofNanos(System.nanoTime() - from);
            screen.say("%s: %s after %.1f s"
                    .formatted(
                            each.fault().kind(),
                            recovered ? "messages flow again" : "NOT RECOVERED",
                            took.toMillis() / 1000.0));
            if (!recovered) {
                note(each.fault());
            }
        }
    }

    /// Carries out faults at their times, and waits for nothing.
    void light(List<Planned> planned, long began) throws IOException, InterruptedException {
        for (Planned each : planned) {
            Instants.await(began, each.at());
            long from = System.nanoTime();
            screen.say(each.fault().describe());
            inject(each.fault());
            enter(new Incident(each.fault(), from, System.nanoTime()));
        }
    }

    private boolean recovers() throws InterruptedException {
        long deadline = System.nanoTime() + RECOVERED_WITHIN.toNanos();
        while (!suite.ready()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(LOOK_EVERY);
        }
        long ready = System.nanoTime();
        while (!traces.flowsSince(ready)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(LOOK_EVERY);
        }
        return true;
    }

    private void inject(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case Fault.Kill(SuiteProcess process) -> suite.kill(process);
            case Fault.Freeze(SuiteProcess process, Duration lasting) -> standstills.freeze(process, lasting);
            case Fault.PoolAway(String name, Duration lasting) -> {
                pool(name).cut();
                Thread.sleep(lasting);
                pool(name).start();
            }
            case Fault.PartnerAway(String name, Duration lasting) -> {
                partner(name).cut();
                Thread.sleep(lasting);
                partner(name).start();
            }
            case Fault.PoolStall(String name, Duration lasting) -> standstills.stall(name, lasting, pool(name)::stall);
            case Fault.PartnerStall(String name, Duration lasting) ->
                standstills.stall(name, lasting, partner(name)::stall);
            case Fault.PoolReset(String name) -> pool(name).reset();
            case Fault.PartnerReset(String name) -> partner(name).reset();
        }
    }

    private SimulatedPool pool(String name) {
        SimulatedPool pool = world.pools().get(name);
        if (pool == null) {
            throw new IllegalArgumentException("no pool " + name);
        }
        return pool;
    }

    private SimulatedPartner partner(String domain) {
        return world.partners.stream()
                .filter(partner -> partner.domains().contains(domain))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no partner " + domain));
    }

    private void enter(Incident incident) {
        lock.lock();
        try {
            incidents.add(incident);
        } finally {
            lock.unlock();
        }
    }

    private void note(Fault fault) {
        lock.lock();
        try {
            unrecovered.add(fault);
        } finally {
            lock.unlock();
        }
    }

    List<Incident> incidents() {
        lock.lock();
        try {
            return List.copyOf(incidents);
        } finally {
            lock.unlock();
        }
    }

    /// After which messages did not flow again in time.
    List<Fault> unrecovered() {
        lock.lock();
        try {
            return List.copyOf(unrecovered);
        } finally {
            lock.unlock();
        }
    }
}
