package org.rehome.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.e2e.suite.Standalone;

/// That it measures, and that every message arrives once and in order while it does; not how fast.
@DisplayName("rehome bench")
class BenchmarkTest {
    @Test
    @DisplayName("measures Rehome, every message arriving once and in order")
    void measures(@TempDir Path folder) {
        Standalone.Outcome outcome =
                Standalone.bench(folder, "--systems", "rehome", "--rounds", "1", "--warm-up", "1", "--seconds", "2");

        assertThat(outcome.report().path("problems")).isEmpty();
        assertThat(outcome.report().path("runs")).hasSize(1);
        JsonNode run = outcome.report().path("runs").path(0);
        assertThat(run.path("system").asText()).isEqualTo("rehome");
        for (String figure : new String[] {"messages_per_s", "p50_ms", "p99_ms", "cpu_s_per_million"}) {
            assertThat(run.path(figure).asDouble()).as(figure).isPositive();
        }
        assertThat(run.path("cpu_s_per_million_by_process").fieldNames())
                .toIterable()
                .containsExactly("dns-service", "edge-proxy", "gateway", "kafka", "user-directory");
        assertThat(outcome.printed()).contains("round 1  rehome");
    }
}
