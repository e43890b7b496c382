package org.rehome.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.C12;

import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.conformance.Spec;

final class RetryPauseTest {

    @ParameterizedTest
    @Spec(C12)
    @DisplayName("C12: a pause grows with each failure, up to 5 s, and chance makes it up to half as long")
    @CsvSource({"0, 0", "1, 250", "2, 500", "3, 1000", "5, 4000", "6, 5000", "7, 5000", "1000000, 5000"})
    void grows(int failures, long longest) {
        Random random = new Random(12);
        Set<Long> pauses = LongStream.range(0, 1_000)
                .map(i -> RetryPause.millis(failures, random))
                .boxed()
                .collect(Collectors.toSet());
        assertThat(pauses).allMatch(pause -> longest / 2 <= pause && pause <= longest);
        assertThat(pauses).hasSizeGreaterThanOrEqualTo(longest == 0 ? 1 : 100);
    }
}
