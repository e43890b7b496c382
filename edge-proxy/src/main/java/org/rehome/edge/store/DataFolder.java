package org.rehome.edge.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// A folder of ours: readable by the owner only, its files written whole or not at all.
final class DataFolder {
    private final Path path;

    /// Creates the folder where it is missing.
    DataFolder(Path path) throws IOException {
        this.path = path;
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /// Replaces a file in one step; after a crash it is the old one or the new one.
    ///
    /// @throws IOException when that cannot be done; the old file is unchanged then
    void write(String name, byte[] content) throws IOException {
        Path temporary = Files.createTempFile(
                path,
                "." + name,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw new IOException(file(name) + " could not be written: " + e.getMessage(), e);
        }
    }

    /// The files with this ending, sorted.
    List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(each -> each.getFileName().toString().endsWith(ending)
                            && !each.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
