package org.rehome.contracts.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The name of a pool")
class PoolNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "new", "a", "7", "pool-2.example.test", "a--b", "0.1"})
    @DisplayName("has 1 to 63 lower-case letters, digits, dots and hyphens")
    void valid(String text) {
        assertThat(new PoolName(text)).hasToString(text);
        assertThat(new PoolName("a".repeat(63)).value()).hasSize(63);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Legacy", "-a", "a-", ".a", "a.", "a b", "a/b", "a\n", "é", "a_b"})
    @DisplayName("is refused in another form")
    void refused(String text) {
        assertThatThrownBy(() -> new PoolName(text))
                .isInstanceOf(InvalidAddress.class)
                .hasMessageStartingWith("not a pool name: ")
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    @DisplayName("is refused when it is longer")
    void tooLong() {
        assertThatThrownBy(() -> new PoolName("a".repeat(64))).isInstanceOf(InvalidAddress.class);
    }
}
