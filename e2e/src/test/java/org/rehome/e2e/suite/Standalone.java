package org.rehome.e2e.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The suite on one machine, as `./rehome` starts it after its build; a build would change under the tests what they
/// run.
public final class Standalone {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Standalone() {}

    /// What a command of the suite printed, and the report that it wrote.
    public record Outcome(String printed, JsonNode report) {}

    /// Runs `demo` to its end.
    ///
    /// @param folder where its data and its report go
    /// @throws IllegalStateException when it ends with another status than 0, with its last lines
    public static Outcome demo(Path folder, String... options) {
        return run("demo", folder, withData(folder, options));
    }

    /// Runs `chaos` to its end; otherwise as [#demo].
    public static Outcome chaos(Path folder, String... options) {
        return run("chaos", folder, withData(folder, options));
    }

    private static List<String> withData(Path folder, String... options) {
        List<String> all =
                new ArrayList<>(List.of("--data", folder.resolve("data").toString()));
        all.addAll(List.of(options));
        return all;
    }

    /// Runs `bench` to its end.
    ///
    /// @param folder where its report goes
    /// @throws IllegalStateException when it ends with another status than 0, with its last lines
    public static Outcome bench(Path folder, String... options) {
        return run("bench", folder, List.of(options));
    }

    private static Outcome run(String command, Path folder, List<String> options) {
        Path report = folder.resolve("report.json");
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx640m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Drehome.root=" + Project.root(),
                "-jar",
                Project.requireStandalone().toString(),
                command,
                "--report",
                report.toString()));
        line.addAll(options);
        String printed = new Command(line, folder, Map.of()).run(LIMIT);
        try {
            return new Outcome(printed, new ObjectMapper().readTree(Files.readString(report)));
        } catch (IOException e) {
            throw new UncheckedIOException("no report in " + report, e);
        }
    }
}
