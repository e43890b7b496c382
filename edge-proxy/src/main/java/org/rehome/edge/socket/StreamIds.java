package org.rehome.edge.socket;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Ids of response headers: nobody can guess one, none comes twice (RFC 6120 §4.7.3).
final class StreamIds {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    private StreamIds() {}

    static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
