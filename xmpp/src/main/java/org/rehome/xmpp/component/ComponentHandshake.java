package org.rehome.xmpp.component;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The handshake of a component (XEP-0114 §3).
public final class ComponentHandshake {

    private ComponentHandshake() {}

    /// Lower-case hex of SHA-1 over the stream id followed by the secret.
    public static String of(String streamId, String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((streamId + secret).getBytes(UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /// The element that carries it.
    public static String toXml(String streamId, String secret) {
        return "<handshake>" + of(streamId, secret) + "</handshake>";
    }
}
