package org.rehome.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.rehome.lab.demo.Demo;
import org.rehome.lab.demo.DemoOptions;
import org.rehome.lab.operator.SuiteAddresses;

/// `rehome demo`: a suite of its own on free ports, the demonstration on it, and its end. The folder is kept when
/// something was wrong, for its logs.
final class Demonstration {
    private static final int FAILED = 1;

    private final Command.Demo demo;
    private final PrintStream out;
    private final PrintStream errors;

    Demonstration(Command.Demo demo, PrintStream out, PrintStream errors) {
        this.demo = demo;
        this.out = out;
        this.errors = errors;
    }

    /// Returns the exit status: the demonstration's, 130 after Ctrl-C, 2 if the suite cannot start as asked, 1 if it
    /// could not start or go on.
    int run() {
        try {
            checkReport(demo.options());
            Path folder = demo.data().isPresent() ? demo.data().get() : Files.createTempDirectory("rehome-demo-");
            int status = runIn(folder);
            if (status == 0 && demo.data().isEmpty()) {
                delete(folder);
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
    private static void checkReport(DemoOptions options) throws IOException {
        if (options.report().isPresent()) {
            Files.writeString(options.report().get(), "");
        }
    }

    private int runIn(Path folder) throws IOException {
        var asked = new CompletableFuture<Integer>();
        Signals.handle(asked::complete);
        SuiteLog.redirect(folder);
        SuiteSettings settings = SuiteSettings.of(demo.root(), folder)
                .withFreePorts()
                .withResolver(new Resolver.OfTheSuite())
                .with(Services.EDGE_PROXY, "rehome.edge.public-host", Demo.EDGE_HOST);
        var status = new CompletableFuture<Integer>();
        Thread demonstration = Thread.ofPlatform().name("demo").start(() -> {
            try (Suite suite = Suite.start(settings, out::println)) {
                Runtime.getRuntime().addShutdownHook(new Thread(suite::close, "stop"));
                status.complete(Demo.run(addresses(suite), demo.options(), out));
            } catch (IOException | RuntimeException e) {
                status.completeExceptionally(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        CompletableFuture.anyOf(status.exceptionally(failure -> FAILED), asked).join();
        if (asked.isDone()) {
            demonstration.interrupt();
        }
        join(demonstration);
        return asked.isDone() ? asked.join() : outcome(status);
    }

    private static int outcome(CompletableFuture<Integer> status) throws IOException {
        try {
            return status.join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof IOException reason) {
                throw reason;
            }
            throw e;
        }
    }

    private static void join(Thread demonstration) {
        try {
            demonstration.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SuiteAddresses addresses(Suite suite) {
        return new SuiteAddresses(
                suite.rest(Services.USER_DIRECTORY),
                suite.rest(Services.GATEWAY),
                suite.rest(Services.EDGE_PROXY),
                suite.rest(Services.DNS_SERVICE),
                suite.port(Services.EDGE_PROXY, "S2S"),
                suite.port(Services.DNS_SERVICE, "DNS"),
                Map.of(
                        "legacy", suite.secrets().component("legacy"),
                        "new", suite.secrets().component("new")));
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
