package org.rehome.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventPositionTest {

    @Test
    @DisplayName("the id of an event resumes right after it")
    void roundTrip() {
        Map<String, Long> next = Map.of("users:0", 5L, "users:1", 0L, "pools:0", 17L);
        assertThat(EventPosition.parse("latest", EventPosition.text(next))).isEqualTo(new EventPosition.At(next));
    }

    @Test
    @DisplayName("without an id the reader begins where it asks")
    void words() {
        assertThat(EventPosition.parse("earliest", null)).isEqualTo(new EventPosition.Earliest());
        assertThat(EventPosition.parse("latest", " ")).isEqualTo(new EventPosition.Latest());
        assertThatThrownBy(() -> EventPosition.parse("yesterday", null)).hasMessageContaining("yesterday");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "users:0:x", "users:0:-1", "users:0:", "users:0:1,,", ":0:1"})
    @DisplayName("an id that is none of ours is refused and named")
    void refuses(String id) {
        assertThatThrownBy(() -> EventPosition.parse("latest", id))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("Last-Event-ID");
    }
}
