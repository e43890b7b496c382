package org.rehome.edge.certificate;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rehome.contracts.address.Domain;

/// Checks a credential before it replaces the one in use.
public final class CredentialCheck {

    private CredentialCheck() {}

    /// All that is wrong; empty when the credential can be used for the domain.
    public static List<Flaw> flaws(Domain domain, Credential credential, Instant now) {
        List<Flaw> flaws = new ArrayList<>();
        key(credential).ifPresent(flaws::add);
        chain(credential.chain()).ifPresent(flaws::add);
        if (!credential.covers(domain)) {
            flaws.add(new Flaw.NamesDoNotCover(domain, credential.names()));
        }
        if (now.isAfter(credential.notAfter())) {
            flaws.add(new Flaw.Expired(credential.notAfter()));
        }
        if (now.isBefore(credential.notBefore())) {
            flaws.add(new Flaw.NotYetValid(credential.notBefore()));
        }
        return flaws;
    }

    private static Optional<Flaw> key(Credential credential) {
        String algorithm = credential.key().getAlgorithm();
        String scheme =
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case "EdDSA", "Ed25519" -> "EdDSA";
                    default -> "";
                };
        if (scheme.isEmpty()) {
            return Optional.of(new Flaw.UnsupportedKey(algorithm));
        }
        return signsFor(credential, scheme) ? Optional.empty() : Optional.of(new Flaw.KeyMismatch());
    }

    /// Whether the key is the certificate's.
    public static boolean hasItsKey(Credential credential) {
        return key(credential).isEmpty();
    }

    /// The key belongs to the certificate when the one verifies what the other signed.
    private static boolean signsFor(Credential credential, String scheme) {
        byte[] probe = "rehome".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try {
            Signature signing = Signature.getInstance(scheme);
            signing.initSign(credential.key());
            signing.update(probe);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(scheme);
            verifying.initVerify(credential.certificate().getPublicKey());
            verifying.update(probe);
            return verifying.verify(signature);
        } catch (GeneralSecurityException e) {
            // another kind of key, or another size
            return false;
        }
    }

    private static Optional<Flaw> chain(List<X509Certificate> chain) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            try {
                chain.get(i).verify(chain.get(i + 1).getPublicKey());
            } catch (GeneralSecurityException e) {
                return Optional.of(new Flaw.BrokenChain(i + 1));
            }
        }
        return Optional.empty();
    }
}
