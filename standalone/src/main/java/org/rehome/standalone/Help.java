package org.rehome.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// What `./rehome help` prints; the launcher reads the same file, without a JVM.
final class Help {
    private Help() {}

    static String text() {
        try (InputStream page = Objects.requireNonNull(Help.class.getResourceAsStream("help.txt"))) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
