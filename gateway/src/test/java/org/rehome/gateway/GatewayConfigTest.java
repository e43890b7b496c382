package org.rehome.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The gateway's settings")
class GatewayConfigTest {

    private static GatewayConfig read(Map<String, String> properties, Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new EnvConfigSource(environment, 300), new PropertiesConfigSource(properties, "test", 100))
                .withMapping(GatewayConfig.class)
                .build()
                .getConfigMapping(GatewayConfig.class);
    }

    @Test
    @DisplayName("all have defaults")
    void defaults() {
        GatewayConfig config = read(Map.of(), Map.of());

        assertThat(config.kafka().bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(config.data()).isEqualTo(Path.of(".rehome/gateway"));
        assertThat(config.exitWithParent()).isFalse();
        assertThat(config.gateway().id()).isEqualTo("gateway-1");
        assertThat(config.gateway().secrets()).isEmpty();
        assertThat(config.gateway().holdLimit()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.gateway().barrierTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.gateway().connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.gateway().reconnectMin()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.gateway().reconnectMax()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.gateway().closeTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    @DisplayName("can be properties or environment variables, secrets too")
    void sources() {
        GatewayConfig config = read(
                Map.of("rehome.gateway.secrets.\"pool-2\"", "two", "rehome.gateway.hold-limit", "5s"),
                Map.of("REHOME_GATEWAY_SECRETS_LEGACY", "one", "REHOME_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092"));

        assertThat(config.gateway().secrets()).isEqualTo(Map.of("pool-2", "two", "legacy", "one"));
        assertThat(config.gateway().holdLimit()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.kafka().bootstrapServers()).isEqualTo("kafka:9092");
    }

    @Test
    @DisplayName("are refused when nobody knows them")
    void unknown() {
        assertThatThrownBy(() -> read(Map.of("rehome.gateway.hold-limits", "5s"), Map.of()))
                .hasMessageContaining("rehome.gateway.hold-limits");
    }
}
