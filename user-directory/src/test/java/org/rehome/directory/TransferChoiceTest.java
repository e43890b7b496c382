package org.rehome.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.directory.move.Transfer;

@DisplayName("The configured transfer")
class TransferChoiceTest {
    private static final String PREFIX = "rehome.directory.transfer.";

    @Test
    @DisplayName("is none by default")
    void none() {
        assertThat(of(Map.of())).isEqualTo(new Transfer.None());
    }

    @Test
    @DisplayName("is nobody's task where the pools share account data")
    void shared() {
        assertThat(of(Map.of(PREFIX + "kind", "shared"))).isEqualTo(new Transfer.Shared());
    }

    @Test
    @DisplayName("is a hook with its token, found by the name of a secret")
    void http() {
        assertThat(of(Map.of(
                        PREFIX + "kind",
                        "http",
                        PREFIX + "url",
                        "https://accounts.example.test/transfer",
                        PREFIX + "secret",
                        "accounts",
                        "rehome.directory.secrets.accounts",
                        "s3cret")))
                .isEqualTo(new Transfer.Http(
                        URI.create("https://accounts.example.test/transfer"),
                        new Transfer.Token("s3cret"),
                        32,
                        Duration.ofSeconds(10),
                        3));
    }

    @Test
    @DisplayName("is refused when the URL or the secret is missing; the message says which setting it is")
    void missing() {
        assertThatThrownBy(() -> of(Map.of(PREFIX + "kind", "http")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rehome.directory.transfer.url is missing");
        assertThatThrownBy(() -> of(Map.of(
                        PREFIX + "kind", "http",
                        PREFIX + "url", "https://accounts.example.test/",
                        PREFIX + "secret", "accounts")))
                .hasMessageContaining("secret \"accounts\"")
                .hasMessageContaining("rehome.directory.secrets.\"accounts\"");
    }

    private static Transfer of(Map<String, String> properties) {
        return TransferChoice.of(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(DirectoryConfig.class)
                .withSources(new PropertiesConfigSource(new HashMap<>(properties), "test", 100))
                .build()
                .getConfigMapping(DirectoryConfig.class)
                .directory());
    }
}
