package org.rehome.benchmark.moves;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.benchmark.moves.Passed.Hold;
import org.rehome.benchmark.moves.Passed.Memory;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.ledger.Pair;
import org.rehome.lab.ledger.Token;
import org.rehome.lab.stanza.StanzaKind;
import org.rehome.lab.traffic.Traffic;

final class MovesReportTest {
    private static final Pair PAIR = new Pair("a@partner1.test", "user1@example.test");

    private final Ledger ledger = new Ledger("run");

    @Test
    @DisplayName("the time until a move has begun counts, and the targets are those of moves under traffic")
    void figures() {
        Passed quiet = passed("quiet, there", 0, 20_000, 300, Optional.empty());
        Passed busy = passed("under traffic, there", 0, 2_000, 90, Optional.of(delivered()));
        assertThat(MovesText.line(quiet)).contains("10000 moved in 20.0 s (begun after 1.5 s): 500/s", "300 ms (p99)");
        assertThat(MovesText.summary(List.of(), List.of(quiet, busy)))
                .containsExactly(
                        "  under traffic at least 1000 users/s: 5000, reached",
                        "  under traffic a p99 hold of at most 250 ms: 90, reached",
                        "  everybody has arrived each time; no message was lost, doubled, reordered or returned");
        JsonNode json = MovesJson.of(MovesOptions.DEFAULTS, List.of(), List.of(quiet, busy));
        assertThat(json.at("/runs/0/moves_per_s").asInt()).isEqualTo(500);
        assertThat(json.at("/runs/0/messages").isMissingNode()).isTrue();
        assertThat(json.at("/runs/1/hold_ms/p99").asInt()).isEqualTo(90);
        assertThat(json.at("/runs/1/memory_mb/gateway/resident").asInt()).isEqualTo(252);
        assertThat(json.at("/runs/1/messages/lost").asInt()).isZero();
    }

    @Test
    @DisplayName(
            "a user who has not arrived, or a message that has not, makes the run bad; a message not written does not")
    void good() {
        assertThat(passed("x", 1, 1_000, 1, Optional.empty()).good()).isFalse();
        ledger.returned(sent(), Traffic.NOT_SENT);
        assertThat(passed("x", 0, 1_000, 1, Optional.of(delivered())).good()).isTrue();
        sent();
        assertThat(passed("x", 0, 1_000, 1, Optional.of(ledger.report())).good())
                .isFalse();
    }

    private LedgerReport delivered() {
        ledger.delivered(sent());
        return ledger.report();
    }

    private Token sent() {
        return ledger.sent(PAIR, StanzaKind.MESSAGE);
    }

    private static Passed passed(String name, int failed, long millis, long p99, Optional<LedgerReport> messages) {
        return new Passed(
                name,
                10_000,
                failed,
                Duration.ofMillis(1_500),
                Duration.ofMillis(millis),
                new Hold(30, p99),
                Map.of("gateway", new Memory(100L << 20, 252L << 20)),
                messages);
    }
}
