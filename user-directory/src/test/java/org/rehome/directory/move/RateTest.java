package org.rehome.directory.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.PoolName;

@DisplayName("The progress of a move")
class RateTest {

    @Test
    @DisplayName("is told as a rate over the last ten seconds, or since it began")
    void rate() {
        Rate rate = new Rate();
        assertThat(rate.perSecond(1000)).isZero();
        for (int i = 0; i < 6; i++) {
            rate.count(1000);
        }
        assertThat(rate.perSecond(1000)).isEqualTo(6.0);
        assertThat(rate.perSecond(1001)).isEqualTo(3.0);
        for (int i = 0; i < 14; i++) {
            rate.count(1009);
        }
        assertThat(rate.perSecond(1009)).isEqualTo(2.0);
        assertThat(rate.perSecond(1010)).isEqualTo(1.4);
        assertThat(rate.perSecond(1030)).isZero();
    }

    @Test
    @DisplayName("has a mean when it is completed, and a state that tells failures")
    void mean() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Move running = move(new Move.Counts(10, 4, 0, 0), start, null);
        assertThat(running.state()).isEqualTo(Move.State.RUNNING);
        Move completed = move(new Move.Counts(10, 10, 0, 0), start, start.plusSeconds(4));
        assertThat(completed.state()).isEqualTo(Move.State.COMPLETED);
        assertThat(completed.meanPerSecond()).isEqualTo(2.5);
        Move failed = move(new Move.Counts(10, 9, 1, 0), start, start.plusSeconds(4));
        assertThat(failed.state()).isEqualTo(Move.State.COMPLETED_WITH_FAILURES);
    }

    @Test
    @DisplayName("belongs to an id that is a UUID of version 7 and sorts by time (RFC 9562 §5.7)")
    void ids() {
        Random random = new Random(7);
        String before = "";
        for (int i = 0; i < 1000; i++) {
            String id = Move.newId(Instant.ofEpochMilli(1_700_000_000_000L + i), random);
            assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(id).isGreaterThan(before);
            before = id;
        }
    }

    private static Move move(Move.Counts counts, Instant start, @org.jspecify.annotations.Nullable Instant end) {
        return new Move("id", new PoolName("new"), counts, false, null, start, end);
    }
}
