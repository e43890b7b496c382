package org.rehome.benchmark.streams;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// A number of idle streams, and what the edge holds for them.
///
/// @param streams how many
/// @param opened how many of them were opened for it
/// @param opening how long that took
/// @param edgeSeconds processor time of the edge meanwhile
/// @param memory of the edge with them
/// @param before the same without a stream
record Idling(int streams, int opened, Duration opening, double edgeSeconds, EdgeMemory memory, EdgeMemory before) {

    double openedPerSecond() {
        return opened * 1e9 / opening.toNanos();
    }

    /// Milliseconds of processor time that the edge takes to open one.
    double openingCost() {
        return edgeSeconds * 1000 / opened;
    }

    double heapPerStream() {
        return perStream(memory.heap().total(), before.heap().total());
    }

    double directPerStream() {
        return perStream(memory.direct(), before.direct());
    }

    double residentPerStream() {
        return perStream(memory.resident(), before.resident());
    }

    /// Bytes a stream by class.
    Map<String, Double> byClass() {
        var bytes = new TreeMap<String, Double>();
        memory.heap()
                .bytes()
                .forEach((name, now) ->
                        bytes.put(name, perStream(now, before.heap().bytes().getOrDefault(name, 0L))));
        return bytes;
    }

    private double perStream(long now, long then) {
        return (double) (now - then) / streams;
    }
}
