package org.rehome.e2e.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program of this machine, run to its end.
final class Command {
    private final List<String> line;
    private final Path folder;
    private final Map<String, String> environment;

    /// @param environment what is set beside the environment of this process; its `REHOME_` and `COMPOSE_`
    ///     variables, which are somebody's own settings, are left out
    Command(List<String> line, Path folder, Map<String, String> environment) {
        this.line = List.copyOf(line);
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /// Runs it and returns what it wrote on standard output.
    ///
    /// @throws IllegalStateException when it ends with another status than 0 or not in time, with its last
    ///     lines
    String run(Duration limit) {
        try {
            Path output = Files.createTempFile("rehome-e2e", ".out");
            Path errors = Files.createTempFile("rehome-e2e", ".err");
            try {
                Process process = start(output, errors);
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    end(process);
                    throw new IllegalStateException(failure("did not end in " + limit, output, errors));
                }
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(
                            failure("ended with status " + process.exitValue(), output, errors));
                }
                return Files.readString(output, StandardCharsets.UTF_8);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", line), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + String.join(" ", line), e);
        }
    }

    private Process start(Path output, Path errors) throws IOException {
        var builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("REHOME_") || name.startsWith("COMPOSE_"));
        builder.environment().putAll(environment);
        return builder.redirectInput(
                        ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private String failure(String what, Path output, Path errors) throws IOException {
        var text = new StringBuilder(String.join(" ", line)).append(' ').append(what);
        for (String each : lastLines(output)) {
            text.append("\n  ").append(each);
        }
        for (String each : lastLines(errors)) {
            text.append("\n  ").append(each);
        }
        return text.toString();
    }

    private static List<String> lastLines(Path file) throws IOException {
        List<String> lines = new ArrayList<>(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList());
        return lines.subList(Math.max(0, lines.size() - 20), lines.size());
    }
}
