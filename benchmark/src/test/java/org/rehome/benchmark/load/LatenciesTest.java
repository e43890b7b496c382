package org.rehome.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Latencies")
class LatenciesTest {
    @ParameterizedTest(name = "of {0} messages: {1} and {2} ms")
    @CsvSource({"1, 1, 1", "2, 1, 2", "3, 2, 3", "100, 50, 99", "200, 100, 198", "5000, 2500, 4950"})
    @DisplayName("are judged by nearest rank, in whatever order they came")
    void nearestRank(int count, double p50, double p99) {
        var latencies = new Latencies(0, 10);
        for (int millis = count; millis >= 1; millis--) {
            latencies.arrived(5, 5 + millis * 1_000_000L);
        }
        assertThat(latencies.count()).isEqualTo(count);
        assertThat(latencies.millis(50)).isEqualTo(p50);
        assertThat(latencies.millis(99)).isEqualTo(p99);
    }

    @Test
    @DisplayName("count for messages that were due within the window, whenever they came")
    void window() {
        long from = Long.MAX_VALUE - 5;
        var latencies = new Latencies(from, from + 10);
        for (long due : new long[] {from - 1, from, from + 9, from + 10}) {
            latencies.arrived(due, due + 1_000_000_000);
        }
        assertThat(latencies.count()).isEqualTo(2);
        assertThat(latencies.millis(50)).isEqualTo(1_000);
    }

    @Test
    @DisplayName("of no messages are none")
    void none() {
        Latencies none = Latencies.none();
        none.arrived(0, 1);
        assertThatThrownBy(() -> none.millis(50)).isInstanceOf(IllegalStateException.class);
    }
}
