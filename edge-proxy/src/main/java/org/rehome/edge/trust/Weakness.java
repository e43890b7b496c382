package org.rehome.edge.trust;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Keys and signatures that prove nothing any more (RFC 9325 §4.4), beyond those that the platform itself refuses.
final class Weakness {
    private static final int RSA_BITS = 2048;
    private static final int EC_BITS = 224;

    private Weakness() {}

    /// What is too weak on a path, in words.
    static Optional<String> of(PathSearch.Path path) {
        return Stream.concat(
                        // nobody relies on the signature of the anchor itself
                        path.certificates().stream().flatMap(each -> signature(each).stream()),
                        Stream.concat(path.certificates().stream(), Stream.of(path.anchor()))
                                .flatMap(each -> key(each).stream()))
                .findFirst();
    }

    private static Optional<String> signature(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        return algorithm.startsWith("SHA1") || algorithm.startsWith("MD")
                ? Optional.of(name(certificate) + " is signed with " + certificate.getSigAlgName())
                : Optional.empty();
    }

    private static Optional<String> key(X509Certificate certificate) {
        PublicKey key = certificate.getPublicKey();
        return switch (key) {
            case RSAPublicKey rsa
            when rsa.getModulus().bitLength() < RSA_BITS ->
                Optional.of(name(certificate) + " has an RSA key of "
                        + rsa.getModulus().bitLength() + " bits, " + RSA_BITS + " are needed");
            case ECPublicKey curve
            when curve.getParams().getOrder().bitLength() < EC_BITS ->
                Optional.of(name(certificate) + " has an EC key of "
                        + curve.getParams().getOrder().bitLength() + " bits, " + EC_BITS + " are needed");
            default -> Optional.empty();
        };
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
