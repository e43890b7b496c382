package org.rehome.dns.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/// The secret of the embedded server, made at the first start when none is configured. Only the owner can read it.
public final class KeyFile {
    private static final int BYTES = 32;

    private KeyFile() {}

    /// The secret in base64.
    public static String secret(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file, US_ASCII).strip();
        }
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        String text = Base64.getEncoder().encodeToString(secret);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text + "\n", US_ASCII, StandardOpenOption.SYNC, StandardOpenOption.WRITE);
        Files.move(fresh, file);
        return text;
    }
}
