package org.rehome.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Records what JVMs do while saturation is measured.
record FlightRecorder(Path folder, int seconds) {
    /// Those on a message's way; the other services are idle.
    private static final List<String> ON_THE_WAY = List.of("edge-proxy", "gateway", "kafka");

    /// Starts recordings that end by themselves.
    ///
    /// @param processes by name
    /// @param round part of the files' names
    void record(Map<String, Long> processes, int round) {
        processes.forEach((name, process) -> {
            if (ON_THE_WAY.contains(name)) {
                start(process, folder.resolve(name + "-" + round + ".jfr"));
            }
        });
    }

    private void start(long process, Path file) {
        try {
            Files.createDirectories(folder);
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process),
                            "JFR.start",
                            "settings=profile",
                            "duration=" + seconds + "s",
                            "filename=" + file.toAbsolutePath())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            System.getLogger(FlightRecorder.class.getName())
                    .log(System.Logger.Level.WARNING, "no recording process={0} error={1}", process, e);
        }
    }
}
