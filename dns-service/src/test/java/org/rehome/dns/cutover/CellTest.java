package org.rehome.dns.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.dns.record.RecordSet;

class CellTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String NAME = "_xmpp-server._tcp.example.test. ";

    private static @Nullable RecordSet set(String text) {
        return text.equals("none")
                ? null
                : RecordSet.parse(List.of(NAME
                        + text.replace("new", "IN SRV 1 0 5269 edge.test.")
                                .replace("old", "IN SRV 1 0 5269 legacy.test.")
                                .replace("odd", "IN SRV 1 0 5269 odd.test.")));
    }

    @ParameterizedTest(name = "{0} before {1}, after {2}: {3} is {4}")
    @CsvSource({
        "PRIMARY,       300 old, 300 new, 300 new, OK",
        "PRIMARY,       300 old, 300 new, 300 old, LAGGING",
        "PRIMARY,       300 old, 300 new, none,    WRONG",
        "PRIMARY,       none,    300 new, none,    LAGGING",
        "PRIMARY,       300 old, none,    none,    OK",
        "PRIMARY,       300 old, none,    300 old, LAGGING",
        "AUTHORITATIVE, 300 old, 300 new, 300 odd, WRONG",
        "AUTHORITATIVE, 300 old, 300 new, 299 new, WRONG",
        "AUTHORITATIVE, 300 new, 60 new,  300 new, LAGGING",
        "AUTHORITATIVE, 300 new, 300 new, 300 new, OK",
        "RESOLVER,      300 old, 300 new, 12 new,  OK",
        "RESOLVER,      300 old, 300 new, 900 new, OK",
        "RESOLVER,      300 old, 300 new, 12 old,  STALE",
        "RESOLVER,      none,    300 new, none,    STALE",
        "RESOLVER,      300 old, 300 new, 12 odd,  WRONG"
    })
    void an_answer_is_compared_with_the_old_and_the_new_records(
            Server.Role role, String before, String after, String found, Cell.Outcome outcome) {
        RecordSet set = set(found);
        Row row = new Row(Example.desired().srvKey(), set(before), set(after));
        Cell cell = Cell.of(
                new Server("s", "s:53", role), row, new Answer.Found(set, role != Server.Role.RESOLVER, 60), NOW);
        assertThat(cell.outcome()).isEqualTo(outcome);
        assertThat(cell.detail() == null).isEqualTo(outcome == Cell.Outcome.OK);
        Instant until = outcome == Cell.Outcome.STALE ? NOW.plusSeconds(set == null ? 60 : 12) : null;
        assertThat(cell.until()).isEqualTo(until);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"silent, UNREACHABLE", "refused, WRONG", "not authoritative, WRONG"})
    void a_server_that_does_not_answer_the_question_is_not_ok(String kind, Cell.Outcome outcome) {
        Row row = new Row(Example.desired().srvKey(), null, set("300 new"));
        Answer answer =
                switch (kind) {
                    case "silent" -> new Answer.Silent("no answer in time");
                    case "refused" -> new Answer.Failed("REFUSED");
                    default -> new Answer.Found(set("300 new"), false, 0);
                };
        Cell cell = Cell.of(new Server("s", "s:53", Server.Role.AUTHORITATIVE), row, answer, NOW);
        assertThat(cell.outcome()).isEqualTo(outcome);
        assertThat(new Matrix(List.of(cell)).verified()).isFalse();
    }

    @org.junit.jupiter.api.Test
    void a_matrix_without_servers_verifies_nothing() {
        assertThat(new Matrix(List.of()).verified()).isFalse();
    }
}
