package org.rehome.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.rehome.benchmark.Benchmark;
import org.rehome.benchmark.BenchmarkOptions;
import org.rehome.benchmark.server.Ground;
import org.rehome.benchmark.server.SuiteStarter;
import org.rehome.lab.operator.SuiteAddresses;

/// `rehome bench`: the benchmark, with suites of its own on free ports. The folder is kept when something
/// was wrong, for its logs.
final class Benching {
    private static final int FAILED = 1;

    private final Command.Bench bench;
    private final PrintStream out;
    private final PrintStream errors;

    Benching(Command.Bench bench, PrintStream out, PrintStream errors) {
        this.bench = bench;
        this.out = out;
        this.errors = errors;
    }

    /// Returns the exit status: 0 when every run counts, 130 after Ctrl-C, 2 if a suite cannot start as
    /// asked, else 1.
    int run() {
        try {
            requireLinux();
            checkReport(bench.options());
            Path folder = Files.createTempDirectory("rehome-bench-");
            SuiteLog.redirect(folder);
            int status = Foreground.run(
                    "bench",
                    () -> Benchmark.run(bench.options(), Ground.in(bench.root(), folder), this::startSuite, out));
            if (status == 0) {
                Foreground.delete(folder);
            } else {
                out.println("Logs: " + folder);
            }
            return status;
        } catch (IOException e) {
            errors.println("rehome: " + (e instanceof CannotStart ? e.getMessage() : e));
            return e instanceof CannotStart reason ? reason.exitStatus() : FAILED;
        }
    }

    private static void requireLinux() throws CannotStart {
        if (!Files.isReadable(Path.of("/proc/self/stat"))) {
            throw new CannotStart(
                    CannotStart.ASKED_WRONGLY, "bench runs on Linux only: it counts processor time by /proc");
        }
    }

    /// Finding out at the end that the report cannot be written would be late.
    private static void checkReport(BenchmarkOptions options) throws IOException {
        if (options.report().isPresent()) {
            Files.writeString(options.report().get(), "");
        }
    }

    private SuiteStarter.StartedSuite startSuite(Path folder) throws IOException {
        SuiteSettings settings =
                SuiteSettings.of(bench.root(), folder).withFreePorts().withResolver(new Resolver.OfTheSuite());
        return new MeasuredSuite(Suite.start(settings, Benching::log));
    }

    /// What a suite says while it starts would only part the figures.
    private static void log(String line) {
        System.getLogger(Benching.class.getName()).log(System.Logger.Level.INFO, line);
    }

    private static final class MeasuredSuite implements SuiteStarter.StartedSuite {
        private final Suite suite;
        private final Thread hook;

        MeasuredSuite(Suite suite) {
            this.suite = suite;
            hook = new Thread(suite::close, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
        }

        @Override
        public SuiteAddresses addresses() {
            return suite.addresses();
        }

        /// Kafka's process is this one, which does nothing else while messages go.
        @Override
        public Map<String, Long> processes() {
            var processes = new TreeMap<String, Long>();
            processes.put(Suite.KAFKA, ProcessHandle.current().pid());
            for (ServiceState service : suite.services()) {
                service.process().ifPresent(number -> processes.put(service.name(), number));
            }
            return processes;
        }

        @Override
        public void close() {
            suite.close();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The hook runs already, and finds nothing to do.
                return;
            }
        }
    }
}
