package org.rehome.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.e2e.suite.Standalone;

@DisplayName("Two edges and two gateways")
class RollingRestartTest {
    @Test
    @DisplayName("are restarted one by one under traffic and moves, with nothing lost, doubled, reordered or returned")
    void rollingRestart(@TempDir Path folder) {
        Standalone.Outcome outcome = Standalone.demo(
                folder, "--pools", "component", "--instances", "2", "--users", "6", "--partners", "2", "--rate", "40");

        JsonNode report = outcome.report();
        for (String wrong : new String[] {"lost", "duplicated", "reordered", "contradicted", "misdelivered"}) {
            assertThat(report.path(wrong).isInt()).as(wrong).isTrue();
            assertThat(report.path(wrong).asInt()).as(wrong).isZero();
        }
        for (String process : new String[] {"edge-proxy", "edge-proxy-2", "gateway", "gateway-2"}) {
            assertThat(outcome.printed()).contains(process + " is back after");
        }
        // three users, twice before the restarts and at least twice meanwhile
        assertThat(report.path("moves").asInt()).isGreaterThanOrEqualTo(18);
        // a hundred after each restart, besides what the demonstration waits for
        assertThat(report.path("delivered").asInt()).isGreaterThan(600);
        assertThat(outcome.printed()).contains("All six steps are done; nothing was lost, doubled or reordered.");
    }
}
