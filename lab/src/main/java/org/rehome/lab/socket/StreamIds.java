package org.rehome.lab.socket;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Identifiers of streams: unique and not to be guessed (RFC 6120 §4.7.3).
public final class StreamIds {
    private static final SecureRandom RANDOM = new SecureRandom();

    private StreamIds() {}

    public static String next() {
        byte[] octets = new byte[16];
        RANDOM.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }
}
