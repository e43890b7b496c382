package org.rehome.e2e.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rehome.e2e.suite.Project;

/// The files of the project that somebody wrote, as opposed to what was built.
final class Documents {
    private static final Set<String> NOT_WRITTEN =
            Set.of(".git", "target", ".rehome", "node_modules", ".idea", ".vscode");

    private Documents() {}

    static List<Path> all() {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(Project.root(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean skipped = NOT_WRITTEN.contains(folder.getFileName().toString());
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    // Of everybody's own, and out of the repository.
                    if (!file.getFileName().toString().equals(".env")) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /// The pages that people read: templates among a module's sources are none, only what is made of them.
    static List<Path> markdown() {
        return all().stream()
                .filter(file -> file.toString().endsWith(".md"))
                .filter(file -> !name(file).contains("/src/"))
                .toList();
    }

    /// The text of a file; empty when it is no text.
    static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (MalformedInputException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As it is called in messages.
    static String name(Path file) {
        return Project.root().relativize(file).toString();
    }
}
