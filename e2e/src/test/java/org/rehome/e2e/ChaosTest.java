package org.rehome.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.e2e.suite.Standalone;

@DisplayName("rehome chaos")
class ChaosTest {
    @Test
    @DisplayName("kills every process under traffic and moves: no accepted message is lost or reordered, and every"
            + " duplicate has its fault")
    void everyProcessIsKilled(@TempDir Path folder) {
        Standalone.Outcome outcome =
                Standalone.chaos(folder, "--minutes", "1", "--seed", "3", "--users", "6", "--rate", "40");

        JsonNode report = outcome.report();
        for (String wrong : new String[] {"lost", "reordered", "duplicated_unexplained", "misdelivered", "corrupted"}) {
            assertThat(report.path(wrong).isInt()).as(wrong).isTrue();
            assertThat(report.path(wrong).asInt()).as(wrong).isZero();
        }
        for (String kind : new String[] {"kill-edge", "kill-gateway", "kill-directory", "kill-broker"}) {
            assertThat(report.path("faults").path(kind).asInt()).as(kind).isEqualTo(1);
        }
        assertThat(report.path("moves").asInt()).isPositive();
        assertThat(report.path("delivered").asInt()).isGreaterThan(500);
        assertThat(report.path("sent").asInt())
                .isEqualTo(report.path("delivered").asInt()
                        + report.path("returned").asInt()
                        + report.path("unaccepted").asInt());
        assertThat(outcome.printed()).contains("none was lost or reordered; every duplicate has its fault.");
    }
}
