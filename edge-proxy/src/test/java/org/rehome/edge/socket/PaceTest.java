package org.rehome.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.K6;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;

@DisplayName("The pace of what comes")
final class PaceTest {
    private static final long SECOND = 1_000_000_000;

    private final Pace pace = new Pace();
    private long now = 5 * SECOND;

    @ParameterizedTest
    @DisplayName("K6: is the rate, after a burst of a second, whatever the amounts are")
    @ValueSource(ints = {1, 10, 1_000, 1_000_000})
    @Spec(K6)
    void isTheRate(int rate) {
        Random random = new Random(rate);
        long begin = now;
        long amount = 0;
        while (now - begin < 60 * SECOND) {
            long some = 1 + random.nextLong(1 + rate / 10);
            amount += some;
            now += pace.took(some, rate, now);
        }
        long seconds = (now - begin) / SECOND;
        assertThat(amount).isBetween(rate * (seconds - 1), rate * (seconds + 2) + 1);
    }

    @Test
    @DisplayName("lets a burst of a second pass, and no more however long it was quiet")
    void burst() {
        for (int i = 0; i < 100; i++) {
            assertThat(pace.took(1, 100, now)).isZero();
        }
        assertThat(pace.took(1, 100, now)).isEqualTo(SECOND / 100);
        now += 3_600 * SECOND;
        assertThat(pace.took(100, 100, now)).isZero();
        assertThat(pace.took(100, 100, now)).isEqualTo(SECOND);
    }

    @Test
    @DisplayName("is any without a rate, and begins anew with one")
    void none() {
        assertThat(pace.took(1_000_000, 0, now)).isZero();
        assertThat(pace.took(50, 100, now)).isZero();
        assertThat(pace.took(1_000_000, 0, now)).isZero();
    }
}
