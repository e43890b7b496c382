package org.rehome.edge.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/// What a TLSA record says about a server's certificate (RFC 6698 §2.1).
///
/// @param usage 3: this is the server's certificate; 2: this is the authority that has issued it; 1: this
///     is the server's certificate, and a trusted authority has issued it
/// @param selector 0: the certificate; 1: its public key
/// @param matching 0: as it is; 1: its SHA-256; 2: its SHA-512
/// @param data in hexadecimal
public record Association(int usage, int selector, int matching, String data) {
    static final int TRUSTED_SERVER = 1;
    static final int AUTHORITY = 2;
    static final int SERVER = 3;

    public static Association of(int usage, int selector, int matching, byte[] data) {
        return new Association(usage, selector, matching, HexFormat.of().formatHex(data));
    }

    /// Whether it is of a kind that is known here; others are as if they were not there (RFC 6698 §4.1).
    public boolean isUsable() {
        return usage >= TRUSTED_SERVER
                && usage <= SERVER
                && selector >= 0
                && selector <= 1
                && matching >= 0
                && matching <= 2;
    }

    boolean matches(X509Certificate certificate) {
        try {
            byte[] selected = selector == 0
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            byte[] matched =
                    switch (matching) {
                        case 1 -> MessageDigest.getInstance("SHA-256").digest(selected);
                        case 2 -> MessageDigest.getInstance("SHA-512").digest(selected);
                        default -> selected;
                    };
            return HexFormat.of().formatHex(matched).equals(data);
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a parsed certificate has an encoding, every platform SHA-2", e);
        }
    }
}
