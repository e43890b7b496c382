package org.rehome.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Processor time")
class ProcessTimesTest {
    @ParameterizedTest
    @ValueSource(strings = {"(java)", "(a) S 9 (b)", "()"})
    @DisplayName("is read behind the process's name, whatever that is (proc(5))")
    void parsed(String name) {
        String stat = "42 " + name + " S 1 42 42 0 -1 4194560 100 200 0 0 1234 566 7 8 20 0 30 0 100 1 1";
        assertThat(ProcessTimes.parse(stat)).isEqualTo(18.0);
    }

    @Test
    @DisplayName("is told per million messages, for what is known before and after")
    void perMillion() {
        var before = new ProcessTimes(Map.of("edge", 1.0, "gone", 1.0));
        var after = new ProcessTimes(Map.of("edge", 3.5, "come", 1.0));
        assertThat(after.perMillionSince(before, 50_000)).isEqualTo(Map.of("edge", 50.0));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("of this process is there, of one that is gone it is not")
    void ofProcesses() throws IOException {
        long own = ProcessHandle.current().pid();
        assertThat(ProcessTimes.of(Map.of("own", own)).seconds()).containsKey("own");
        assertThatThrownBy(() -> ProcessTimes.of(Map.of("gone", 1L << 40))).isInstanceOf(IOException.class);
    }
}
