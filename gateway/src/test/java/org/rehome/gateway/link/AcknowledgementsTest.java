package org.rehome.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.rehome.gateway.link.Acknowledgements.Take;
import org.rehome.xmpp.hook.Requests.Position;

@DisplayName("The acknowledgements of a hook's hand-overs")
class AcknowledgementsTest {

    @Test
    @DisplayName("count only up to the first that is not durable")
    void contiguous() {
        Acknowledgements of = new Acknowledgements();
        assertThat(of.position()).isNull();
        of.begin("q");
        assertThat(List.of(of.take(1), of.take(2), of.take(3))).containsOnly(Take.NEW);
        of.durable("q", 3);
        of.durable("q", 2);
        assertThat(of.position()).isEqualTo(new Position("q", 0));
        of.durable("q", 1);
        assertThat(of.position()).isEqualTo(new Position("q", 3));
        assertThat(of.take(5)).isEqualTo(Take.GAP);
        of.begin("other");
        of.durable("q", 4);
        assertThat(of.position()).isEqualTo(new Position("other", 0));
    }

    @Test
    @DisplayName("of a gateway that has been restarted begin with the first number that the hook still has")
    void restarted() {
        Acknowledgements of = new Acknowledgements();
        of.begin("q");
        of.begin("q");
        assertThat(List.of(of.take(301), of.take(302))).containsOnly(Take.NEW);
        of.durable("q", 301);
        assertThat(of.position()).isEqualTo(new Position("q", 301));
        assertThat(of.take(304)).isEqualTo(Take.GAP);
        of.begin("q");
        assertThat(of.take(302)).isEqualTo(Take.NEW);
    }

    @RepeatedTest(200)
    @DisplayName("lose nothing, double nothing and keep the order, through random completions and reconnects")
    void random(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        Acknowledgements of = new Acknowledgements();
        int total = 50;
        long acknowledged = 0;
        List<Long> written = new ArrayList<>();
        List<Long> inFlight = new ArrayList<>();
        of.begin("q");
        long next = 1;
        while (acknowledged < total) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    // a reconnect: what fails on the stream that has ended is sent again
                    for (Long each : List.copyOf(inFlight)) {
                        if (random.nextBoolean()) {
                            written.add(each);
                            of.durable("q", each);
                        }
                    }
                    inFlight.clear();
                    of.begin("q");
                    next = Objects.requireNonNull(of.position()).h() + 1;
                }
                case 1, 2, 3 -> {
                    if (next <= total) {
                        if (of.take(next) == Take.NEW) {
                            inFlight.add(next);
                        }
                        next++;
                    }
                }
                default -> {
                    if (!inFlight.isEmpty()) {
                        Long done = inFlight.remove(random.nextInt(inFlight.size()));
                        written.add(done);
                        of.durable("q", done);
                    }
                }
            }
            acknowledged = Objects.requireNonNull(of.position()).h();
            for (long seq = 1; seq <= acknowledged; seq++) {
                assertThat(written).contains(seq);
            }
        }
        assertThat(written).doesNotHaveDuplicates().hasSize(total);
    }
}
