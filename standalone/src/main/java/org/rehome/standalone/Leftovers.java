package org.rehome.standalone;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Children of a suite that was killed. They end by themselves when they notice; a new suite on the same folder waits
/// for that, because they hold its ports and files, and kills one that does not.
final class Leftovers {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Leftovers() {}

    /// Writes down which process runs a service. The number alone would not do: numbers are used again. Where it
    /// cannot be written, the service runs all the same.
    static void note(DataFolder folder, String service, ProcessHandle process) {
        try {
            Files.writeString(folder.running(service), identity(process), StandardCharsets.UTF_8);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "process number not written error=" + e);
        }
    }

    static void forget(DataFolder folder, String service) {
        try {
            Files.deleteIfExists(folder.running(service));
        } catch (IOException e) {
            // The next start finds a number that no process has, or one that started at another time.
            LOG.log(Level.WARNING, "process number not removed error=" + e);
        }
    }

    private static String identity(ProcessHandle process) {
        return process.pid() + " "
                + process.info().startInstant().map(Object::toString).orElse("?");
    }

    /// Returns when none of the service's former processes runs any more.
    static void end(DataFolder folder, String service, Consumer<String> say) throws IOException {
        Path file = folder.running(service);
        if (!Files.exists(file)) {
            return;
        }
        String noted = Files.readString(file, StandardCharsets.UTF_8);
        Optional<ProcessHandle> alive = find(noted);
        if (alive.isPresent()) {
            ProcessHandle process = alive.get();
            say.accept("waiting for " + service + " of an earlier suite to end (process " + process.pid() + ")");
            if (!ends(process)) {
                say.accept(service + " of an earlier suite does not end, killed");
                process.destroyForcibly();
                ends(process);
            }
        }
        Files.deleteIfExists(file);
    }

    private static Optional<ProcessHandle> find(String noted) {
        int space = noted.indexOf(' ');
        if (space < 1 || !noted.substring(0, space).chars().allMatch(Character::isDigit)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(noted.substring(0, space)))
                .filter(process -> process.isAlive() && identity(process).equals(noted));
    }

    private static boolean ends(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
