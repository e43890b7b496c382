package org.rehome.benchmark.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much of a process is in memory (proc(5)).
public final class ResidentMemory {
    private ResidentMemory() {}

    /// In bytes.
    public static long of(long process) throws IOException {
        return parse(Files.readString(Path.of("/proc", Long.toString(process), "status"), StandardCharsets.UTF_8));
    }

    /// @param status the text of `/proc/PID/status`
    public static long parse(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
