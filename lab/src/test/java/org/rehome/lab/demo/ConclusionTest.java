package org.rehome.lab.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.ledger.Pair;
import org.rehome.lab.ledger.Percentiles;
import org.rehome.lab.ledger.Token;
import org.rehome.lab.operator.Rest;

@DisplayName("The demonstration's conclusion")
final class ConclusionTest {
    private static final List<Integer> ALL = List.of(1, 2, 3, 4, 5, 6);
    private static final Token LOST = new Token("run", new Pair("a@example.test", "b@partner1.test"), 7);
    private static final Switches.Switched SWITCH = new Switches.Switched(
            "partner1.test",
            "legacy",
            250,
            Rest.object()
                    .set("lastSwitch", Rest.object().set("waited", Rest.object().arrayNode())));

    private static final Phase PHASE = new Phase(
            "a switch", 20, ledger(10, 0, 0, 0, 0, 0, 0, 0, 0), ledger(13, 1, 1, 0, 2, 0, 0, 0, 0), Set.of(LOST));
    private static final LedgerReport CLEAN = ledger(70, 30, 0, 0, 0, 0, 0, 0, 0);

    @Test
    @DisplayName("is good when all steps are done, nothing is wrong, and all returns are from before")
    void good() {
        Conclusion conclusion = conclusion(ALL, CLEAN, 30, false);
        assertThat(conclusion.good()).isTrue();
        assertThat(printed(conclusion))
                .contains("sent 100 = delivered 70 + returned 30 + lost 0")
                .contains("returned 30: remote-server-timeout")
                .endsWith("All six steps are done; nothing was lost, doubled or reordered.\n");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("a step not done", conclusion(List.of(1, 2, 3, 4, 5), CLEAN, 30, false)),
                Arguments.of("a step that failed", conclusion(ALL, CLEAN, 30, true)),
                Arguments.of("a return while all was open", conclusion(ALL, CLEAN, 29, false)),
                Arguments.of("a loss", conclusion(ALL, ledger(70, 30, 1, 0, 0, 0, 0, 0, 0), 30, false)),
                Arguments.of("a duplicate", conclusion(ALL, ledger(70, 30, 0, 1, 0, 0, 0, 0, 0), 30, false)),
                Arguments.of("a changed order", conclusion(ALL, ledger(70, 30, 0, 0, 1, 0, 0, 0, 0), 30, false)),
                Arguments.of("a contradiction", conclusion(ALL, ledger(70, 30, 0, 0, 0, 1, 0, 0, 0), 30, false)),
                Arguments.of("a wrong recipient", conclusion(ALL, ledger(70, 30, 0, 0, 0, 0, 1, 0, 0), 30, false)),
                Arguments.of("a changed content", conclusion(ALL, ledger(70, 30, 0, 0, 0, 0, 0, 1, 0), 30, false)),
                Arguments.of("news of nothing", conclusion(ALL, ledger(70, 30, 0, 0, 0, 0, 0, 0, 1), 30, false)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @DisplayName("is not good with")
    void notGood(String fault, Conclusion conclusion) {
        assertThat(conclusion.good()).as(fault).isFalse();
        assertThat(printed(conclusion)).endsWith("NOT GOOD: see above.\n");
    }

    @Test
    @DisplayName("as JSON has the ledger, the moves, the state of each step, and what was wrong when")
    void json() {
        assertThat(conclusion(List.of(1, 2), CLEAN, 30, true).toJson().toString())
                .contains("\"sent\":100,\"delivered\":70,\"returned\":30,\"lost\":0")
                .contains("\"users\":20,\"moves\":40,\"order\":\"facade\"")
                .contains("{\"phase\":\"a switch\",\"ms\":20,\"sent\":5,\"returned\":1,\"lost\":1,\"duplicated\":0,"
                        + "\"reordered\":2}")
                .contains("\"switches\":[{\"partner\":\"partner1.test\",\"to\":\"legacy\",\"ms\":250,\"waited\":[]")
                .contains("{\"step\":2,\"name\":\"deploy the edge\",\"state\":\"done\"}")
                .contains("{\"step\":3,\"name\":\"move the users\",\"state\":\"not done\"}");
    }

    private static Conclusion conclusion(List<Integer> done, LedgerReport ledger, long before, boolean failed) {
        return new Conclusion(
                DemoOptions.DEFAULTS,
                done,
                List.of(PHASE),
                List.of(SWITCH),
                ledger,
                List.of(),
                List.of(LOST),
                before,
                40,
                failed);
    }

    private static LedgerReport ledger(
            long delivered,
            long returned,
            long lost,
            long duplicated,
            long reordered,
            long contradicted,
            long misdelivered,
            long corrupted,
            long unknown) {
        return new LedgerReport(
                delivered + returned + lost,
                delivered,
                returned,
                lost,
                duplicated,
                reordered,
                contradicted,
                misdelivered,
                corrupted,
                unknown,
                Map.of(),
                Map.of("remote-server-timeout", returned),
                Percentiles.NONE,
                Percentiles.NONE);
    }

    private static String printed(Conclusion conclusion) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        conclusion.print(new PrintStream(bytes, true, UTF_8));
        return bytes.toString(UTF_8);
    }
}
