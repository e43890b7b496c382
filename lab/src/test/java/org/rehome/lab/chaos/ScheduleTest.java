package org.rehome.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.lab.chaos.Schedule.Cast;
import org.rehome.lab.chaos.Schedule.Planned;
import org.rehome.lab.chaos.Schedule.PlannedMove;

@DisplayName("A schedule")
final class ScheduleTest {
    private static final Cast CAST =
            new Cast(6, List.of("legacy", "new"), List.of("partner1.test", "partner2.test"), SuiteProcess.of(1));

    private static final Set<String> KINDS = Set.of(
            "kill-edge",
            "kill-gateway",
            "kill-directory",
            "kill-broker",
            "freeze-edge",
            "freeze-gateway",
            "freeze-directory",
            "freeze-broker",
            "pool-away",
            "partner-away",
            "pool-stall",
            "partner-stall",
            "pool-reset",
            "partner-reset");

    static LongStream seeds() {
        return LongStream.rangeClosed(0, 200);
    }

    private static Schedule of(long seed, int seconds) {
        return Schedule.of(seed, Duration.ofSeconds(seconds), CAST);
    }

    private static Set<String> kinds(List<Planned> planned) {
        var kinds = new TreeSet<String>();
        planned.forEach(each -> kinds.add(each.fault().kind()));
        return kinds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("has the kills of both edges and both gateways where there are two")
    void twoInstances(long seed) {
        var cast = new Cast(6, CAST.pools(), CAST.partners(), SuiteProcess.of(2));
        assertThat(kinds(Schedule.of(seed, Duration.ofMinutes(4), cast).heavy()))
                .contains("kill-edge", "kill-edge-2", "kill-gateway", "kill-gateway-2");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("is the same for the same seed")
    void same(long seed) {
        assertThat(of(seed, 600)).isEqualTo(of(seed, 600));
    }

    @Test
    @DisplayName("of a seed stays what it is: who reports a seed reports what happened")
    void stable() {
        assertThat(of(1, 60).heavy().stream()
                        .map(each -> each.at().toMillis() + " " + each.fault().describe()))
                .containsExactly(
                        "3000 kill-gateway",
                        "13080 kill-broker",
                        "22920 kill-edge",
                        "32280 kill-directory",
                        "44520 partner-stall partner1.test for 12817 ms",
                        "55320 freeze-broker for 13128 ms");
    }

    @Test
    @DisplayName("is another one for another seed")
    void other() {
        assertThat(seeds().mapToObj(seed -> of(seed, 600)).distinct()).hasSize(201);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("has every kind of fault in ten minutes")
    void everyKind(long seed) {
        Schedule schedule = of(seed, 600);
        Set<String> kinds = kinds(Stream.concat(schedule.heavy().stream(), schedule.light().stream())
                .toList());
        assertThat(kinds).isEqualTo(KINDS);
        assertThat(schedule.moves()).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("kills every process in the first minute")
    void everyProcess(long seed) {
        assertThat(kinds(of(seed, 60).heavy())).contains("kill-edge", "kill-gateway", "kill-directory", "kill-broker");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("goes forward, from the beginning to its length, and leaves time between heavy faults")
    void inOrder(long seed) {
        Schedule schedule = of(seed, 300);
        for (List<Planned> planned : List.of(schedule.heavy(), schedule.light())) {
            assertThat(planned.stream().map(Planned::at)).isSorted().allMatch(ScheduleTest::within);
        }
        assertThat(schedule.moves().stream().map(PlannedMove::at)).isSorted().allMatch(ScheduleTest::within);
        for (int i = 1; i < schedule.heavy().size(); i++) {
            Duration before = schedule.heavy().get(i - 1).at();
            assertThat(schedule.heavy().get(i).at().minus(before)).isGreaterThan(Duration.ofSeconds(8));
        }
    }

    private static boolean within(Duration at) {
        return at.isPositive() && at.compareTo(Duration.ofMinutes(5)) < 0;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("moves users that there are, each once at a time, and knows its cast")
    void cast(long seed) {
        Schedule schedule = of(seed, 300);
        assertThat(schedule.moves()).allSatisfy(move -> assertThat(move.users())
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allMatch(user -> user >= 0 && user < CAST.users()));
        for (Planned each : schedule.heavy()) {
            switch (each.fault()) {
                case Fault.PoolAway away -> assertThat(CAST.pools()).contains(away.pool());
                case Fault.PoolStall stall -> assertThat(CAST.pools()).contains(stall.pool());
                case Fault.PoolReset reset -> assertThat(CAST.pools()).contains(reset.pool());
                case Fault.PartnerAway away -> assertThat(CAST.partners()).contains(away.partner());
                case Fault.PartnerStall stall -> assertThat(CAST.partners()).contains(stall.partner());
                case Fault.PartnerReset reset -> assertThat(CAST.partners()).contains(reset.partner());
                case Fault.Freeze freeze -> assertThat(freeze.lasting()).isGreaterThan(Duration.ofSeconds(10));
                case Fault.Kill kill -> assertThat(kill.process()).isNotNull();
            }
        }
    }

    @Test
    @DisplayName("of one user and no time to speak of can be made too")
    void small() {
        var alone = new Cast(1, List.of("legacy"), List.of("partner1.test"), SuiteProcess.of(1));
        assertThat(Schedule.of(7, Duration.ofSeconds(10), alone).heavy()).hasSize(1);
        assertThat(Schedule.of(7, Duration.ofSeconds(10), alone).moves())
                .extracting(PlannedMove::users)
                .containsOnly(List.of(0));
        assertThatThrownBy(() -> new Cast(0, List.of("legacy"), List.of("partner1.test"), SuiteProcess.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Freeze(SuiteProcess.EDGE, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
