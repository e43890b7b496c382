package org.rehome.lab.partner;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Dialback keys that need no memory (XEP-0185 §2).
final class DialbackKey {
    private DialbackKey() {}

    /// @param receiving domain of the server that receives the stream
    /// @param originating domain of the server that opened it
    /// @param streamId identifier that the receiving server gave the stream
    static String of(String secret, String receiving, String originating, String streamId) {
        try {
            HexFormat hex = HexFormat.of();
            byte[] hashed = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            // The key of the HMAC is the hash's hexadecimal text, not its octets.
            byte[] key = hex.formatHex(hashed).getBytes(StandardCharsets.US_ASCII);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            String text = receiving + " " + originating + " " + streamId;
            return hex.formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA256", e);
        }
    }

    static boolean matches(String key, String expected) {
        return MessageDigest.isEqual(
                key.strip().getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
