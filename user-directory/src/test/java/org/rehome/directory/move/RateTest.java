package org.rehome.directory.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.PoolName;

@DisplayName("The progress of a move")
class RateTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    @DisplayName("is told as a rate over the last ten seconds, or since it began")
    void rate() {
        Rate rate = new Rate();
        assertThat(rate.perSecond(1000)).isZero();
        for (int i = 0; i < 6; i++) {
            rate.count(1000, 1);
        }
        assertThat(rate.perSecond(1000)).isEqualTo(6.0);
        assertThat(rate.perSecond(1001)).isEqualTo(3.0);
        for (int i = 0; i < 14; i++) {
            rate.count(1009, 1);
        }
        assertThat(rate.perSecond(1009)).isEqualTo(2.0);
        assertThat(rate.perSecond(1010)).isEqualTo(1.4);
        assertThat(rate.perSecond(1030)).isZero();
    }

    @Test
    @DisplayName("has a mean when it is completed, and a state that tells failures and what operators wanted")
    void mean() {
        assertThat(move(counts(4, 0), false, false, null).state()).isEqualTo(Move.State.RUNNING);
        assertThat(move(counts(4, 0), true, false, null).state()).isEqualTo(Move.State.PAUSED);
        assertThat(move(counts(4, 0), false, true, null).state()).isEqualTo(Move.State.CANCELLING);
        Move completed = move(counts(10, 0), false, false, START.plusSeconds(4));
        assertThat(completed.state()).isEqualTo(Move.State.COMPLETED);
        assertThat(completed.meanPerSecond()).isEqualTo(2.5);
        assertThat(move(counts(9, 1), false, false, START.plusSeconds(4)).state())
                .isEqualTo(Move.State.COMPLETED_WITH_FAILURES);
        assertThat(move(counts(9, 1), false, true, START.plusSeconds(4)).state())
                .isEqualTo(Move.State.CANCELLED);
    }

    @Test
    @DisplayName("tells how long it takes still while users arrive, and not faster than is wanted")
    void left() {
        assertThat(move(counts(4, 0), false, false, null).left(2)).contains(Duration.ofSeconds(3));
        assertThat(move(counts(4, 0), false, false, null).left(0)).isEmpty();
        assertThat(move(counts(4, 0), true, false, null).left(2)).isEmpty();
        assertThat(move(counts(4, 0), false, false, START.plusSeconds(1)).left(2))
                .isEmpty();
        Move slow = Move.begun("id", new PoolName("new"), 10, 0, 1, false, null, START);
        assertThat(slow.left(5)).contains(Duration.ofSeconds(10));
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

    private static Move.Counts counts(int moved, int failed) {
        return new Move.Counts(10, moved, failed, 0, 0);
    }

    private static Move move(Move.Counts counts, boolean paused, boolean cancelled, @Nullable Instant end) {
        Move.Steering steering = new Move.Steering(paused, cancelled, null);
        return new Move("id", new PoolName("new"), counts, steering, false, null, START, end, null);
    }
}
