package org.rehome.standalone;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rehome.benchmark.moves.MovesBenchmark;
import org.rehome.benchmark.streams.StreamsBenchmark;
import org.rehome.lab.chaos.Accepted;
import org.rehome.lab.chaos.Chaos;
import org.rehome.lab.demo.Demo;

/// A command that has a suite of its own, on free ports: the suite's start, what is played on it, and its end. The
/// folder is kept when something was wrong, for its logs.
final class SuiteRun {
    private static final int FAILED = 1;

    /// What chaos kills shall not be away for longer with each death.
    private static final Pace STEADY = new Pace(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Pace.STANDARD.healthyFor(),
            Pace.STANDARD.readyWithin(),
            Pace.STANDARD.stopWithin());

    /// What is played; its result is the exit status.
    private interface Play {
        int on(Suite suite) throws IOException, InterruptedException;
    }

    /// What the command was asked for.
    ///
    /// @param name of the command
    /// @param data where the suite's folder shall be; empty for one that is removed afterwards
    /// @param report where the report goes; empty for nowhere
    private record Order(String name, Path root, Optional<Path> data, Optional<Path> report) {}

    private final Order order;
    private final UnaryOperator<SuiteSettings> settings;
    private final Pace pace;
    private final Play play;
    private final PrintStream out;
    private final PrintStream errors;

    private SuiteRun(
            Order order,
            UnaryOperator<SuiteSettings> settings,
            Pace pace,
            Play play,
            PrintStream out,
            PrintStream errors) {
        this.order = order;
        this.settings = settings;
        this.pace = pace;
        this.play = play;
        this.out = out;
        this.errors = errors;
    }

    /// `rehome demo`.
    static SuiteRun demo(Command.Demo demo, PrintStream out, PrintStream errors) {
        int instances = demo.options().instances();
        // only a legacy server with a hook can be the legacy gateway of users who live elsewhere
        HeldPort legacy = demo.options().hooks() ? HeldPort.choose() : null;
        return new SuiteRun(
                new Order("demo", demo.root(), demo.data(), demo.options().report()),
                settings -> inFrontOf(legacy, severalInstances(settings, instances)),
                Pace.STANDARD,
                suite -> Demo.run(
                        suite.addresses(),
                        legacy == null ? OptionalInt.empty() : OptionalInt.of(legacy.release()),
                        new SuiteRestarts(suite, instances),
                        demo.options(),
                        out),
                out,
                errors);
    }

    private static SuiteSettings inFrontOf(@Nullable HeldPort legacy, SuiteSettings settings) {
        return legacy == null
                ? settings
                : settings.with(Services.EDGE_PROXY, "rehome.edge.legacy-gateway.host", "127.0.0.1")
                        .with(
                                Services.EDGE_PROXY,
                                "rehome.edge.legacy-gateway.port",
                                Integer.toString(legacy.number()));
    }

    private static SuiteSettings severalInstances(SuiteSettings settings, int instances) {
        SuiteSettings several = settings.withInstances(instances);
        for (int number = 2; number <= instances; number++) {
            several = several.with(
                    Services.instance(Services.EDGE_PROXY, number), "rehome.edge.public-host", Demo.edgeHost(number));
        }
        return several;
    }

    /// `rehome chaos`: Kafka has a process of its own, so that it can be killed.
    static SuiteRun chaos(Command.Chaos chaos, PrintStream out, PrintStream errors) {
        return new SuiteRun(
                new Order(
                        "chaos",
                        chaos.root(),
                        chaos.data(),
                        chaos.options().organisation().report()),
                settings -> severalInstances(
                        settings.withKafkaApart(),
                        chaos.options().organisation().instances()),
                STEADY,
                suite -> {
                    var accepted = new Accepted();
                    try (var tail = StanzaTopics.follow(suite.bootstrapServers(), accepted)) {
                        return Chaos.run(suite.addresses(), new SuiteProcesses(suite), accepted, chaos.options(), out);
                    }
                },
                out,
                errors);
    }

    /// `rehome bench --moves`: Kafka has a process of its own, so that the simulated servers do not share its heap.
    static SuiteRun moves(Command.BenchMoves moves, PrintStream out, PrintStream errors) {
        return new SuiteRun(
                new Order("moves", moves.root(), moves.data(), moves.options().report()),
                SuiteSettings::withKafkaApart,
                Pace.STANDARD,
                suite -> MovesBenchmark.run(suite.addresses(), processes(suite), moves.options(), out),
                out,
                errors);
    }

    /// `rehome bench --streams`: the edge takes all of them from this one machine.
    static SuiteRun streams(Command.BenchStreams streams, PrintStream out, PrintStream errors) {
        String connections = Integer.toString(2 * streams.options().streams());
        return new SuiteRun(
                new Order(
                        "streams",
                        streams.root(),
                        Optional.empty(),
                        streams.options().report()),
                settings -> settings.withKafkaApart()
                        .with(Services.EDGE_PROXY, "rehome.edge.max-connections", connections)
                        .with(Services.EDGE_PROXY, "rehome.edge.max-connections-per-address", connections)
                        .with(Services.EDGE_PROXY, "rehome.edge.max-attempts-per-address", "0"),
                Pace.STANDARD,
                suite -> StreamsBenchmark.run(
                        suite.addresses(),
                        requireNonNull(processes(suite).get(Services.EDGE_PROXY)),
                        streams.options(),
                        out),
                out,
                errors);
    }

    private static Map<String, Long> processes(Suite suite) {
        var processes = new TreeMap<String, Long>();
        for (ServiceState service : suite.services()) {
            service.process().ifPresent(number -> processes.put(service.name(), number));
        }
        return processes;
    }

    /// Returns the exit status: the play's, 130 after Ctrl-C, 2 if the suite cannot start as asked, 1 if it
    /// could not start or go on.
    int run() {
        try {
            checkReport();
            Path folder = order.data().isPresent()
                    ? order.data().get()
                    : Files.createTempDirectory("rehome-" + order.name() + "-");
            int status = runIn(folder);
            if (status == 0 && order.data().isEmpty()) {
                Foreground.delete(folder);
            } else {
                out.println("Logs: " + folder.resolve("logs"));
            }
            return status;
        } catch (IOException e) {
            errors.println("rehome: " + (e instanceof CannotStart ? e.getMessage() : e));
            return e instanceof CannotStart reason ? reason.exitStatus() : FAILED;
        }
    }

    /// Finding out at the end that the report cannot be written would be late.
    private void checkReport() throws IOException {
        if (order.report().isPresent()) {
            Files.writeString(order.report().get(), "");
        }
    }

    private int runIn(Path folder) throws IOException {
        SuiteLog.redirect(folder);
        SuiteSettings own = settings.apply(SuiteSettings.of(order.root(), folder)
                .withFreePorts()
                .withResolver(new Resolver.OfTheSuite())
                .with(Services.EDGE_PROXY, "rehome.edge.public-host", Demo.edgeHost(1))
                .with(Services.GATEWAY, "rehome.gateway.make-before-break", "legacy,new")
                // the simulated pools have the same accounts
                .with(Services.USER_DIRECTORY, "rehome.directory.transfer.kind", "shared"));
        return Foreground.run(order.name(), () -> {
            try (Suite suite = Suite.start(own, pace, out::println)) {
                Runtime.getRuntime().addShutdownHook(new Thread(suite::close, "stop"));
                return play.on(suite);
            }
        });
    }
}
