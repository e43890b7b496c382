package org.rehome.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A marker")
class MarkerTest {
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 2, 3", "63, 1234567, 987654321012345", "255, 4294967295, -1"})
    @DisplayName("gives back what was written, and touches nothing else")
    void writtenAndRead(int lane, long sequence, long dueNanos) {
        byte[] bytes = new byte[Marker.LENGTH + 2];
        Marker.write(bytes, 1, lane, sequence, dueNanos);
        assertThat(Marker.lane(bytes, 1)).isEqualTo(lane);
        assertThat(Marker.sequence(bytes, 1)).isEqualTo(sequence);
        assertThat(Marker.dueNanos(bytes, 1)).isEqualTo(dueNanos);
        assertThat(bytes[0]).isZero();
        assertThat(bytes[1]).isEqualTo(Marker.START);
        assertThat(bytes[Marker.LENGTH + 1]).isZero();
    }
}
