package org.rehome.directory.api;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rehome.broker.EmbeddedKafka;
import org.rehome.broker.Settings;

/// A real broker and a folder for the tests of the running service.
public final class SuiteKafka implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedKafka kafka;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("user-directory-test");
            EmbeddedKafka started = EmbeddedKafka.start(Settings.in(folder.resolve("kafka")));
            kafka = started;
            return Map.of(
                    "rehome.kafka.bootstrap-servers",
                    started.bootstrapServers(),
                    "rehome.data",
                    folder.toString(),
                    "rehome.directory.transfer.kind",
                    "shared",
                    "rehome.directory.quiesce-limit",
                    "5s",
                    "rehome.directory.window",
                    "10",
                    // so that the window stays as it is, however slow the machine
                    "rehome.directory.hold-aim",
                    "5m",
                    "rehome.directory.probe-limit",
                    "500ms",
                    "rehome.directory.import-limit",
                    "100000");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }
}
