package org.rehome.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The check of the lanes")
class LaneCheckTest {
    /// Two lanes, a and b, of which two messages each were sent.
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "a0 a1 b0 b1,",
        "b0 a0 b1 a1,",
        "a0 a1 b0, lane 1: 1 of 2 messages arrived",
        "a0 b0 b1, lane 0: 1 of 2 messages arrived",
        "a1 b0 b1, lane 0: message 1 came where 0 was expected",
        "a0 a0 a1 b0 b1, lane 0: message 0 came again or late; 1 was expected",
        "a0 a1 b1 b0, lane 1: message 1 came where 0 was expected",
        "a0 a1 b0 b1 b2, lane 1: 3 of 2 messages arrived",
        "a0 a1 b0 b1 c0, 'a message of lane 2, which there is not'",
    })
    @DisplayName("passes what came once and in order, and nothing else")
    void judged(String arrivals, @Nullable String wrong) {
        var check = new LaneCheck(2);
        for (String arrival : arrivals.split(" ", -1)) {
            check.arrived(arrival.charAt(0) - 'a', arrival.charAt(1) - '0');
        }
        assertThat(check.received()).isEqualTo(arrivals.split(" ", -1).length);
        assertThat(check.wrongAfter(new long[] {2, 2}).orElse(null)).isEqualTo(wrong);
    }
}
