package org.rehome.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that says what is expected, kept with the sources. `-Dupdate-golden=true` writes it anew: then the
/// change is seen in the diff.
public final class GoldenFile {
    public static final boolean UPDATING = Boolean.getBoolean("update-golden");

    private GoldenFile() {}

    public static void check(Path file, String actual) {
        if (UPDATING) {
            write(file, actual);
        }
        String hint = "%s: is the change meant? then run the tests with -Dupdate-golden=true".formatted(file);
        assertThat(file).as(hint).exists();
        assertThat(file).as(hint).content().isEqualTo(actual);
    }

    public static void write(Path file, String actual) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, actual);
        } catch (IOException e) {
            throw new UncheckedIOException("golden file " + file, e);
        }
    }
}
