package org.rehome.e2e.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The project's folder, and what Maven has built in it.
public final class Project {
    /// What the compose file runs of ours.
    static final List<String> COMPOSED = List.of("kafka", "edge-proxy", "gateway", "user-directory", "dns-service");

    /// What every service holds a copy of.
    private static final List<String> SHARED = List.of("contracts", "xmpp", "backbone", "rest");

    private Project() {}

    /// The folder of the whole project: the nearest one above with the compose file.
    public static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path each = start; each != null; each = each.getParent()) {
            if (Files.exists(each.resolve("docker-compose.yml"))) {
                return each;
            }
        }
        throw new IllegalStateException("no docker-compose.yml in " + start + " or above it");
    }

    /// Where this module keeps what it makes.
    static Path target() {
        return root().resolve("e2e/target");
    }

    /// An image is made of what was packaged: that must be there, and not older than what was compiled.
    ///
    /// @param service of the compose file
    /// @throws IllegalStateException when something is missing or old, with what to do
    static void requirePackaged(String service) {
        if (service.equals("kafka")) {
            requirePackaged(root().resolve("broker/target/rehome-broker.jar"), List.of("broker"));
            return;
        }
        var modules = new ArrayList<>(SHARED);
        modules.add(service);
        requirePackaged(root().resolve(service).resolve("target/quarkus-app/quarkus-run.jar"), modules);
    }

    /// The jar that `./rehome` runs, and with it those of the services.
    static Path requireStandalone() {
        Path jar = root().resolve("standalone/target/rehome-standalone.jar");
        requirePackaged(jar, List.of("standalone"));
        COMPOSED.forEach(Project::requirePackaged);
        return jar;
    }

    private static void requirePackaged(Path jar, List<String> modules) {
        String remedy = ": run ./mvnw package -DskipTests first";
        try {
            if (!Files.exists(jar)) {
                throw new IllegalStateException(jar + " is missing" + remedy);
            }
            for (String module : modules) {
                Path classes = root().resolve(module).resolve("target/classes");
                Optional<FileTime> compiled = newestClass(classes);
                if (compiled.isPresent() && compiled.get().compareTo(Files.getLastModifiedTime(jar)) > 0) {
                    throw new IllegalStateException(jar + " is older than " + classes + remedy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at what was built for " + jar, e);
        }
    }

    private static Optional<FileTime> newestClass(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(Project::modified)
                    .max(Comparator.naturalOrder());
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
