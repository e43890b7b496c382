package org.rehome.dns.zone;

import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.rehome.dns.record.DnsName;
import org.xbill.DNS.TSIG;

/// The key that updates are signed with (RFC 8945).
///
/// @param algorithm such as `hmac-sha256`
/// @param secret base64
public record TsigKey(DnsName name, String algorithm, String secret) {
    private static final Set<String> ALGORITHMS = Set.of("hmac-sha256", "hmac-sha384", "hmac-sha512");
    private static final int MIN_BYTES = 16;

    /// @throws IllegalArgumentException with the configuration key that is wrong
    public TsigKey {
        algorithm = algorithm.toLowerCase(Locale.ROOT);
        if (!ALGORITHMS.contains(algorithm)) {
            throw new IllegalArgumentException("rehome.dns.tsig.algorithm: \"" + algorithm
                    + "\" is none of hmac-sha256, hmac-sha384, hmac-sha512");
        }
        try {
            if (Base64.getDecoder().decode(secret).length < MIN_BYTES) {
                throw new IllegalArgumentException("it has less than " + MIN_BYTES + " bytes");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("rehome.dns.tsig.secret is no base64 of a secret: " + e.getMessage(), e);
        }
    }

    /// dnsjava's form; a new one each time, since its use is not promised to be safe for threads.
    public TSIG signer() {
        return new TSIG(algorithm, name.toString(), secret);
    }

    /// Never shows the secret.
    @Override
    public String toString() {
        return algorithm + ":" + name;
    }
}
