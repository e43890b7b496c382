package org.rehome.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.ErrorManager;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/// Sends what this process logs, the broker's warnings above all, to `logs/suite.log`: the console is for people.
///
/// The file is opened by the first line, not before: until the data folder is locked it may be another suite's.
final class SuiteLog extends Handler {
    private static final int BYTES = 10 * 1024 * 1024;
    private static final int FILES = 3;
    private static final String LINE = "%1$tFT%1$tT.%1$tL %4$s %3$s %5$s%6$s%n";

    private final Path file;
    private @Nullable FileHandler target;

    private SuiteLog(Path file) {
        this.file = file;
        setErrorManager(new OneLine());
    }

    /// For this whole JVM, from now on.
    static void redirect(Path data) {
        System.setProperty("java.util.logging.SimpleFormatter.format", LINE);
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(new SuiteLog(data.toAbsolutePath().normalize().resolve("logs/suite.log")));
    }

    @Override
    public synchronized void publish(LogRecord line) {
        try {
            if (target == null) {
                target = open();
            }
            target.publish(line);
        } catch (IOException e) {
            reportError(null, e, ErrorManager.OPEN_FAILURE);
        }
    }

    private FileHandler open() throws IOException {
        Files.createDirectories(file.getParent());
        // The handler takes a pattern, in which a percent sign has a meaning.
        var handler = new FileHandler(file.toString().replace("%", "%%"), BYTES, FILES, true);
        handler.setFormatter(new SimpleFormatter());
        handler.setErrorManager(new OneLine());
        return handler;
    }

    /// A full disk is said once, not with a stack trace for each line that did not fit.
    private static final class OneLine extends ErrorManager {
        private final AtomicBoolean said = new AtomicBoolean();

        @Override
        public void error(@Nullable String message, @Nullable Exception cause, int code) {
            if (said.compareAndSet(false, true)) {
                System.err.println("rehome: the log cannot be written: " + (cause == null ? message : cause));
            }
        }
    }

    @Override
    public synchronized void flush() {
        if (target != null) {
            target.flush();
        }
    }

    @Override
    public synchronized void close() {
        if (target != null) {
            target.close();
        }
    }
}
