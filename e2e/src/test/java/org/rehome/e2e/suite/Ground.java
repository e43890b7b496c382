package org.rehome.e2e.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What scenarios stand on, made sure of once: a Docker engine, the images of the peers, an environment file
/// with fresh secrets; and, for those that need them, the images of the suite, built by the compose file.
///
/// @param compose the compose command of this machine
/// @param environmentFile as `compose-env.sh` wrote it
record Ground(List<String> compose, Path environmentFile) {
    private static final System.Logger LOG = System.getLogger(Ground.class.getName());

    private static final Set<String> BUILT = new HashSet<>();

    private static final class Once {
        static final Ground GROUND = prepare();
    }

    /// @throws IllegalStateException when scenarios cannot run here, with what is missing
    static Ground get() {
        try {
            return Once.GROUND;
        } catch (ExceptionInInitializerError e) {
            throw new IllegalStateException("scenarios cannot run: " + e.getCause(), e);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException("scenarios cannot run, for the reason that the first one gave", e);
        }
    }

    private static Ground prepare() {
        // It says itself what it installs, and its last line what it cannot provide.
        String settings = command(List.of("e2e/docker-ground.sh", "--env"), Duration.ofMinutes(10));
        command(List.of("peers/build.sh"), Duration.ofMinutes(10));
        Leftovers.ofDeadRuns().remove();
        Path environment = Project.target().resolve("e2e.env");
        try {
            Files.createDirectories(Project.target());
            Files.deleteIfExists(environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command(List.of("./compose-env.sh", environment.toString()), Duration.ofSeconds(10));
        return new Ground(composeCommand(settings), environment);
    }

    /// Builds the images of services of the compose file, from what Maven has packaged.
    ///
    /// @throws IllegalStateException when that is missing or old
    static synchronized void build(List<String> services) {
        Ground ground = get();
        List<String> missing =
                services.stream().filter(each -> !BUILT.contains(each)).toList();
        if (!missing.isEmpty()) {
            missing.forEach(Project::requirePackaged);
            LOG.log(System.Logger.Level.INFO, "building the images of {0}", String.join(", ", missing));
            List<String> arguments =
                    Stream.concat(Stream.of("build"), missing.stream()).toList();
            new ComposeFile(ground, "rehome-e2e-build", Map.of())
                    .run(Duration.ofMinutes(5), arguments.toArray(String[]::new));
            BUILT.addAll(missing);
        }
    }

    private static String command(List<String> line, Duration limit) {
        return new Command(line, Project.root(), Map.of()).run(limit);
    }

    private static List<String> composeCommand(String settings) {
        String prefix = "export REHOME_COMPOSE=";
        return settings.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line ->
                        List.of(line.substring(prefix.length()).replace("'", "").split(" ")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("docker-ground.sh names no compose command"));
    }
}
