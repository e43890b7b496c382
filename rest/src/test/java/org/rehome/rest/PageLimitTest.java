package org.rehome.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageLimitTest {

    @Test
    @DisplayName("a page has 100 items unless another number is asked for")
    void defaults() {
        assertThat(PageLimit.of(null)).isEqualTo(100);
        assertThat(PageLimit.of(1)).isEqualTo(1);
        assertThat(PageLimit.of(1000)).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001, Integer.MAX_VALUE, Integer.MIN_VALUE})
    @DisplayName("a number out of bounds is refused and named")
    void refuses(int asked) {
        assertThatThrownBy(() -> PageLimit.of(asked)).hasMessageContaining("limit: " + asked);
    }
}
