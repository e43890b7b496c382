package org.rehome.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/// Work at the terminal that comes to an end by itself, or is ended by Ctrl-C and `kill`.
final class Foreground {
    private static final int FAILED = 1;

    private Foreground() {}

    /// What is done; interrupted when the end is asked for. Returns the exit status.
    interface Work {
        int run() throws IOException, InterruptedException;
    }

    /// Returns the work's exit status, or the one that the signal asks for.
    static int run(String name, Work work) throws IOException {
        var asked = new CompletableFuture<Integer>();
        Signals.handle(asked::complete);
        var status = new CompletableFuture<Integer>();
        Thread worker = Thread.ofPlatform().name(name).start(() -> {
            try {
                status.complete(work.run());
            } catch (IOException | RuntimeException e) {
                status.completeExceptionally(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        CompletableFuture.anyOf(status.exceptionally(failure -> FAILED), asked).join();
        if (asked.isDone()) {
            worker.interrupt();
        }
        join(worker);
        return asked.isDone() ? asked.join() : outcome(status);
    }

    private static int outcome(CompletableFuture<Integer> status) throws IOException {
        try {
            return status.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException reason) {
                throw reason;
            }
            throw e;
        }
    }

    private static void join(Thread worker) {
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Removes a folder that is no longer needed.
    static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
