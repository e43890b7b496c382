package org.rehome.lab.pool;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The component's proof that it knows the secret (XEP-0114 §3).
public final class Handshake {
    private Handshake() {}

    /// Lower-case hex of SHA-1 over the stream's id and then the secret.
    public static String of(String streamId, String secret) {
        try {
            byte[] text = (streamId + secret).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-1", e);
        }
    }

    public static boolean proves(String handshake, String streamId, String secret) {
        return MessageDigest.isEqual(
                handshake.strip().getBytes(StandardCharsets.UTF_8),
                of(streamId, secret).getBytes(StandardCharsets.UTF_8));
    }
}
