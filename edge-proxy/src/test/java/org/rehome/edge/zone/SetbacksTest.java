package org.rehome.edge.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.K10;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.conformance.Spec;

@Spec(K10)
final class SetbacksTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final Setbacks<String, String> setbacks =
            new Setbacks<>(Duration.ofSeconds(1), Duration.ofSeconds(2), new Random(10), nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    @DisplayName("K10: what has failed is remembered for the least time, and forgotten after the longest")
    void bounded() {
        assertThat(setbacks.find("a.test")).isEmpty();
        setbacks.add("a.test", "refused");
        pass(Duration.ofMillis(999));
        assertThat(setbacks.find("a.test")).contains("refused");
        assertThat(setbacks.find("b.test")).isEmpty();
        pass(Duration.ofMillis(1_001));
        assertThat(setbacks.find("a.test")).isEmpty();
    }

    @Test
    @DisplayName("K10: what failed together is forgotten one by one")
    void jitter() {
        for (int i = 0; i < 100; i++) {
            setbacks.add("p" + i, "refused");
        }
        pass(Duration.ofMillis(1_500));
        long remembered = java.util.stream.IntStream.range(0, 100)
                .filter(i -> setbacks.find("p" + i).isPresent())
                .count();
        assertThat(remembered).isBetween(25L, 75L);
    }

    @Test
    @DisplayName("what has led somewhere is no setback any more")
    void forgotten() {
        setbacks.add("a.test", "refused");
        setbacks.forget("a.test");
        assertThat(setbacks.find("a.test")).isEmpty();
    }
}
