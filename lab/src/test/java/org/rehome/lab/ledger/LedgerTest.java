package org.rehome.lab.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.lab.stanza.StanzaKind;

final class LedgerTest {
    private static final Pair PAIR = new Pair("alice@example.test", "bob@partner.test");
    private static final Duration NOT_LONG = Duration.ofMillis(20);

    private final Ledger ledger = new Ledger("test");

    private Token send() {
        return ledger.sent(PAIR, StanzaKind.MESSAGE);
    }

    @Test
    @DisplayName("a pair's messages are numbered from 1, other pairs' apart")
    void numbers() {
        Pair back = PAIR.reversed();
        assertThat(send().sequence()).isEqualTo(1);
        assertThat(send().sequence()).isEqualTo(2);
        assertThat(ledger.sent(back, StanzaKind.IQ).sequence()).isEqualTo(1);
        assertThat(ledger.report().sentByKind()).isEqualTo(Map.of(StanzaKind.MESSAGE, 2L, StanzaKind.IQ, 1L));
    }

    @Test
    @DisplayName("a run without fault is clean")
    void clean() throws Exception {
        Token first = send();
        Token second = send();
        assertThat(ledger.delivered(first)).isEqualTo(Verdict.SETTLED);
        assertThat(ledger.returned(second, "forbidden")).isEqualTo(Verdict.SETTLED);

        assertThat(ledger.settle(NOT_LONG)).isTrue();
        LedgerReport report = ledger.report();
        assertThat(report.clean()).isTrue();
        assertThat(report.sent()).isEqualTo(2);
        assertThat(report.delivered()).isEqualTo(1);
        assertThat(report.returnedByReason()).isEqualTo(Map.of("forbidden", 1L));
        assertThat(ledger.anomalies()).isEmpty();
    }

    @Test
    @DisplayName("it keeps when a message came once more, and when first")
    void keepsRepeats() {
        Token twice = send();
        ledger.delivered(twice, 5);
        ledger.delivered(twice, 7);
        Token both = send();
        ledger.returned(both, "remote-server-timeout");
        ledger.delivered(both, Long.MAX_VALUE);
        send();

        assertThat(ledger.repeats())
                .extracting(Repeat::token, Repeat::contradicted)
                .containsExactly(tuple(twice, false), tuple(both, true));
        assertThat(ledger.repeats().getFirst()).isEqualTo(new Repeat(twice, false, 5, 7));
        assertThat(ledger.deliveredTokens()).containsExactly(twice);
        assertThat(ledger.outstandingTokens()).extracting(Token::sequence).containsExactly(3L);
    }

    @Test
    @DisplayName("it sees a lost message, and which one")
    void detectsLoss() throws Exception {
        ledger.delivered(send());
        Token lost = send();
        ledger.delivered(send());

        assertThat(ledger.settle(NOT_LONG)).isFalse();
        assertThat(ledger.report().lost()).isEqualTo(1);
        assertThat(ledger.report().clean()).isFalse();
        assertThat(ledger.anomalies()).containsExactly(new Anomaly.Lost(lost, StanzaKind.MESSAGE));
    }

    @Test
    @DisplayName("it sees a second delivery and a second return")
    void detectsDuplicates() {
        Token delivered = send();
        ledger.delivered(delivered);
        assertThat(ledger.delivered(delivered)).isEqualTo(Verdict.DUPLICATED);
        Token returned = send();
        ledger.returned(returned, "forbidden");
        assertThat(ledger.returned(returned, "gone")).isEqualTo(Verdict.DUPLICATED);

        assertThat(ledger.report().duplicated()).isEqualTo(2);
        assertThat(ledger.report().clean()).isFalse();
        assertThat(ledger.report().returnedByReason()).isEqualTo(Map.of("forbidden", 1L));
        assertThat(ledger.anomalies())
                .containsExactly(new Anomaly.Duplicated(delivered), new Anomaly.Duplicated(returned));
    }

    @Test
    @DisplayName("P2: it sees reordering, judged on first occurrences within a pair")
    void detectsReordering() {
        Token first = send();
        Token second = send();
        Token third = send();
        assertThat(ledger.delivered(second)).isEqualTo(Verdict.SETTLED);
        assertThat(ledger.delivered(first)).isEqualTo(Verdict.REORDERED);
        assertThat(ledger.delivered(third)).isEqualTo(Verdict.SETTLED);
        assertThat(ledger.delivered(second)).as("no first occurrence").isEqualTo(Verdict.DUPLICATED);

        assertThat(ledger.report().reordered()).isEqualTo(1);
        assertThat(ledger.report().lost()).isZero();
        assertThat(ledger.report().clean()).isFalse();
        assertThat(ledger.anomalies()).first().isEqualTo(new Anomaly.Reordered(first, 2));
    }

    @Test
    @DisplayName("messages of different pairs may overtake each other")
    void orderOfPairsIsFree() {
        Token mine = send();
        Token others = ledger.sent(new Pair("carol@example.test", PAIR.recipient()), StanzaKind.MESSAGE);
        ledger.delivered(others);
        assertThat(ledger.delivered(mine)).isEqualTo(Verdict.SETTLED);
    }

    @Test
    @DisplayName("a returned message in between is no gap and no reordering")
    void returnsAreNoReordering() {
        Token first = send();
        Token second = send();
        ledger.delivered(second);
        assertThat(ledger.returned(first, "remote-server-timeout")).isEqualTo(Verdict.SETTLED);
        assertThat(ledger.report().clean()).isTrue();
    }

    @Test
    @DisplayName("it sees a message that was both delivered and returned, and counts it once in the sum")
    void detectsContradiction() {
        Token told = send();
        ledger.returned(told, "remote-server-timeout");
        assertThat(ledger.delivered(told)).isEqualTo(Verdict.CONTRADICTED);
        Token had = send();
        ledger.delivered(had);
        assertThat(ledger.returned(had, "gone")).isEqualTo(Verdict.CONTRADICTED);

        LedgerReport report = ledger.report();
        assertThat(report.contradicted()).isEqualTo(2);
        assertThat(report.delivered()).isEqualTo(1);
        assertThat(report.returned()).isEqualTo(1);
        assertThat(report.clean()).isFalse();
    }

    @Test
    @DisplayName("it sees wrong recipients, changed content and messages that nobody sent")
    void detectsTheRest() {
        Token sent = send();
        ledger.misdelivered(sent, "mallory@example.test");
        ledger.corrupted(sent);
        Token invented = new Token("test", PAIR, 99);
        assertThat(ledger.delivered(invented)).isEqualTo(Verdict.UNKNOWN);

        LedgerReport report = ledger.report();
        assertThat(report.misdelivered()).isEqualTo(1);
        assertThat(report.corrupted()).isEqualTo(1);
        assertThat(report.unknown()).isEqualTo(1);
        assertThat(report.lost()).isEqualTo(1);
        assertThat(report.clean()).isFalse();
        assertThat(ledger.anomalies())
                .contains(
                        new Anomaly.Misdelivered(sent, "mallory@example.test"),
                        new Anomaly.Corrupted(sent),
                        new Anomaly.Unknown(invented));
    }

    @Test
    @DisplayName("what an earlier run left on the way is nobody's fault in this one")
    void ignoresOtherRuns() {
        assertThat(ledger.delivered(new Token("before", PAIR, 1))).isEqualTo(Verdict.OTHER_RUN);
        assertThat(ledger.report().clean()).isTrue();
    }

    @Test
    @DisplayName("settling ends as soon as the last message is settled by another thread")
    void settleWaits() throws Exception {
        Token late = send();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> settled = threads.submit(() -> ledger.settle(Duration.ofSeconds(30)));
            Future<Boolean> hers = threads.submit(() -> ledger.settle(PAIR.sender(), Duration.ofSeconds(30)));
            assertThat(settled.isDone()).isFalse();
            assertThat(ledger.outstandingFrom(PAIR.sender())).isEqualTo(1);
            ledger.delivered(late);
            assertThat(settled.get()).isTrue();
            assertThat(hers.get()).isTrue();
        }
        assertThat(ledger.outstandingFrom(PAIR.sender())).isZero();
    }

    @Test
    @DisplayName("settling with a quiet time waits for late duplicates")
    void settleQuietly() throws Exception {
        Token token = send();
        ledger.delivered(token);
        long before = System.nanoTime();
        assertThat(ledger.settle(Duration.ofSeconds(10), Duration.ofMillis(100)))
                .isTrue();
        assertThat(System.nanoTime() - before)
                .isGreaterThan(Duration.ofMillis(50).toNanos());
        ledger.delivered(token);
        assertThat(ledger.settle(Duration.ofMillis(50), Duration.ofMillis(500))).isFalse();
    }

    @Test
    @DisplayName("latency and hold times are exact nearest-rank percentiles")
    void percentiles() {
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            tokens.add(ledger.sent(PAIR, StanzaKind.MESSAGE, 0));
        }
        for (int i = 0; i < 200; i++) {
            ledger.delivered(tokens.get(i), Duration.ofMillis(i + 1).toNanos());
        }
        ledger.held(Duration.ofMillis(7));
        ledger.held(Duration.ofMillis(9));

        LedgerReport report = ledger.report();
        assertThat(report.latency())
                .isEqualTo(
                        new Percentiles(200, Duration.ofMillis(100), Duration.ofMillis(198), Duration.ofMillis(200)));
        assertThat(report.hold())
                .isEqualTo(new Percentiles(2, Duration.ofMillis(7), Duration.ofMillis(9), Duration.ofMillis(9)));
    }

    @Test
    @DisplayName("the JSON report has the names that the demo's report file promises")
    void json() throws Exception {
        ledger.delivered(ledger.sent(PAIR, StanzaKind.MESSAGE, 0), 1_500_000);
        ledger.returned(send(), "forbidden");
        assertThat(ledger.report().toJson()).hasToString("""
                        {"sent":2,"delivered":1,"returned":1,"lost":0,"duplicated":0,"reordered":0,\
                        "contradicted":0,"misdelivered":0,"corrupted":0,"unknown":0,\
                        "returned_by_reason":{"forbidden":1},"hold_ms":{"p50":0.0,"p99":0.0},\
                        "latency_ms":{"p50":1.5,"p99":1.5}}""");
    }

    @Test
    @DisplayName("a token is found again in its text, and nowhere else")
    void tokenText() {
        Token token = new Token("r1", PAIR, 17);
        assertThat(token).hasToString("#r1:alice@example.test>bob@partner.test/17");
        assertThat(Token.parse(token.toString())).contains(token);
        for (String other : List.of("", "#", "#r1:a>b/0", "#r1:a>b/", "#r1:a>b/1x", "#r1:a/1", "#:a>b/1")) {
            assertThat(Token.parse(other)).as(other).isEmpty();
        }
    }

    @Test
    @DisplayName("full addresses make no pair")
    void pairsAreBare() {
        assertThatThrownBy(() -> new Pair("a@b/c", "d@e"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sender");
        assertThatThrownBy(() -> new Pair("a@b", "")).hasMessageContaining("recipient");
    }
}
