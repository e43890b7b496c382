package org.rehome.lab.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A certificate authority that lives as long as a test or a demonstration. Its key never leaves the process.
public final class LabAuthority {
    private final KeyPair keys;
    private final X509Certificate certificate;

    private LabAuthority(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /// A new authority.
    ///
    /// @param name its common name
    public static LabAuthority create(String name) {
        KeyPair keys = newKeys();
        Instant now = Instant.now();
        Signing signing = Signing.selfSigned(name, keys);
        return new LabAuthority(keys, signing.authority(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(30))));
    }

    /// The trust anchor.
    public X509Certificate certificate() {
        return certificate;
    }

    /// The trust anchor as PEM.
    public String pem() {
        return Pem.of(certificate);
    }

    /// Starts a certificate; finish with [LabCertificate#issue()].
    public LabCertificate issue() {
        return new LabCertificate(this);
    }

    /// The usual certificate of a server: its names as dNSName, for both directions of a connection, valid now.
    public LabIdentity identity(String... domains) {
        return issue().dns(domains).issue();
    }

    LabIdentity sign(LabCertificate request) {
        KeyPair subject = newKeys();
        X509Certificate leaf = new Signing(certificate, keys).leaf(request, subject.getPublic());
        return new LabIdentity(subject.getPrivate(), List.of(leaf));
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no P-256 keys on this machine", e);
        }
    }
}
