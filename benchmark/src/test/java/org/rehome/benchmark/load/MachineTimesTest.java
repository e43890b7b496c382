package org.rehome.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The machine's processor time")
class MachineTimesTest {
    @Test
    @DisplayName("is busy in every state but idle and waiting for disks (proc(5))")
    void parsed() {
        String stat = "cpu  1 20 300 4000 50000 600000 7000000 80000000 9 9\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
        assertThat(MachineTimes.parse(stat)).isEqualTo(new MachineTimes(87_600_321, 87_654_321));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.75", "1, 0.5", "3, 0", "4, 0"})
    @DisplayName("is others' where it is not that of those who are measured")
    void others(double measuredSeconds, double share) {
        var before = new MachineTimes(1_000, 5_000);
        var after = new MachineTimes(1_300, 5_400);
        assertThat(after.othersSince(before, measuredSeconds)).isCloseTo(share, within(1e-9));
    }
}
