package org.rehome.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;

/// The broker's folder: checked before every start, formatted once.
final class Storage {
    /// Below this no broker is started: it would get as far as its first segment and give up.
    static final long LEAST_FREE_BYTES = 64L * 1024 * 1024;

    private Storage() {}

    /// Creates the folder if need be.
    ///
    /// @throws IOException if the folder cannot be created or written, or its disk is full; the message says which
    static void requireUsable(Path data) throws IOException {
        try {
            Files.createDirectories(data);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("kafka's data folder " + data + " is a file", e);
        } catch (IOException e) {
            throw new IOException("kafka's data folder " + data + " cannot be created: " + reason(e), e);
        }
        requireWritable(data);
        long free = Files.getFileStore(data).getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw new IOException("the disk of kafka's data folder " + data + " is full: " + megabytes(free)
                    + " free, at least " + megabytes(LEAST_FREE_BYTES) + " needed");
        }
    }

    /// The cluster id of the first time is kept.
    static void formatOnce(Path data) throws IOException {
        // The format writes this file last, so a format that was interrupted is simply done again.
        if (!Files.exists(data.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
            format(data);
        }
    }

    /// What is left on the folder's disk, for people.
    static String free(Path data) {
        try {
            return megabytes(Files.getFileStore(data).getUsableSpace()) + " free";
        } catch (IOException e) {
            return "unreadable: " + reason(e);
        }
    }

    private static void requireWritable(Path data) throws IOException {
        try {
            Files.delete(Files.createTempFile(data, "check", ".tmp"));
        } catch (IOException e) {
            throw new IOException("kafka's data folder " + data + " cannot be written: " + reason(e), e);
        }
    }

    private static void format(Path data) throws IOException {
        var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(ServerProperties.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(ServerProperties.CONTROLLER)
                    .addDirectory(data.toString())
                    .setMetadataLogDirectory(data.toString())
                    .run();
        } catch (Exception e) {
            throw new IOException("kafka's data folder " + data + " cannot be formatted: " + reason(e), e);
        }
    }

    private static String reason(Exception e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
    }

    private static String megabytes(long bytes) {
        return bytes / (1024 * 1024) + " MB";
    }
}
