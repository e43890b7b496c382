package org.rehome.edge.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/// The secret behind our dialback keys (XEP-0185). All edges that the SRV records name must have the same one: it is
/// set there; a single edge makes one and keeps it.
public final class DialbackSecret {
    private static final String FILE = "dialback-secret";
    private static final int BYTES = 32;

    private DialbackSecret() {}

    /// @param configured as set; empty to use the one that is kept, or make one
    public static String of(Optional<String> configured, Path data) throws IOException {
        if (configured.filter(secret -> !secret.isBlank()).isPresent()) {
            return configured.get();
        }
        DataFolder folder = new DataFolder(data);
        Path file = folder.file(FILE);
        if (Files.exists(file)) {
            return Files.readString(file).trim();
        }
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        String made = HexFormat.of().formatHex(bytes);
        folder.write(FILE, made.getBytes(StandardCharsets.US_ASCII));
        return made;
    }
}
