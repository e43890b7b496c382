package org.rehome.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/// `rehome up`: a suite in the foreground, until Ctrl-C, `kill`, or Kafka's end.
final class Supervisor {
    private static final int FAILED = 1;

    private final SuiteSettings settings;
    private final PrintStream out;
    private final PrintStream errors;

    Supervisor(SuiteSettings settings, PrintStream out, PrintStream errors) {
        this.settings = settings;
        this.out = out;
        this.errors = errors;
    }

    /// Returns the exit status: 0 after SIGTERM, 130 after Ctrl-C, 2 if the suite cannot start as asked, 1 if it
    /// could not start or go on.
    int run() {
        long began = System.nanoTime();
        var asked = new CompletableFuture<Integer>();
        Signals.handle(asked::complete);
        SuiteLog.redirect(settings.data());
        say("rehome: data in " + settings.data().toAbsolutePath().normalize());
        try (Suite suite = start(asked)) {
            Runtime.getRuntime().addShutdownHook(new Thread(suite::close, "stop"));
            if (!asked.isDone()) {
                introduce(suite, Duration.ofNanos(System.nanoTime() - began));
            }
            int status = awaitEnd(suite, asked);
            say("stopping");
            suite.close();
            say("stopped");
            return status;
        } catch (IOException e) {
            if (asked.isDone()) {
                say("stopped");
                return asked.join();
            }
            errors.println("rehome: " + (e instanceof CannotStart ? e.getMessage() : e));
            return e instanceof CannotStart reason ? reason.exitStatus() : FAILED;
        }
    }

    /// In a thread of its own, so that it can be interrupted when the end is asked for meanwhile.
    private Suite start(CompletableFuture<Integer> asked) throws IOException {
        var started = new CompletableFuture<Suite>();
        Thread starter = Thread.ofPlatform().name("start").start(() -> {
            try {
                started.complete(Suite.start(settings, this::say));
            } catch (IOException | RuntimeException e) {
                started.completeExceptionally(e);
            }
        });
        var either = CompletableFuture.anyOf(started.exceptionally(failure -> null), asked);
        either.join();
        if (!started.isDone()) {
            say("stopping");
            starter.interrupt();
        }
        try {
            return started.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException reason) {
                throw reason;
            }
            throw e;
        }
    }

    private int awaitEnd(Suite suite, CompletableFuture<Integer> asked) {
        return CompletableFuture.anyOf(asked, suite.failure().thenApply(this::failed))
                .thenApply(Integer.class::cast)
                .join();
    }

    private int failed(String reason) {
        errors.println("rehome: " + reason);
        errors.println("rehome: the suite cannot go on; what was acknowledged is kept, and found by the next start");
        return FAILED;
    }

    private void introduce(Suite suite, Duration took) {
        say("");
        table(suite).forEach(this::say);
        say("");
        say("rehome is up in " + Child.seconds(took) + "; logs in "
                + suite.data().resolve("logs") + "; Ctrl-C stops it");
    }

    private static List<String> table(Suite suite) {
        var lines = new ArrayList<String>();
        lines.add(row("service", "REST", "listens"));
        for (ServiceState service : suite.services()) {
            String more = service.ports().stream()
                    .skip(1)
                    .map(port -> port.purpose() + " " + port.host() + ":" + port.number())
                    .collect(Collectors.joining(", "));
            lines.add(row(service.name(), service.rest().toString(), more));
        }
        lines.add(row(Suite.KAFKA, "", suite.bootstrapServers()));
        return lines;
    }

    private static String row(String service, String rest, String more) {
        return String.format("  %-16s%-24s%s", service, rest, more).stripTrailing();
    }

    private void say(String line) {
        out.println(line);
    }
}
