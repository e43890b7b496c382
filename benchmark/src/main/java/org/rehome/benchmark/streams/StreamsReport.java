package org.rehome.benchmark.streams;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What was measured, for people and for programs (docs/benchmarks.md).
final class StreamsReport {
    private static final int CLASSES_SHOWN = 20;

    private StreamsReport() {}

    static String line(Idling idling) {
        return String.format(
                Locale.ROOT,
                "%d idle streams: %.1f KiB heap, %.1f KiB direct, %.1f KiB resident for each; the edge has %d MiB heap,"
                        + " %d MiB direct, %d MiB resident; %d opened at %.0f/s, %.1f ms of the edge's processor time for each",
                idling.streams(),
                idling.heapPerStream() / 1024,
                idling.directPerStream() / 1024,
                idling.residentPerStream() / 1024,
                idling.memory().heap().total() >> 20,
                idling.memory().direct() >> 20,
                idling.memory().resident() >> 20,
                idling.opened(),
                idling.openedPerSecond(),
                idling.openingCost());
    }

    static ObjectNode json(EdgeMemory before, List<Idling> all) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        memory(json.putObject("without_streams"), before);
        ArrayNode runs = json.putArray("runs");
        all.forEach(each -> add(runs.addObject(), each));
        return json;
    }

    private static void add(ObjectNode json, Idling idling) {
        json.put("streams", idling.streams())
                .put("opened", idling.opened())
                .put("opened_per_s", rounded(idling.openedPerSecond()))
                .put("edge_cpu_ms_per_opening", rounded(idling.openingCost()));
        memory(json, idling.memory());
        json.putObject("bytes_per_stream")
                .put("heap", Math.round(idling.heapPerStream()))
                .put("direct", Math.round(idling.directPerStream()))
                .put("resident", Math.round(idling.residentPerStream()));
        ObjectNode classes = json.putObject("bytes_per_stream_by_class");
        idling.byClass().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .limit(CLASSES_SHOWN)
                .forEach(each -> classes.put(each.getKey(), Math.round(each.getValue())));
    }

    private static void memory(ObjectNode json, EdgeMemory memory) {
        json.put("heap_bytes", memory.heap().total())
                .put("direct_bytes", memory.direct())
                .put("resident_bytes", memory.resident());
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
