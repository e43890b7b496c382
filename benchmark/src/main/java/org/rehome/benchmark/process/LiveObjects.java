package org.rehome.benchmark.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is left in the heap of a JVM after a full collection.
///
/// @param bytes by class, as `jcmd PID GC.class_histogram` names it
public record LiveObjects(Map<String, Long> bytes) {
    /// `   1:  4711  815000  [B (java.base@25)`
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

    public LiveObjects {
        bytes = Map.copyOf(bytes);
    }

    /// Collects twice: what is freed only by a cleaner, such as direct memory, goes with the second.
    public static LiveObjects of(long process) throws IOException, InterruptedException {
        jcmd(process, "GC.run");
        return parse(jcmd(process, "GC.class_histogram"));
    }

    static LiveObjects parse(String histogram) {
        var bytes = new HashMap<String, Long>();
        for (String line : histogram.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                bytes.merge(matcher.group(2), Long.parseLong(matcher.group(1)), Long::sum);
            }
        }
        return new LiveObjects(bytes);
    }

    public long total() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String jcmd(long process, String command) throws IOException, InterruptedException {
        // by a file: this process itself stands still while its objects are counted, and could not read
        Path said = Files.createTempFile("jcmd-", ".txt");
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process),
                            command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean done = jcmd.waitFor() == 0;
            String text = Files.readString(said, StandardCharsets.UTF_8);
            if (!done) {
                throw new IOException("jcmd " + command + " of process " + process + " failed: " + text.strip());
            }
            return text;
        } finally {
            Files.delete(said);
        }
    }
}
