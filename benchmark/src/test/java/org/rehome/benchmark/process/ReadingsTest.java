package org.rehome.benchmark.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ReadingsTest {

    @Test
    @DisplayName("memory is read as Prometheus and Linux write it")
    void memory() {
        String metrics = """
                # HELP jvm_memory_used_bytes The amount of used memory
                jvm_memory_used_bytes{area="heap",id="Eden Space"} 1.5E7
                jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.0E7
                jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 2.0E7
                """;
        assertThat(Metrics.sum(metrics, "jvm_memory_used_bytes{area=\"heap\"")).isEqualTo(3.5E7);
        assertThat(Metrics.sum(metrics, "jvm_memory_used_bytes{", "id=\"Metaspace\""))
                .isEqualTo(9.0E7);
        assertThat(ResidentMemory.parse("VmHWM:\t  300000 kB\nVmRSS:\t  258048 kB\n"))
                .isEqualTo(252L << 20);
    }

    @Test
    @DisplayName("what is left after a collection is read as jcmd writes it")
    void histogram() {
        LiveObjects live = LiveObjects.parse("""
                4711:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         61712        5812232  [B (java.base@25.0.1)
                   2:          1300         100000  org.rehome.edge.socket.InboundStream
                Total         63012        5912232
                """);
        assertThat(live.bytes()).isEqualTo(Map.of("[B", 5_812_232L, "org.rehome.edge.socket.InboundStream", 100_000L));
        assertThat(live.total()).isEqualTo(5_912_232);
    }

    @Test
    @DisplayName("a running process is looked at")
    void running() throws Exception {
        long own = ProcessHandle.current().pid();
        assertThat(LiveObjects.of(own).bytes().get("java.lang.String")).isPositive();
        assertThat(ResidentMemory.of(own)).isPositive();
    }
}
