package org.rehome.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rehome.benchmark.load.Job;
import org.rehome.benchmark.load.LoadProcess;
import org.rehome.benchmark.load.Outcome;

/// The generator's process, seen from here. It is apart so that its processor time is: Kafka runs in this
/// process.
final class Generator implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);

    /// Beyond what the work takes: connecting, and waiting for messages that are still under way.
    private static final Duration GRACE = Duration.ofMinutes(3);

    private static final String END = "";

    private final Process process;
    private final Job.Load load;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private Generator(Process process, Job.Load load) {
        this.process = process;
        this.load = load;
    }

    static Generator start(Job job, Path folder) throws IOException {
        Path file = Files.createTempFile(
                folder,
                "job-",
                ".json",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        LoadProcess.JSON.writeValue(file.toFile(), job);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LoadProcess.class.getName(),
                file.toString());
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("generator.log").toFile())
                .start();
        var generator = new Generator(process, job.load());
        Thread.ofPlatform().daemon().name("generator").start(generator::listen);
        return generator;
    }

    private void listen() {
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            // It was ended, or is about to be.
            said.add(END);
        }
        said.add(END);
    }

    /// Returns when messages can come out; if they cannot, the outcome says why.
    @Nullable
    Outcome awaitReady() throws IOException, InterruptedException {
        String line = next(READY_WITHIN);
        return line.equals(LoadProcess.READY) ? null : outcome(line);
    }

    /// @param saturated run when saturation begins to be measured
    Outcome measure(Runnable saturated) throws IOException, InterruptedException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        Duration work = Duration.ofSeconds(load.warmUpSeconds() + 2L * load.seconds());
        String line = next(work.plus(GRACE));
        if (line.equals(LoadProcess.SATURATED)) {
            saturated.run();
            line = next(work.plus(GRACE));
        }
        return outcome(line);
    }

    private static Outcome outcome(String line) throws IOException {
        return line.equals(END)
                ? new Outcome.Invalid("the generator ended without a result")
                : LoadProcess.JSON.readValue(line, Outcome.class);
    }

    private String next(Duration atMost) throws IOException, InterruptedException {
        String line = said.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new IOException("the generator said nothing for " + atMost.toSeconds() + " s");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
