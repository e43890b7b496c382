package org.rehome.edge.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.trust.CertificateTrust;
import org.rehome.edge.trust.PeerIdentities;

/// A certificate of ours with its chain and key.
///
/// @param chain our certificate first, each followed by its issuer
public record Credential(List<X509Certificate> chain, PrivateKey key) {

    public Credential {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a credential has at least one certificate");
        }
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public Instant notBefore() {
        return certificate().getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return certificate().getNotAfter().toInstant();
    }

    /// SHA-256 of the certificate, lower-case hex.
    public String fingerprint() {
        return CertificateTrust.fingerprint(certificate());
    }

    /// True when partners can recognise the domain in it.
    public boolean covers(Domain domain) {
        return switch (PeerIdentities.of(certificate())) {
            case PeerIdentities.Reading.Names(var identities) -> identities.cover(domain);
            case PeerIdentities.Reading.Unusable unusable -> false;
        };
    }

    /// The identities that it carries.
    public List<String> names() {
        return switch (PeerIdentities.of(certificate())) {
            case PeerIdentities.Reading.Names(var identities) -> identities.all();
            case PeerIdentities.Reading.Unusable unusable -> List.of();
        };
    }

    /// The key is left out on purpose.
    @Override
    public String toString() {
        return "Credential[" + certificate().getSubjectX500Principal().getName() + " " + fingerprint() + "]";
    }
}
