package org.rehome.directory.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The window")
class WindowTest {
    private static final Duration SHORT = Duration.ofMillis(40);
    private static final Duration LONG = Duration.ofMillis(400);

    private final Window window = new Window(256, Duration.ofMillis(150));

    @Test
    @DisplayName("grows to its largest size while holds are short, and no further")
    void grows() {
        assertThat(window.size()).isEqualTo(64);
        window.held(Collections.nCopies(63, SHORT));
        assertThat(window.size()).isEqualTo(64);
        window.held(Collections.nCopies(1, SHORT));
        assertThat(window.size()).isEqualTo(72);
        for (int i = 0; i < 100; i++) {
            window.held(Collections.nCopies(64, SHORT));
        }
        assertThat(window.size()).isEqualTo(256);
    }

    @Test
    @DisplayName("shrinks by a quarter when more than one in fifty was long, of as many as were on their way")
    void shrinks() {
        window.held(Collections.nCopies(64, LONG));
        assertThat(window.size()).isEqualTo(48);
        window.held(Collections.nCopies(20, LONG));
        assertThat(window.size()).isEqualTo(48);
        window.held(Collections.nCopies(28, SHORT));
        assertThat(window.size()).isEqualTo(36);
        for (int i = 0; i < 100; i++) {
            window.held(Collections.nCopies(64, LONG));
        }
        assertThat(window.size()).isEqualTo(32);
    }

    @Test
    @DisplayName("grows although one in fifty was long")
    void growsAllTheSame() {
        window.held(Collections.nCopies(1, LONG));
        window.held(Collections.nCopies(63, SHORT));
        assertThat(window.size()).isEqualTo(72);
    }

    @Test
    @DisplayName("is never larger than it may be, and of a size that makes sense")
    void bounds() {
        Window small = new Window(3, SHORT);
        small.held(Collections.nCopies(3, LONG));
        small.held(List.of());
        assertThat(small.size()).isEqualTo(3);
        assertThatThrownBy(() -> new Window(0, SHORT)).hasMessageContaining("rehome.directory.window is 0");
        assertThatThrownBy(() -> new Window(1, Duration.ZERO)).hasMessageContaining("rehome.directory.hold-aim");
    }

    @Test
    @DisplayName("shows itself in how long lanes are held: half of them, and 99 %, at most so long")
    void holds() {
        Holds holds = new Holds(Map.of());
        assertThat(holds.times()).isEmpty();
        for (int i = 1; i <= 100; i++) {
            holds.add(List.of(Duration.ofMillis(i)));
        }
        assertThat(holds.times()).contains(new Move.HoldTimes(50, 99));
        assertThat(new Holds(Map.of(7L, 3)).times()).contains(new Move.HoldTimes(7, 7));
    }
}
