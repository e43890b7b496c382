package org.rehome.xmpp.dialback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.rehome.contracts.address.Domain;

/// Dialback keys that need no memory (XEP-0185 §2): every edge that knows the secret can verify what any other issued.
public final class DialbackKey {

    private DialbackKey() {}

    /// The key that the originating server sends.
    ///
    /// @param receiving the domain of the server that receives the stream
    /// @param originating the domain of the server that opened it
    /// @param streamId the id of the receiving server's stream header
    public static String of(String secret, Domain receiving, Domain originating, String streamId) {
        try {
            // the HMAC's key is the hex text of the hash, not the hash (XEP-0185 §2)
            String key = hex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return hex(mac.doFinal((receiving + " " + originating + " " + streamId).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256 and HmacSHA256", e);
        }
    }

    /// Compares in constant time; white space around the key that came does not count.
    public static boolean matches(String expected, String came) {
        return MessageDigest.isEqual(expected.getBytes(UTF_8), came.trim().getBytes(UTF_8));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
