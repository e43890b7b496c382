package org.rehome.benchmark.moves;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.rehome.benchmark.moves.Passed.Memory;
import org.rehome.benchmark.process.Metrics;
import org.rehome.benchmark.process.ResidentMemory;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Rest;

/// Looks at the memory of processes, by their metrics and by proc(5), and keeps the most that was seen.
final class MemoryWatch {
    private final Map<String, Rest> services;
    private final Map<String, Long> processes;
    private final Map<String, Memory> most = new TreeMap<>();

    /// @param services those to look at, by name
    /// @param processes their numbers, by the same names
    MemoryWatch(Map<String, Rest> services, Map<String, Long> processes) {
        this.services = Map.copyOf(services);
        this.processes = Map.copyOf(processes);
    }

    void look() throws IOException, InterruptedException {
        for (Map.Entry<String, Rest> service : services.entrySet()) {
            String metrics = service.getValue().get("/q/metrics").text();
            Long process = processes.get(service.getKey());
            if (process == null) {
                throw new NotDone(service.getKey() + " has no process");
            }
            Memory now = new Memory(heap(metrics), ResidentMemory.of(process));
            most.merge(service.getKey(), now, Memory::most);
        }
    }

    Map<String, Memory> most() {
        return Map.copyOf(most);
    }

    private static long heap(String metrics) {
        return (long) Metrics.sum(metrics, "jvm_memory_used_bytes{area=\"heap\"");
    }
}
