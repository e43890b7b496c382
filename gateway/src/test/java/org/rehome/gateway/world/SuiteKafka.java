package org.rehome.gateway.world;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.broker.EmbeddedKafka;
import org.rehome.broker.Settings;

/// The real broker, and the settings of the gateway that works with it.
public final class SuiteKafka implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedKafka kafka;
    private @Nullable Path folder;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("gateway-test");
            kafka = EmbeddedKafka.start(Settings.in(folder.resolve("kafka")));
            return Map.ofEntries(
                    Map.entry("rehome.kafka.bootstrap-servers", kafka.bootstrapServers()),
                    Map.entry("rehome.data", folder.resolve("gateway").toString()),
                    Map.entry("rehome.gateway.secrets.\"lab\"", World.SECRET),
                    Map.entry("rehome.gateway.hold-limit", "6s"),
                    Map.entry("rehome.gateway.barrier-timeout", "3s"),
                    Map.entry("rehome.gateway.reconnect-min", "50ms"),
                    Map.entry("rehome.gateway.reconnect-max", "500ms"),
                    // nobody serves clients there
                    Map.entry("rehome.gateway.test-users.\"new\".jid", "alice@example.test"),
                    Map.entry("rehome.gateway.test-users.\"new\".server", "127.0.0.1:1"),
                    Map.entry("rehome.gateway.test-users.\"new\".secret", "lab"),
                    Map.entry("rehome.gateway.test-users.\"new\".tls", "none"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
        if (folder != null) {
            delete(folder);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
