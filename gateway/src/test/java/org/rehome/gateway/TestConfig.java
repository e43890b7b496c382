package org.rehome.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rehome.gateway.world.World;

/// A gateway with short pauses; the pool `new` gives a name to the newest connection.
record TestConfig(String bootstrapServers, String id)
        implements GatewayConfig, GatewayConfig.Kafka, GatewayConfig.Instance {
    @Override
    public Kafka kafka() {
        return this;
    }

    @Override
    public Path data() {
        return Path.of("target", "no-data");
    }

    @Override
    public boolean exitWithParent() {
        return false;
    }

    @Override
    public Instance gateway() {
        return this;
    }

    @Override
    public Map<String, String> secrets() {
        return Map.of("lab", World.SECRET);
    }

    @Override
    public Optional<Set<String>> makeBeforeBreak() {
        return Optional.of(Set.of("new"));
    }

    @Override
    public boolean transfer() {
        return true;
    }

    @Override
    public Duration holdLimit() {
        return Duration.ofSeconds(20);
    }

    @Override
    public Duration switchLimit() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Duration switchHold() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Optional<Duration> probeEvery() {
        return Optional.empty();
    }

    @Override
    public Map<String, GatewayConfig.TestUser> testUsers() {
        return Map.of();
    }

    @Override
    public Optional<List<String>> testContacts() {
        return Optional.empty();
    }

    @Override
    public int repairRate() {
        return 1_000;
    }

    @Override
    public Duration barrierTimeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration reconnectMin() {
        return Duration.ofMillis(20);
    }

    @Override
    public Duration reconnectMax() {
        return Duration.ofMillis(200);
    }

    @Override
    public Duration closeTimeout() {
        return Duration.ofSeconds(2);
    }
}
