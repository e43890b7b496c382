package org.rehome.benchmark.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// How busy all processors together have been since the machine started, in Linux's ticks (proc(5)): a figure that was
/// measured beside somebody else's work says little.
record MachineTimes(long busy, long total) {
    private static final int IDLE = 3;
    private static final int WAITING = 4;

    /// The fields behind these are parts of others.
    private static final int FIELDS = 8;

    static MachineTimes now() throws IOException {
        return parse(Files.readString(Path.of("/proc/stat"), StandardCharsets.UTF_8));
    }

    /// @param stat of `/proc/stat`, which begins with all processors' line
    static MachineTimes parse(String stat) {
        String[] fields = stat.substring(0, stat.indexOf('\n')).split(" +", -1);
        long busy = 0;
        long total = 0;
        for (int field = 0; field < FIELDS; field++) {
            long ticks = Long.parseLong(fields[field + 1]);
            total += ticks;
            busy += field == IDLE || field == WAITING ? 0 : ticks;
        }
        return new MachineTimes(busy, total);
    }

    /// The share of all processors that was used since, but not by those who are measured.
    ///
    /// @param measuredSeconds of their processor time
    double othersSince(MachineTimes before, double measuredSeconds) {
        double others = busy - before.busy - measuredSeconds * ProcessTimes.TICKS_PER_SECOND;
        return Math.max(0, others / Math.max(1, total - before.total));
    }
}
