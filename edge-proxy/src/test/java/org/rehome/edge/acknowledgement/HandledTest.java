package org.rehome.edge.acknowledgement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rehome.conformance.Requirement.H2;
import static org.rehome.conformance.Requirement.H3;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;

@DisplayName("What is handled of a peer's stream")
final class HandledTest {

    @ParameterizedTest(name = "durable in the order {0}: {1}")
    @DisplayName("H3: is a prefix: what is durable behind something that is not does not count yet")
    @Spec(H3)
    @CsvSource({
        "0 1 2 3, 1 2 3 4",
        "3 2 1 0, 0 0 0 4",
        "1 0 3 2, 0 2 2 4",
        "0 2 3 1, 1 1 1 4",
        "0 3 2 1, 1 1 1 4",
    })
    void prefix(String order, String counts) {
        Handled handled = new Handled();
        handled.begin();
        for (int i = 0; i < 4; i++) {
            assertThat(handled.take()).isEqualTo(i);
        }
        List<String> came = new ArrayList<>();
        for (String each : order.split(" ", -1)) {
            long before = handled.count();
            boolean moved = handled.done(Long.parseLong(each));
            assertThat(moved).isEqualTo(handled.count() > before);
            came.add(Long.toString(handled.count()));
        }
        assertThat(String.join(" ", came)).isEqualTo(counts);
    }

    @Test
    @DisplayName("H2: begins with <enable/>: what was read before is never counted")
    @Spec(H2)
    void begins() {
        Handled handled = new Handled();
        long early = handled.take();
        handled.begin();
        long first = handled.take();
        assertThat(handled.done(early)).isFalse();
        assertThat(handled.count()).isZero();
        assertThat(handled.done(first)).isTrue();
        assertThat(handled.count()).isEqualTo(1);
        assertThat(handled.taken()).isEqualTo(1);
    }

    @Test
    @DisplayName("takes each stanza once, and none that was not read")
    void once() {
        Handled handled = new Handled();
        handled.begin();
        handled.take();
        handled.take();
        handled.done(1);
        assertThatThrownBy(() -> handled.done(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> handled.done(2)).isInstanceOf(IllegalArgumentException.class);
        handled.done(0);
        assertThatThrownBy(() -> handled.done(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @DisplayName("H3: generated: never more than what is durable without a gap, and all of it in the end")
    @Spec(H3)
    @ValueSource(longs = {1, 2, 3, 198, 6120})
    void generated(long seed) {
        Random random = new Random(seed);
        Handled handled = new Handled();
        handled.begin();
        List<Long> underWay = new ArrayList<>();
        Set<Long> durable = new HashSet<>();
        for (int i = 0; i < 5_000 || !underWay.isEmpty(); i++) {
            if (i < 5_000 && random.nextInt(3) > 0) {
                underWay.add(handled.take());
            } else if (!underWay.isEmpty()) {
                Long place = underWay.remove(random.nextInt(Math.min(20, underWay.size())));
                durable.add(place);
                handled.done(place);
            }
            assertThat(durable.contains(handled.count())).isFalse();
            if (handled.count() > 0) {
                assertThat(durable).contains(handled.count() - 1);
            }
        }
        assertThat(handled.count()).isEqualTo(handled.taken()).isEqualTo(durable.size());
    }
}
