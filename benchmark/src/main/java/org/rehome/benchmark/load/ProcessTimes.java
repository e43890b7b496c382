package org.rehome.benchmark.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// The processor time that processes have used, user and system together, as Linux counts it (proc(5)).
///
/// @param seconds by name
public record ProcessTimes(Map<String, Double> seconds) {
    /// What Linux counts in on every machine that Java 25 runs on.
    static final double TICKS_PER_SECOND = 100;

    public ProcessTimes {
        seconds = Map.copyOf(seconds);
    }

    /// @param processes by name
    /// @throws IOException if one of them is gone
    public static ProcessTimes of(Map<String, Long> processes) throws IOException {
        var seconds = new TreeMap<String, Double>();
        for (Map.Entry<String, Long> process : processes.entrySet()) {
            Path file = Path.of("/proc", process.getValue().toString(), "stat");
            seconds.put(process.getKey(), parse(Files.readString(file, StandardCharsets.UTF_8)));
        }
        return new ProcessTimes(seconds);
    }

    /// @param stat the line of `/proc/PID/stat`
    static double parse(String stat) {
        // The second field is a name in parentheses, which may hold anything. utime and stime are fields 14 and 15.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /// What all of them together have used since.
    public double since(ProcessTimes before) {
        return perMillionSince(before, 1_000_000).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /// What was used since, per million messages.
    Map<String, Double> perMillionSince(ProcessTimes before, long messages) {
        var used = new TreeMap<String, Double>();
        seconds.forEach((name, now) -> {
            Double then = before.seconds.get(name);
            if (then != null) {
                used.put(name, (now - then) * 1e6 / messages);
            }
        });
        return used;
    }
}
