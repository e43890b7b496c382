package org.rehome.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.gateway.client.ClientTls;
import org.rehome.gateway.client.TestUser;
import org.rehome.gateway.client.TestUsers;

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
    @DisplayName("name test users by their pools, and contacts")
    void testUsers() {
        GatewayConfig config = read(
                Map.of(
                        "rehome.gateway.test-users.\"pool-2\".jid", "bob@example.test",
                        "rehome.gateway.test-users.\"pool-2\".server", "pool2.example.test:5222",
                        "rehome.gateway.test-users.\"pool-2\".secret", "bob",
                        "rehome.gateway.test-contacts", "julia@partner1.test, romeo@partner2.test"),
                Map.of(
                        "REHOME_GATEWAY_TEST_USERS_NEW_JID", "alice@example.test",
                        "REHOME_GATEWAY_TEST_USERS_NEW_SERVER", "[::1]:5222",
                        "REHOME_GATEWAY_TEST_USERS_NEW_SECRET", "alice",
                        "REHOME_GATEWAY_TEST_USERS_NEW_TLS", "unverified"));

        TestUsers users = TestUsers.of(
                config.gateway().testUsers(), config.gateway().testContacts().orElseThrow());
        assertThat(users.all())
                .containsExactly(
                        new TestUser(
                                new PoolName("new"),
                                Jid.parse("alice@example.test"),
                                "::1",
                                5222,
                                "alice",
                                ClientTls.UNVERIFIED,
                                Optional.empty()),
                        new TestUser(
                                new PoolName("pool-2"),
                                Jid.parse("bob@example.test"),
                                "pool2.example.test",
                                5222,
                                "bob",
                                ClientTls.VERIFIED,
                                Optional.empty()));
        assertThat(users.of(Domain.parse("other.test"))).isEmpty();
        assertThat(users.contact(Domain.parse("partner2.test")::equals)).contains(Jid.parse("romeo@partner2.test"));
        assertThat(users.contact(Domain.parse("partner3.test")::equals)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "jid, example.test, jid is",
        "jid, alice@example.test/phone, give user@domain",
        "server, pool.example.test, give host:port",
        "server, pool.example.test:99999, give host:port",
        "authorities, no/such.pem, no PEM file",
        "authorities, pom.xml, no PEM file",
    })
    @DisplayName("of a test user are checked")
    void wrongTestUser(String key, String value, String told) {
        String prefix = "rehome.gateway.test-users.\"new\".";
        Map<String, String> properties = new HashMap<>(Map.of(
                prefix + "jid", "alice@example.test",
                prefix + "server", "pool.example.test:5222",
                prefix + "secret", "alice"));
        properties.put(prefix + key, value);
        GatewayConfig config = read(properties, Map.of());

        assertThatThrownBy(() -> TestUsers.of(config.gateway().testUsers(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(prefix + key)
                .hasMessageContaining(told);
    }

    @Test
    @DisplayName("are refused when nobody knows them")
    void unknown() {
        assertThatThrownBy(() -> read(Map.of("rehome.gateway.hold-limits", "5s"), Map.of()))
                .hasMessageContaining("rehome.gateway.hold-limits");
    }
}
