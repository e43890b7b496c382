package org.rehome.backbone.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Instants as text")
final class InstantTextTest {

    @Test
    @DisplayName("are what the platform writes and reads, in any order")
    void asThePlatform() {
        Random random = new Random(7);
        int[] units = {1, 1_000, 1_000_000, 1_000_000_000};
        for (int i = 0; i < 20_000; i++) {
            int unit = units[random.nextInt(units.length)];
            int nanos = random.nextInt(1_000_000_000) / unit * unit % 1_000_000_000;
            Instant instant = Instant.ofEpochSecond(1_780_000_000L - random.nextInt(3), nanos);
            assertThat(InstantText.of(instant)).isEqualTo(instant.toString());
            assertThat(InstantText.parse(instant.toString())).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @DisplayName("are read in the forms that the platform reads")
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:04:05.Z",
                "2026-01-02T03:04:05.5Z",
                "2026-01-02T03:04:05.1234Z",
                "2026-01-02T03:04:05+02:00",
                "2026-01-02T03:04:05.25+02:00",
                "2026-01-02T03:04:05z",
                "+12026-01-02T03:04:05.678Z",
                "-0001-01-02T03:04:05.678Z",
                "2026-01-02T03:04:60Z"
            })
    void otherForms(String text) {
        Instant before = Instant.parse("2026-01-02T03:04:05.678Z");
        assertThat(InstantText.parse(before.toString())).isEqualTo(before);
        Instant expected;
        try {
            expected = Instant.parse(text);
        } catch (DateTimeException e) {
            assertThatThrownBy(() -> InstantText.parse(text)).isInstanceOf(DateTimeException.class);
            return;
        }
        assertThat(InstantText.parse(text)).isEqualTo(expected);
        assertThat(InstantText.parse(before.toString())).isEqualTo(before);
        assertThat(InstantText.of(expected)).isEqualTo(expected.toString());
    }

    @ParameterizedTest
    @DisplayName("are refused when they are none")
    @ValueSource(strings = {"", "Z", "2026-01-02T03:04:05", "2026-01-02T03:04:05.x1Z"})
    void refused(String text) {
        assertThat(InstantText.parse("2026-01-02T03:04:05.678Z")).isNotNull();
        assertThatThrownBy(() -> InstantText.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
