package org.rehome.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rehome.broker.EmbeddedKafka;
import org.rehome.broker.Settings;

/// The way from nothing to a running suite. Checks everything before it starts anything, and leaves nothing running
/// when it fails.
final class Startup {
    private static final int DEATHS_ALLOWED = 2;
    private static final int LOG_LINES_SHOWN = 15;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /// What to start.
    ///
    /// @param kafka the port that clients find it at
    /// @param broker its process; empty for a broker in this one
    record Plan(Port kafka, Optional<ServiceSpec> broker, List<ServiceSpec> services) {
        Plan {
            services = List.copyOf(services);
        }

        Plan(Port kafka, List<ServiceSpec> services) {
            this(kafka, Optional.empty(), services);
        }

        List<ServiceSpec> processes() {
            return Stream.concat(broker.stream(), services.stream()).toList();
        }
    }

    /// Knows what to start once it knows the folder and its secrets.
    interface Planner {
        Plan plan(Path data, Secrets secrets) throws IOException;
    }

    private final DataFolder folder;
    private final Pace pace;
    private final Consumer<String> say;

    private Startup(DataFolder folder, Pace pace, Consumer<String> say) {
        this.folder = folder;
        this.pace = pace;
        this.say = say;
    }

    static Suite run(Path data, Pace pace, Consumer<String> say, Planner planner) throws IOException {
        DataFolder folder = DataFolder.open(data);
        boolean started = false;
        try {
            Suite suite = new Startup(folder, pace, say).run(planner);
            started = true;
            return suite;
        } finally {
            if (!started) {
                folder.close();
            }
        }
    }

    private Suite run(Planner planner) throws IOException {
        Secrets secrets = Secrets.in(folder.path());
        Plan plan = planner.plan(folder.path(), secrets);
        requireBuilt(plan.processes());
        for (ServiceSpec service : plan.processes()) {
            Leftovers.end(folder, service.name(), say);
        }
        Ports.requireFree(Stream.concat(
                        Stream.of(plan.kafka()), plan.services().stream().flatMap(service -> service.ports().stream()))
                .toList());
        Kafka kafka = startKafka(plan);
        if (Thread.interrupted()) {
            stop(kafka);
            throw cancelled();
        }
        List<Child> children = plan.services().stream()
                .map(service -> Child.start(service, folder, pace, say))
                .toList();
        var suite = new Suite(folder, secrets, kafka, plan.kafka(), children, pace, say);
        boolean ready = false;
        try {
            awaitReady(suite.failure(), children);
            ready = true;
            return suite;
        } finally {
            if (!ready) {
                suite.close();
            }
        }
    }

    private static void requireBuilt(List<ServiceSpec> services) throws CannotStart {
        for (ServiceSpec service : services) {
            if (!Files.isReadable(service.jar())) {
                throw new CannotStart(
                        CannotStart.ASKED_WRONGLY, service.name() + " is not built: " + service.jar() + " is missing");
            }
        }
    }

    private Kafka startKafka(Plan plan) throws IOException {
        return plan.broker().isPresent()
                ? startApart(plan.broker().get(), plan.kafka().number())
                : new Kafka.Within(startWithin(plan.kafka()));
    }

    private Kafka startApart(ServiceSpec broker, int port) throws IOException {
        var kafka = new Kafka.Apart(Child.start(broker, new Health.OfBroker(port), folder, pace, say));
        boolean ready = false;
        try {
            awaitReady(kafka.failure(), List.of(kafka.process()));
            ready = true;
            return kafka;
        } finally {
            if (!ready) {
                stop(kafka);
            }
        }
    }

    private void stop(Kafka kafka) {
        try {
            kafka.stop(pace.stopWithin());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private EmbeddedKafka startWithin(Port port) throws IOException {
        long began = System.nanoTime();
        say.accept(line(Suite.KAFKA, "starting"));
        try (var progress = new Progress(() -> List.of(Suite.KAFKA), say)) {
            EmbeddedKafka kafka =
                    EmbeddedKafka.start(Settings.in(folder.of(Suite.KAFKA)).withPort(port.number()));
            say.accept(line(Suite.KAFKA, "ready in " + Child.seconds(Duration.ofNanos(System.nanoTime() - began))));
            return kafka;
        } catch (IOException e) {
            throw new CannotStart(CannotStart.FAILED, e.getMessage() + "; its log: " + folder.log("suite"), e);
        }
    }

    private void awaitReady(CompletableFuture<String> failure, List<Child> children) throws CannotStart {
        long deadline = System.nanoTime() + pace.readyWithin().toNanos();
        children.forEach(child -> say.accept(line(child.spec().name(), "starting")));
        try (var progress = new Progress(() -> waiting(children), say)) {
            while (!waiting(children).isEmpty()) {
                for (Child child : children) {
                    requireAlive(child);
                }
                if (failure.isDone()) {
                    throw new CannotStart(CannotStart.FAILED, failure.join());
                }
                if (System.nanoTime() > deadline) {
                    throw notReady(children);
                }
                Thread.sleep(LOOK_EVERY);
            }
        } catch (InterruptedException e) {
            // The flag stays cleared: what has been started is stopped in order, which takes waiting.
            throw cancelled();
        }
    }

    private static CannotStart cancelled() {
        return new CannotStart(CannotStart.FAILED, "stopped while starting");
    }

    private static List<String> waiting(List<Child> children) {
        return children.stream()
                .filter(child -> !child.isReady())
                .map(child -> child.spec().name())
                .toList();
    }

    private static void requireAlive(Child child) throws CannotStart {
        if (child.deaths() > DEATHS_ALLOWED) {
            throw failed(child, "has ended " + child.deaths() + " times while starting");
        }
    }

    private CannotStart notReady(List<Child> children) {
        Child slow =
                children.stream().filter(child -> !child.isReady()).findFirst().orElseThrow();
        return failed(slow, "is not ready after " + Child.seconds(pace.readyWithin()));
    }

    private static CannotStart failed(Child child, String what) {
        String lines = String.join(System.lineSeparator() + "  ", child.log().tail(LOG_LINES_SHOWN));
        return new CannotStart(
                CannotStart.FAILED,
                child.spec().name() + " " + what + "; the end of " + child.log().path() + ":" + System.lineSeparator()
                        + "  " + lines);
    }

    /// A line of the console's list: the part, then what is with it.
    static String line(String part, String what) {
        return "  " + part + " ".repeat(Math.max(1, 16 - part.length())) + what;
    }
}
