package org.rehome.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final Lane lane = new Lane("julia>alice");

    LaneTest() {
        for (int sent = 0; sent < 4; sent++) {
            lane.next();
        }
    }

    @Test
    void what_came_whole_and_in_order_has_no_anomaly() {
        assertThat(lane.anomalies(List.of(1, 2, 3, 4))).isEmpty();
    }

    @Test
    void each_anomaly_is_named() {
        assertThat(lane.anomalies(List.of(1, 3, 2, 2, 5)))
                .containsExactly(
                        "julia>alice 2 came after 3",
                        "julia>alice 2 came twice",
                        "julia>alice 5 was never sent",
                        "julia>alice 4 is lost");
    }

    @Test
    void only_the_bodies_of_the_lane_count() {
        assertThat(lane.numbers(List.of("julia>alice 1", "julia>bob 2", "hello", "julia>alice 3")))
                .containsExactly(1, 3);
    }
}
