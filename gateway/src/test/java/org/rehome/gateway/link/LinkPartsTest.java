package org.rehome.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The parts of a link")
class LinkPartsTest {

    @Test
    @DisplayName("pauses double up to the longest, with jitter of a half, and begin anew after a reset")
    void backOff() {
        BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(5), new Random(3));
        for (int round = 0; round < 2; round++) {
            for (long full : new long[] {200, 400, 800, 1600, 3200, 5000, 5000, 5000}) {
                assertThat(backOff.pause()).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
            }
            backOff.reset();
        }
    }

    @Test
    @DisplayName("pauses that make no sense are refused")
    void timings() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Timings(second, second, Duration.ZERO, second, second))
                .hasMessageContaining("reconnect pauses");
        assertThatThrownBy(() -> new Timings(second, second, second, Duration.ofMillis(1), second))
                .hasMessageContaining("reconnect pauses");
    }

    @Test
    @DisplayName("a secret comes from the configuration, else from the file, and is never shown")
    void secrets(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secrets.properties");
        Secrets secrets = new Secrets(Map.of("new", "from-configuration"), file);
        assertThat(secrets.find("new")).isEqualTo(new Secrets.Found.Secret("from-configuration"));
        assertThat(secrets.find("legacy"))
                .isInstanceOfSatisfying(Secrets.Found.Missing.class, missing -> assertThat(missing.reason())
                        .contains("\"legacy\"", "rehome.gateway.secrets.\"legacy\"", file.toString()));

        Files.writeString(file, "legacy = from-file\nnew = other\n");
        assertThat(secrets.find("legacy")).isEqualTo(new Secrets.Found.Secret("from-file"));
        assertThat(secrets.find("new")).isEqualTo(new Secrets.Found.Secret("from-configuration"));
        assertThat(secrets.find("third")).isInstanceOf(Secrets.Found.Missing.class);
        assertThat(secrets.find("legacy").toString()).doesNotContain("from-file");

        Files.writeString(file, "legacy = \\u12\n");
        assertThat(secrets.find("legacy"))
                .isInstanceOfSatisfying(Secrets.Found.Missing.class, missing -> assertThat(missing.reason())
                        .contains("could not be read"));
    }

    @Test
    @DisplayName("a stream reads on only while less than 64 KiB of it are not durable")
    void inflow() throws InterruptedException {
        Inflow inflow = new Inflow();
        inflow.awaitRoom();
        inflow.taken(Inflow.LIMIT - ComponentConnection.CHUNK);
        inflow.awaitRoom();
        inflow.taken(1);

        AtomicBoolean passed = new AtomicBoolean();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                inflow.awaitRoom();
                passed.set(true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> reader.getState() == Thread.State.WAITING);
        assertThat(passed).isFalse();
        inflow.settled(1);
        assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
        assertThat(passed).isTrue();

        assertThat(inflow.awaitEmpty(Duration.ofMillis(1))).isFalse();
        inflow.settled(Inflow.LIMIT - ComponentConnection.CHUNK);
        assertThat(inflow.awaitEmpty(Duration.ofMillis(1))).isTrue();
    }

    @Test
    @DisplayName("a stanza larger than the limit passes when nothing else is pending")
    void largeStanza() throws InterruptedException {
        Inflow inflow = new Inflow();
        inflow.awaitRoom();
        inflow.taken(500_000);
        assertThat(inflow.awaitEmpty(Duration.ofMillis(1))).isFalse();
        inflow.settled(500_000);
        inflow.awaitRoom();
    }
}
