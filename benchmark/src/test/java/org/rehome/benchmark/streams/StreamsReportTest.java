package org.rehome.benchmark.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.benchmark.process.LiveObjects;

final class StreamsReportTest {

    @Test
    @DisplayName("what a stream costs is what is there more than without streams, by their number")
    void figures() {
        EdgeMemory before = memory(40, 16, 200);
        Idling idling = new Idling(1_000, 500, Duration.ofSeconds(2), 1.5, memory(65, 18, 240), before);
        assertThat(StreamsReport.line(idling))
                .contains("1000 idle streams: 25.6 KiB heap, 2.0 KiB direct, 41.0 KiB resident")
                .contains("500 opened at 250/s, 3.0 ms");
        JsonNode json = StreamsReport.json(before, List.of(idling));
        assertThat(json.at("/without_streams/resident_bytes").asLong()).isEqualTo(200L << 20);
        assertThat(json.at("/runs/0/bytes_per_stream/heap").asLong()).isEqualTo(26_214);
        assertThat(json.at("/runs/0/bytes_per_stream_by_class/[B").asLong()).isEqualTo(26_214);
    }

    private static EdgeMemory memory(long heap, long direct, long resident) {
        return new EdgeMemory(new LiveObjects(Map.of("[B", heap << 20)), direct << 20, resident << 20);
    }
}
