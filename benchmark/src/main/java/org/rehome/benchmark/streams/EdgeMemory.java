package org.rehome.benchmark.streams;

import java.io.IOException;
import org.rehome.benchmark.process.LiveObjects;
import org.rehome.benchmark.process.Metrics;
import org.rehome.benchmark.process.ResidentMemory;
import org.rehome.lab.operator.Rest;

/// The memory of an edge after a full collection.
///
/// @param heap what lives in the heap
/// @param direct bytes outside the heap that buffers take
/// @param resident bytes of the whole process
record EdgeMemory(LiveObjects heap, long direct, long resident) {

    static EdgeMemory of(long process, Rest edge) throws IOException, InterruptedException {
        LiveObjects heap = LiveObjects.of(process);
        String metrics = edge.get("/q/metrics").text();
        double direct = Metrics.sum(metrics, "jvm_buffer_memory_used_bytes{", "id=\"direct\"")
                + Metrics.sum(metrics, "netty_allocator_memory_used{", "memory_type=\"direct\"");
        return new EdgeMemory(heap, (long) direct, ResidentMemory.of(process));
    }
}
