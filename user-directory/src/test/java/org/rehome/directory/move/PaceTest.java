package org.rehome.directory.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pace of a move")
class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    @DisplayName("lets all leave who want to when there is no limit")
    void unlimited() {
        Pace pace = new Pace(0);
        assertThat(pace.due(0, 500)).isEqualTo(500);
        assertThat(pace.next()).isZero();
    }

    @Test
    @DisplayName("lets one leave at first, the next when her time has come")
    void slow() {
        Pace pace = new Pace(0);
        pace.limit(2);
        assertThat(pace.due(0, 500)).isEqualTo(1);
        pace.left(1);
        assertThat(pace.due(SECOND / 4, 500)).isZero();
        assertThat(pace.next()).isEqualTo(SECOND / 4);
        assertThat(pace.due(SECOND / 2, 500)).isEqualTo(1);
        assertThat(pace.next()).isZero();
    }

    @Test
    @DisplayName("never lets more leave in any second than the limit and a tenth of it, however it is asked")
    void limited() {
        Random random = new Random(3);
        Pace pace = new Pace(0);
        pace.limit(100);
        long now = 0;
        long[] perSecond = new long[21];
        while (now < 20 * SECOND) {
            now += random.nextInt(300_000_000);
            int due = pace.due(now, 500);
            pace.left(due);
            perSecond[(int) Math.min(20, now / SECOND)] += due;
        }
        assertThat(LongStream.of(perSecond)).allMatch(left -> left <= 110);
        assertThat(perSecond[10]).isPositive();
    }

    @Test
    @DisplayName("lets users leave together when the limit is high, or as few as there are places for")
    void together() {
        Pace pace = new Pace(0);
        pace.limit(1000);
        assertThat(pace.due(SECOND / 100, 500)).isZero();
        assertThat(pace.next()).isPositive().isLessThanOrEqualTo(SECOND / 100);
        assertThat(pace.due(SECOND / 100, 5)).isEqualTo(5);
        assertThat(pace.due(SECOND / 50, 500)).isEqualTo(21);
    }

    @Test
    @DisplayName("does not make up for a time in which nobody wanted to leave")
    void forgoes() {
        Pace pace = new Pace(0);
        pace.limit(50);
        assertThat(pace.due(100 * SECOND, 500)).isEqualTo(5);
    }
}
