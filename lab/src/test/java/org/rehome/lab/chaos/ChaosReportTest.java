package org.rehome.lab.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.lab.chaos.Findings.Explained;
import org.rehome.lab.chaos.Findings.Lost;
import org.rehome.lab.chaos.Findings.Unaccepted;
import org.rehome.lab.demo.DemoOptions;
import org.rehome.lab.ledger.Anomaly.Reordered;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.ledger.Pair;
import org.rehome.lab.ledger.Percentiles;
import org.rehome.lab.ledger.Repeat;
import org.rehome.lab.ledger.Token;

@DisplayName("The report of chaos")
final class ChaosReportTest {
    private static final ChaosOptions OPTIONS = new ChaosOptions(Duration.ofSeconds(90), 42, DemoOptions.DEFAULTS);
    private static final Token TOKEN = new Token("run", new Pair("a@partner1.test", "b@example.test"), 1);
    private static final Repeat REPEAT = new Repeat(TOKEN, false, 1, 2);
    private static final List<Reordered> LATE = List.of(new Reordered(TOKEN, 2));
    private static final Fault KILL = new Fault.Kill(SuiteProcess.EDGE);
    private static final Findings NONE =
            new Findings(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    private static final Findings EXCUSED = new Findings(
            List.of(),
            List.of(new Unaccepted("stream", KILL, List.of(TOKEN), 400)),
            List.of(new Explained(REPEAT, KILL)),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    @Test
    @DisplayName("is good when all that is missing was unaccepted, and every duplicate is explained")
    void good() {
        ChaosReport report = report(ledger(1, 1, 0, 0, 0, 0, 0), EXCUSED);
        assertThat(report.good()).isTrue();
        assertThat(printed(report))
                .contains("sent 101 = delivered 70 + returned 30 + unaccepted 1 + lost 0")
                .contains("unaccepted 1 (400 bytes) on stream: kill-edge")
                .endsWith("every duplicate has its fault.\n");
    }

    @Test
    @DisplayName("is good when what came late was written to another edge, and counts it")
    void acrossEdges() {
        ChaosReport report = report(
                ledger(0, 0, 0, 1, 0, 0, 0),
                new Findings(List.of(), List.of(), List.of(), List.of(), LATE, List.of(), List.of()));
        assertThat(report.good()).isTrue();
        assertThat(report.toJson().toString()).contains("\"reordered\":0", "\"reordered_across_edges\":1");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(
                        "a loss",
                        report(
                                ledger(1, 0, 0, 0, 0, 0, 0),
                                new Findings(
                                        List.of(new Lost(TOKEN, "x")),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of()))),
                Arguments.of("a missing one of which nothing is known", report(ledger(1, 0, 0, 0, 0, 0, 0), NONE)),
                Arguments.of(
                        "an unexplained duplicate",
                        report(
                                ledger(0, 1, 0, 0, 0, 0, 0),
                                new Findings(
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(REPEAT),
                                        List.of(),
                                        List.of(),
                                        List.of()))),
                Arguments.of("a duplicate of which nothing is known", report(ledger(0, 1, 0, 0, 0, 0, 0), NONE)),
                Arguments.of("a contradiction of which nothing is known", report(ledger(0, 0, 1, 0, 0, 0, 0), NONE)),
                Arguments.of(
                        "topics that prove nothing",
                        report(
                                ledger(0, 0, 0, 0, 0, 0, 0),
                                new Findings(
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(TOKEN)))),
                Arguments.of("a changed order of which nothing is known", report(ledger(0, 0, 0, 1, 0, 0, 0), NONE)),
                Arguments.of(
                        "a changed order",
                        report(
                                ledger(0, 0, 0, 1, 0, 0, 0),
                                new Findings(List.of(), List.of(), List.of(), List.of(), List.of(), LATE, List.of()))),
                Arguments.of("a wrong recipient", report(ledger(0, 0, 0, 0, 1, 0, 0), NONE)),
                Arguments.of("a changed content", report(ledger(0, 0, 0, 0, 0, 1, 0), NONE)),
                Arguments.of("news of nothing", report(ledger(0, 0, 0, 0, 0, 0, 1), NONE)),
                Arguments.of(
                        "a run that did not come to its end",
                        new ChaosReport(
                                OPTIONS,
                                0,
                                ledger(0, 0, 0, 0, 0, 0, 0),
                                NONE,
                                List.of(),
                                List.of(),
                                0,
                                0,
                                0,
                                List.of("stuck"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    @DisplayName("is not good with")
    void notGood(String what, ChaosReport report) {
        assertThat(report.good()).as(what).isFalse();
        assertThat(printed(report)).contains("  wrong: ");
        assertThat(printed(report)).endsWith("NOT GOOD: see above.\n");
        assertThat(report.toJson().path("good").asBoolean()).isFalse();
    }

    @Test
    @DisplayName("as JSON has the seed, the faults by kind, and each of the counts")
    void json() {
        assertThat(report(ledger(1, 1, 0, 0, 0, 0, 0), EXCUSED).toJson().toString())
                .contains("\"sent\":101,\"delivered\":70,\"returned\":30,\"lost\":0,\"duplicated\":1,\"reordered\":0")
                .contains("\"seed\":42,\"minutes\":1.5,\"unaccepted\":1")
                .contains("\"duplicated_explained\":1,\"duplicated_unexplained\":0")
                .contains("\"moves\":12,\"moves_failed\":3,\"moves_not_begun\":0")
                .contains("\"faults\":{\"kill-edge\":2}")
                .contains("\"explained_by\":{\"kill-edge\":1}")
                .contains("{\"stream\":\"stream\",\"fault\":\"kill-edge\",\"stanzas\":1,\"bytes\":400}")
                .contains("\"incidents\":[{\"fault\":\"kill-edge\",\"from_s\":1.0,\"until_s\":2.5},")
                .endsWith("\"good\":true}");
    }

    @Test
    @DisplayName("is of a run of ten seconds at least")
    void length() {
        assertThatThrownBy(() -> new ChaosOptions(Duration.ofSeconds(9), 1, DemoOptions.DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ChaosReport report(LedgerReport ledger, Findings findings) {
        var incident = new Incident(KILL, 1_000_000_000L, 2_500_000_000L);
        return new ChaosReport(
                OPTIONS, 0, ledger, findings, List.of(), List.of(incident, incident), 12, 3, 0, List.of());
    }

    private static LedgerReport ledger(
            long missing,
            long duplicated,
            long contradicted,
            long reordered,
            long misdelivered,
            long corrupted,
            long unknown) {
        return new LedgerReport(
                100 + missing,
                70,
                30,
                missing,
                duplicated,
                reordered,
                contradicted,
                misdelivered,
                corrupted,
                unknown,
                Map.of(),
                Map.of("remote-server-timeout", 30L),
                Percentiles.NONE,
                Percentiles.NONE);
    }

    private static String printed(ChaosReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, UTF_8));
        return bytes.toString(UTF_8);
    }
}
