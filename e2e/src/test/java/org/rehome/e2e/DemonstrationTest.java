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
    @DisplayName("takes a small organisation through the six steps, with nothing lost, doubled or reordered")
    void sixSteps(@TempDir Path folder) {
        Standalone.Outcome outcome = Standalone.demo(folder, "--users", "6", "--partners", "2", "--rate", "40");

        JsonNode report = outcome.report();
        assertThat(report.path("steps")).hasSize(6).allSatisfy(step -> assertThat(
                        step.path("state").asText())
                .as(step.path("name").asText())
                .isEqualTo("done"));
        for (String wrong : new String[] {"lost", "duplicated", "reordered", "contradicted", "misdelivered"}) {
            assertThat(report.path(wrong).isInt()).as(wrong).isTrue();
            assertThat(report.path(wrong).asInt()).as(wrong).isZero();
        }
        // two hundred after the cut-over, and as many after each of the two moves
        assertThat(report.path("delivered").asInt()).isGreaterThan(600);
        assertThat(report.path("moves").asInt()).isEqualTo(12);
        assertThat(outcome.printed())
                .contains("partner1.test is enabled (SASL EXTERNAL)")
                .contains("partner2.test is enabled (dialback)")
                .contains("All six steps are done; nothing was lost, doubled or reordered.");
    }
}
