package org.rehome.e2e.suite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The project's `docker-compose.yml`, as one compose project.
///
/// @param name of the compose project
/// @param settings as variables of the environment; they win over the environment file
record ComposeFile(Ground ground, String name, Map<String, String> settings) {
    ComposeFile {
        settings = Map.copyOf(settings);
    }

    /// Runs a compose command and returns its standard output.
    String run(Duration limit, String... arguments) {
        var line = new ArrayList<>(ground.compose());
        line.addAll(List.of(
                "--project-name",
                name,
                "--file",
                "docker-compose.yml",
                "--env-file",
                ground.environmentFile().toString()));
        line.addAll(List.of(arguments));
        return new Command(line, Project.root(), settings).run(limit);
    }
}
