package org.rehome.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// The one folder in which a suite keeps everything, for as long as it is open locked against a second suite.
///
/// ```
/// lock                 the number of the process that works here
/// secrets.properties   made once
/// kafka/               the broker's logs
/// <service>/           rehome.data of a service, and its working directory
/// logs/<service>.log   what it prints; suite.log: the supervisor and the broker
/// run/<service>        the number of its process
/// ```
final class DataFolder implements AutoCloseable {
    /// Below this the suite does not start.
    static final long LEAST_FREE_BYTES = 200L * 1024 * 1024;

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /// @throws CannotStart if the folder cannot be made or written, its disk is full, or another suite works there
    static DataFolder open(Path folder) throws IOException {
        Path path = folder.toAbsolutePath().normalize();
        try {
            create(path);
            Files.createDirectories(path.resolve("logs"));
            Files.createDirectories(path.resolve("run"));
            Files.delete(Files.createTempFile(path, "check", ".tmp"));
        } catch (FileAlreadyExistsException e) {
            throw refused("is in the way of the data folder: it is a file", Path.of(e.getFile()), e);
        } catch (IOException e) {
            throw refused("cannot be written (" + e + "): give another folder with --data", path, e);
        }
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw refused(
                    "is on a full disk: " + megabytes(free) + " free, at least " + megabytes(LEAST_FREE_BYTES)
                            + " needed; free some or give another folder with --data",
                    path,
                    null);
        }
        return new DataFolder(path, lock(path));
    }

    /// Private keys and users will be in there: for its owner alone, unless somebody made it otherwise.
    private static void create(Path path) throws IOException {
        if (!Files.exists(path)) {
            Files.createDirectories(path);
            if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        Path file = path.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            String holder = Files.readString(file, StandardCharsets.UTF_8).strip();
            channel.close();
            throw refused(
                    "is in use by another suite (process " + holder + "): stop that one or give another folder"
                            + " with --data",
                    path,
                    null);
        }
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"));
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static CannotStart refused(String why, Path path, @Nullable IOException cause) {
        String message = path + " " + why;
        return cause == null
                ? new CannotStart(CannotStart.ASKED_WRONGLY, message)
                : new CannotStart(CannotStart.ASKED_WRONGLY, message, cause);
    }

    static String megabytes(long bytes) {
        return bytes / (1024 * 1024) + " MB";
    }

    Path path() {
        return path;
    }

    /// A part's own folder; created when it is first asked for.
    Path of(String part) throws IOException {
        return Files.createDirectories(path.resolve(part));
    }

    Path log(String part) {
        return path.resolve("logs").resolve(part + ".log");
    }

    Path running(String service) {
        return path.resolve("run").resolve(service);
    }

    long freeBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
