package org.rehome.gateway;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.broker.EmbeddedKafka;
import org.rehome.broker.Settings;
import org.rehome.gateway.world.World;

/// Tests that start and stop gateways themselves, on a broker and in a world of their own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StartedGateways {
    private EmbeddedKafka kafka;
    World world;

    @BeforeAll
    void startWorld(@TempDir(cleanup = CleanupMode.NEVER) Path folder) throws IOException, InterruptedException {
        kafka = EmbeddedKafka.start(Settings.in(folder.resolve("kafka")));
        world = new World(kafka.bootstrapServers(), hooked());
    }

    /// Whether the pools have hooks.
    boolean hooked() {
        return false;
    }

    @AfterAll
    void stopWorld() {
        world.close();
        kafka.close();
    }

    @BeforeEach
    void begin() {
        world.begin();
    }

    Gateway gateway(String id) throws InterruptedException {
        return Gateway.start(
                new TestConfig(kafka.bootstrapServers(), id), new GatewayMetrics(new SimpleMeterRegistry()));
    }
}
