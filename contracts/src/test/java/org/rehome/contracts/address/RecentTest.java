package org.rehome.contracts.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What was parsed lately")
final class RecentTest {
    private final List<String> parsed = new ArrayList<>();
    private final Recent<Integer> recent = new Recent<>(16, text -> {
        parsed.add(text);
        return Integer.valueOf(text);
    });

    @Test
    @DisplayName("is not parsed again, and what shares its place is told apart from it")
    void places() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            int number = random.nextInt(64);
            assertThat(recent.parse(Integer.toString(number))).isEqualTo(number);
        }
        int before = parsed.size();
        assertThat(recent.parse("7")).isEqualTo(7);
        assertThat(recent.parse("07".substring(1))).isEqualTo(7);
        assertThat(parsed.size()).isLessThanOrEqualTo(before + 1);
    }

    @Test
    @DisplayName("does not hold what was refused, nor what is long")
    void notKept() {
        assertThatThrownBy(() -> recent.parse("x")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> recent.parse("x")).isInstanceOf(NumberFormatException.class);
        String text = "0".repeat(200) + "1";
        recent.parse(text);
        recent.parse(text);
        assertThat(parsed).containsExactly("x", "x", text, text);
    }
}
