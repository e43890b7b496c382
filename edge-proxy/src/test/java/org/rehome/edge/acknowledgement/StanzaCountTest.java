package org.rehome.edge.acknowledgement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.H2;
import static org.rehome.conformance.Requirement.H4;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;

@DisplayName("The number of an acknowledgement")
final class StanzaCountTest {

    @ParameterizedTest
    @DisplayName("H2: is unsigned, 32 bits, and 0 after the largest")
    @Spec(H2)
    @CsvSource({"0, 0", "1, 1", "4294967295, 4294967295", "4294967296, 0", "4294967297, 1", "12884901888, 0"})
    void wraps(long count, long h) {
        assertThat(StanzaCount.wrapped(count)).isEqualTo(h);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "007, 7", "4294967295, 4294967295"})
    @DisplayName("is read as it is written")
    void read(String text, long h) {
        assertThat(StanzaCount.read(text)).hasValue(h);
    }

    @ParameterizedTest
    @DisplayName("H4: is nothing else")
    @Spec(H4)
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "+1",
                "-1",
                "1.0",
                "0x1",
                "4294967296",
                "9999999999",
                "99999999999999999999",
                "١",
                "one"
            })
    void wrong(String text) {
        assertThat(StanzaCount.read(text)).isEmpty();
    }
}
