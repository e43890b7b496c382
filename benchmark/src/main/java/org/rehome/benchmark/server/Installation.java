package org.rehome.benchmark.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Makes sure that a server of Debian's is installed, by `benchmark/install-servers.sh`.
public final class Installation {
    private static final int MINUTES = 10;

    private Installation() {}

    /// @return why the server cannot be run here, empty if it can
    public static Optional<String> obstacle(Contender contender, Ground ground)
            throws IOException, InterruptedException {
        return switch (contender) {
            case REHOME -> Optional.empty();
            case PROSODY, EJABBERD -> install(contender.text(), ground);
        };
    }

    private static Optional<String> install(String server, Ground ground) throws IOException, InterruptedException {
        Path script = ground.root().resolve("benchmark/install-servers.sh");
        Path log = ground.folder().resolve("install-" + server + ".log");
        Process process = new ProcessBuilder(script.toString(), server)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                return Optional.of("not installed within " + MINUTES + " minutes; " + log);
            }
            return process.exitValue() == 0 ? Optional.empty() : Optional.of(lastLine(log));
        } finally {
            process.destroy();
        }
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return lines.isEmpty() ? "cannot be installed" : lines.getLast();
    }
}
