package org.rehome.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A partition's quiescence")
class QuiescenceTest {
    private final Quiescence lanes = new Quiescence();

    @Test
    @DisplayName("a quiet lane is said to be quiet at once")
    void quietAtOnce() {
        assertThat(lanes.moving("a", "m1", 2)).containsExactly(new Quiesced("a", "m1", 2));
    }

    @Test
    @DisplayName("a lane with stanzas in flight is said to be quiet when the last of them is settled")
    void quietAfterTheLast() {
        assertThat(lanes.take("a")).isTrue();
        assertThat(lanes.take("a")).isTrue();
        assertThat(lanes.take("b")).isTrue();

        assertThat(lanes.moving("a", "m1", 2)).isEmpty();
        assertThat(lanes.take("a")).isFalse();
        assertThat(lanes.settled(List.of("a", "b"))).isEmpty();
        assertThat(lanes.settled(List.of("a"))).containsExactly(new Quiesced("a", "m1", 2));
        assertThat(lanes.take("a")).isFalse();
        assertThat(lanes.inFlight()).isZero();
    }

    @Test
    @DisplayName("the lane opens when the user is at home, not by a stale home")
    void opensWhenHomed() {
        lanes.moving("a", "m1", 4);
        lanes.homed("a", 3);
        assertThat(lanes.take("a")).isFalse();

        lanes.homed("a", 5);
        assertThat(lanes.take("a")).isTrue();
    }

    @Test
    @DisplayName("the same move twice is answered once, a stale one not at all, a later one again")
    void answersEachMoveOnce() {
        assertThat(lanes.moving("a", "m2", 4)).hasSize(1);
        assertThat(lanes.moving("a", "m2", 4)).isEmpty();
        assertThat(lanes.moving("a", "m1", 2)).isEmpty();
        assertThat(lanes.moving("a", "m3", 6)).containsExactly(new Quiesced("a", "m3", 6));
    }

    @Test
    @DisplayName("what was never taken cannot be settled")
    void neverTaken() {
        assertThatThrownBy(() -> lanes.settled(List.of("a"))).isInstanceOf(IllegalStateException.class);
    }

    /// A user as the rules describe her, without how they are kept.
    private static final class User {
        private int inFlight;
        private long movingEpoch = -1;
        private final Set<Long> answered = new HashSet<>();

        boolean moving() {
            return movingEpoch >= 0;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    @DisplayName("in any history nothing is in flight when a lane is said to be quiet, and each move is answered once")
    void anyHistory(long seed) {
        Random random = new Random(seed);
        Map<String, User> users = new HashMap<>();
        for (String each : List.of("a", "b", "c", "d")) {
            users.put(each, new User());
        }
        long epoch = 1;
        for (int i = 0; i < 20_000; i++) {
            String name = List.copyOf(users.keySet()).get(random.nextInt(users.size()));
            User user = java.util.Objects.requireNonNull(users.get(name));
            List<Quiesced> answers = List.of();
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    boolean taken = lanes.take(name);
                    assertThat(taken).isEqualTo(!user.moving());
                    user.inFlight += taken ? 1 : 0;
                }
                case 2 -> {
                    // sometimes an old event comes again
                    long of = random.nextInt(4) == 0 ? Math.max(1, epoch - random.nextInt(5)) : ++epoch;
                    boolean newer = !user.moving() || of > user.movingEpoch;
                    answers = lanes.moving(name, "m" + of, of);
                    if (newer) {
                        user.movingEpoch = of;
                        // the same move again, after the user was at home, is another hold
                        user.answered.remove(of);
                    }
                }
                case 3 -> {
                    long of = random.nextInt(4) == 0 ? Math.max(1, epoch - random.nextInt(5)) : ++epoch;
                    lanes.homed(name, of);
                    user.movingEpoch = of >= user.movingEpoch ? -1 : user.movingEpoch;
                }
                default -> answers = lanes.settled(someInFlight(users, random));
            }
            check(users, answers);
        }
        assertThat(users.values()).allSatisfy(user -> assertThat(user.answered).hasSizeGreaterThan(100));
    }

    private static List<String> someInFlight(Map<String, User> users, Random random) {
        List<String> settled = new ArrayList<>();
        users.forEach((name, user) -> {
            int count = random.nextInt(user.inFlight + 1);
            user.inFlight -= count;
            for (int i = 0; i < count; i++) {
                settled.add(name);
            }
        });
        return settled;
    }

    private void check(Map<String, User> users, List<Quiesced> answers) {
        for (Quiesced each : answers) {
            User user = java.util.Objects.requireNonNull(users.get(each.user()));
            assertThat(user.inFlight).isZero();
            assertThat(each.epoch()).isEqualTo(user.movingEpoch);
            assertThat(each.move()).isEqualTo("m" + each.epoch());
            assertThat(user.answered.add(each.epoch())).as("first answer").isTrue();
        }
        users.forEach((name, user) -> {
            if (user.moving() && user.inFlight == 0) {
                assertThat(user.answered).as(name).contains(user.movingEpoch);
            }
        });
        assertThat(lanes.inFlight())
                .isEqualTo(
                        users.values().stream().mapToInt(user -> user.inFlight).sum());
    }
}
