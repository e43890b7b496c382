package org.rehome.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.e2e.suite.Standalone;

@DisplayName("rehome demo")
class DemonstrationTest {
    @Test
    @DisplayName("points DNS to the facade first, and enables partner after partner behind it")
    void facadeFirst(@TempDir Path folder) {
        assertThat(demo(folder, "facade"))
                .containsSubsequence(
                        "Step 3  move the users",
                        "Step 6  update DNS",
                        "partner1.test finds the edge by DNS, and is passed through to the legacy gateway",
                        "Step 5  enable federation",
                        "partner1.test is enabled (SASL EXTERNAL)",
                        "partner2.test is enabled for 30 % of the users",
                        "partner2.test is enabled (dialback)",
                        "partner1.test is returned to the legacy gateway",
                        "partner1.test is enabled (SASL EXTERNAL)",
                        "3 users moved from new to legacy",
                        "All six steps are done; nothing was lost, doubled or reordered.");
    }

    @Test
    @DisplayName("changes DNS last, as the six steps are numbered")
    void dnsLast(@TempDir Path folder) {
        assertThat(demo(folder, "seed"))
                .containsSubsequence(
                        "Step 5  enable federation",
                        "until DNS is changed no partner finds the edge: all goes on by the legacy gateway",
                        "Step 6  update DNS",
                        "partner1.test finds the edge by DNS and confirms: both directions are open",
                        "partner2.test is enabled (dialback)",
                        "partner1.test is returned to the legacy gateway",
                        "All six steps are done; nothing was lost, doubled or reordered.");
    }

    /// Runs it with traffic from before the first step to after the last: then not even one message may come back.
    private static String demo(Path folder, String order) {
        Standalone.Outcome outcome =
                Standalone.demo(folder, "--order", order, "--users", "6", "--partners", "2", "--rate", "60");
        JsonNode report = outcome.report();
        assertThat(report.path("steps")).hasSize(6).allSatisfy(step -> assertThat(
                        step.path("state").asText())
                .as(step.path("name").asText())
                .isEqualTo("done"));
        for (String wrong : new String[] {"lost", "duplicated", "reordered", "contradicted", "misdelivered"}) {
            assertThat(report.path(wrong).isInt()).as(wrong).isTrue();
            assertThat(report.path(wrong).asInt()).as(wrong).isZero();
        }
        // two seconds of it after each of nine parts, at least
        assertThat(report.path("delivered").asInt()).isGreaterThan(1_000);
        // six to the new pool, half of them back, and there again
        assertThat(report.path("moves").asInt()).isEqualTo(12);
        return outcome.printed();
    }
}
