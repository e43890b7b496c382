package org.rehome.directory.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.user.Home.Homed;
import org.rehome.directory.user.Home.Moving;

@DisplayName("A home")
class HomeTest {
    private static final PoolName OLD = new PoolName("old");
    private static final PoolName NEW = new PoolName("new");

    static Stream<Arguments> transitions() {
        return Stream.of(
                Arguments.of("leaves", new Homed(OLD, 1).leaveFor(NEW, "m"), new Moving(OLD, NEW, 2, "m")),
                Arguments.of("arrives", new Moving(OLD, NEW, 2, "m").arrive(), new Homed(NEW, 3)),
                Arguments.of("is put back", new Moving(OLD, NEW, 2, "m").abort(), new Homed(OLD, 3)),
                Arguments.of("leaves again", new Homed(NEW, 3).leaveFor(OLD, "n"), new Moving(NEW, OLD, 4, "n")));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("transitions")
    @DisplayName("raises its epoch by one with each transition")
    void transitions(String what, Home after, Home expected) {
        assertThat(after).isEqualTo(expected);
    }

    @Test
    @DisplayName("while moving is on the pool that is left")
    void movingIsOnTheOldPool() {
        assertThat(new Moving(OLD, NEW, 2, "m").pool()).isEqualTo(OLD);
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("m", 2L, true),
                Arguments.of("m", 1L, false),
                Arguments.of("m", 3L, false),
                Arguments.of("other", 2L, false));
    }

    @ParameterizedTest(name = "move {0}, epoch {1}: {2}")
    @MethodSource("answers")
    @DisplayName("is answered by its own move and epoch alone")
    void answers(String move, long epoch, boolean expected) {
        assertThat(new Moving(OLD, NEW, 2, "m").isAnsweredBy(move, epoch)).isEqualTo(expected);
    }

    @Test
    @DisplayName("refuses a move to the same pool and an epoch below the first")
    void refuses() {
        assertThatThrownBy(() -> new Homed(OLD, 1).leaveFor(OLD, "m")).hasMessageContaining("from pool old to itself");
        assertThatThrownBy(() -> new Homed(OLD, 0)).hasMessageContaining("epoch 0");
    }
}
