package org.rehome.lab.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/// Judges peers by a set of trust anchors that can grow. The extended key usage is not looked at, in neither direction
/// (conformance rule C8).
public final class PeerTrust {
    private final Set<X509Certificate> anchors = new CopyOnWriteArraySet<>();

    public PeerTrust(Collection<X509Certificate> anchors) {
        this.anchors.addAll(anchors);
    }

    /// Trusts one more authority from now on.
    public void add(X509Certificate anchor) {
        anchors.add(anchor);
    }

    /// What there is to say about a peer.
    public sealed interface Judgement {
        /// Its certificate is valid and is the domain's.
        record Trusted() implements Judgement {}

        /// It is not.
        record Untrusted(String reason) implements Judgement {}
    }

    /// Judges a chain, the leaf first, for the domain that the peer claims to be.
    public Judgement judge(List<X509Certificate> chain, String domain) {
        if (chain.isEmpty()) {
            return new Judgement.Untrusted("no certificate");
        }
        if (anchors.isEmpty()) {
            return new Judgement.Untrusted("no trust anchor");
        }
        try {
            validate(chain);
            return PeerNames.of(chain.getFirst()).cover(domain)
                    ? new Judgement.Trusted()
                    : new Judgement.Untrusted("the certificate does not name " + domain);
        } catch (GeneralSecurityException | IOException e) {
            return new Judgement.Untrusted(String.valueOf(e.getMessage()));
        }
    }

    private void validate(List<X509Certificate> chain) throws GeneralSecurityException {
        Set<TrustAnchor> trusted = new HashSet<>();
        anchors.forEach(anchor -> trusted.add(new TrustAnchor(anchor, null)));
        PKIXParameters parameters = new PKIXParameters(trusted);
        parameters.setRevocationEnabled(false);
        List<X509Certificate> path = chain.stream()
                .filter(certificate -> !anchors.contains(certificate))
                .toList();
        if (path.isEmpty()) {
            // The peer's own certificate is the anchor: pinned.
            chain.getFirst().checkValidity();
            return;
        }
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    }
}
