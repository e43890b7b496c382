package org.rehome.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.benchmark.report.Results.run;
import static org.rehome.benchmark.server.Contender.EJABBERD;
import static org.rehome.benchmark.server.Contender.PROSODY;
import static org.rehome.benchmark.server.Contender.REHOME;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.benchmark.report.Report.Medians;

@DisplayName("The report")
class ReportTest {
    private static final Report REPORT = new Report(List.of(
            run(REHOME, 1, 30_000, 3, 30, 80),
            run(PROSODY, 1, 10_000, 1, 2, 100),
            run(REHOME, 2, 50_000, 1, 90, 60),
            run(PROSODY, 2, 8_000, 1, 2, 110),
            run(REHOME, 3, 40_000, 2, 60, 70),
            new Result.NotRun(EJABBERD, "not installed, and this is no Debian")));

    @Test
    @DisplayName("judges a system by the median of each figure")
    void medians() {
        assertThat(REPORT.medians(REHOME)).contains(new Medians(40_000, 2, 60, 70));
        assertThat(REPORT.medians(PROSODY)).contains(new Medians(9_000, 1, 2, 105));
        assertThat(REPORT.medians(EJABBERD)).isEmpty();
    }

    @Test
    @DisplayName("has Rehome's ratio to each system that was measured")
    void ratios() {
        assertThat(REPORT.ratios()).isEqualTo(Map.of(PROSODY, 40_000.0 / 9_000));
        assertThat(new Report(List.of(run(PROSODY, 1, 1, 1, 1, 1))).ratios()).isEmpty();
    }

    @Test
    @DisplayName("is valid when something was measured and no run was invalid")
    void validity() {
        var invalid = new Result.Invalid(REHOME, 2, "lane 1: 1 of 2 messages arrived");
        assertThat(REPORT.valid()).isTrue();
        assertThat(new Report(List.of()).valid()).isFalse();
        assertThat(new Report(List.of(new Result.NotRun(EJABBERD, "why"))).valid())
                .isFalse();
        assertThat(new Report(List.of(run(REHOME, 1, 1, 1, 1, 1), invalid)).valid())
                .isFalse();
    }

    @Test
    @DisplayName("as JSON has the names that are promised")
    void json() {
        var json = ReportJson.of(new Report(List.of(
                run(REHOME, 1, 30_000.4, 3.00049, 30.5, 80),
                run(PROSODY, 1, 10_000, 1, 2, 100),
                new Result.Invalid(REHOME, 2, "why"))));
        assertThat(json.toString())
                .isEqualTo("{\"runs\":["
                        + "{\"system\":\"rehome\",\"round\":1,\"messages_per_s\":30000,\"p50_ms\":3.0,\"p99_ms\":30.5,"
                        + "\"cpu_s_per_million\":80.0,\"cpu_s_per_million_by_process\":{\"main\":72.0,\"other\":8.0},"
                        + "\"generator_cpu_s_per_million\":4.0,\"others_cpu_share\":0.13},"
                        + "{\"system\":\"prosody\",\"round\":1,\"messages_per_s\":10000,\"p50_ms\":1.0,\"p99_ms\":2.0,"
                        + "\"cpu_s_per_million\":100.0,\"cpu_s_per_million_by_process\":{\"main\":90.0,\"other\":10.0},"
                        + "\"generator_cpu_s_per_million\":5.0,\"others_cpu_share\":0.13}],"
                        + "\"ratio\":{\"prosody\":3.0},"
                        + "\"problems\":[{\"system\":\"rehome\",\"round\":2,\"invalid\":\"why\"}]}");
    }

    @Test
    @DisplayName("as text has a line for each result, and says which targets are reached")
    void text() {
        assertThat(ReportText.line(run(REHOME, 1, 30_000.4, 3, 30.5, 80)))
                .isEqualTo("  round 1  rehome     30,000 messages/s   p50    3.00 ms   p99   30.50 ms"
                        + "   CPU   80.0 s/million  (main 72.0, other 8.0; generator 4.0; others 13 % of the machine)");
        assertThat(ReportText.line(new Result.Invalid(PROSODY, 2, "why")))
                .isEqualTo("  round 2  prosody   INVALID: why");
        assertThat(ReportText.summary(REPORT))
                .containsExactly(
                        "Medians",
                        "  rehome     40,000 messages/s   p50    2.00 ms   p99   60.00 ms   CPU   70.0 s/million",
                        "  prosody     9,000 messages/s   p50    1.00 ms   p99    2.00 ms   CPU  105.0 s/million",
                        "  Rehome carries 4.44 times as much as prosody; the target, 4 times, is reached",
                        "  p50 the target, 5 ms at most, is reached",
                        "  p99 the target, 40 ms at most, is missed");
    }
}
