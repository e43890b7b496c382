package org.rehome.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/// The file that a child prints into.
record LogFile(Path path) {
    private static final long LARGEST_BYTES = 10L * 1024 * 1024;
    private static final int OLD_ONES = 3;

    /// Before a child starts: a large file becomes `.1`, `.1` becomes `.2`, and so on; three are kept.
    void rotate() throws IOException {
        if (!Files.exists(path) || Files.size(path) < LARGEST_BYTES) {
            return;
        }
        for (int number = OLD_ONES - 1; number >= 1; number--) {
            if (Files.exists(old(number))) {
                Files.move(old(number), old(number + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(path, old(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path old(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    /// The last lines, for an error message.
    List<String> tail(int lines) {
        Deque<String> last = new ArrayDeque<>();
        try (Stream<String> all = Files.lines(path, StandardCharsets.ISO_8859_1)) {
            all.forEach(line -> {
                last.add(line);
                if (last.size() > lines) {
                    last.remove();
                }
            });
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of("(" + path + " cannot be read: " + e.getMessage() + ")");
        }
        return List.copyOf(last);
    }
}
