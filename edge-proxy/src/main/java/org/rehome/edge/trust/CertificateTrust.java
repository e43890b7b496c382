package org.rehome.edge.trust;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.trust.PeerCertificate.Absent;
import org.rehome.edge.trust.PeerCertificate.Trusted;
import org.rehome.edge.trust.PeerCertificate.Untrusted;

/// Judges the certificates that a peer presented. The path is built and validated as RFC 5280 §6 says; a certificate
/// for servers only is accepted from a client too, because public authorities issue no others.
public final class CertificateTrust {
    static final int MAX_CHAIN = 10;

    private static final String SERVER_USAGE = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_USAGE = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";

    private CertificateTrust() {}

    /// @param chain as the peer sent it, its own certificate first; empty when it sent none
    /// @param anchors the authorities that are trusted
    public static PeerCertificate judge(List<X509Certificate> chain, Anchors anchors, Instant now) {
        if (chain.isEmpty()) {
            return new Absent();
        }
        if (chain.size() > MAX_CHAIN) {
            return new Untrusted(TrustFailure.CHAIN_TOO_LONG, chain.size() + " certificates");
        }
        X509Certificate own = chain.getFirst();
        return switch (PeerIdentities.of(own)) {
            case PeerIdentities.Reading.Unusable(var failure, var detail) -> new Untrusted(failure, detail);
            case PeerIdentities.Reading.Names(var identities) -> judge(chain, anchors, now, identities);
        };
    }

    private static PeerCertificate judge(
            List<X509Certificate> chain, Anchors anchors, Instant now, PeerIdentities identities) {
        X509Certificate own = chain.getFirst();
        try {
            Untrusted first = null;
            for (PathSearch.Path path : paths(chain, anchors)) {
                Untrusted failure = validate(path, now);
                if (failure == null) {
                    return suited(own)
                            ? new Trusted(
                                    identities,
                                    fingerprint(own),
                                    path.until(),
                                    anchors.limits(path.anchor()),
                                    path.whole())
                            : new Untrusted(TrustFailure.WRONG_PURPOSE, "neither for servers nor for clients");
                }
                first = first == null ? failure : first;
            }
            return first == null ? withoutPath(chain, anchors.all(), now) : first;
        } catch (GeneralSecurityException e) {
            return new Untrusted(TrustFailure.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    /// Those to an authority without limits first.
    private static List<PathSearch.Path> paths(List<X509Certificate> chain, Anchors anchors) {
        return PathSearch.paths(chain, anchors.all()).stream()
                .sorted(Comparator.comparing(
                        path -> !anchors.limits(path.anchor()).isEmpty()))
                .toList();
    }

    private static @Nullable Untrusted validate(PathSearch.Path path, Instant now) throws GeneralSecurityException {
        Optional<String> weakness = Weakness.of(path);
        if (weakness.isPresent()) {
            return new Untrusted(TrustFailure.WEAK_ALGORITHM, weakness.get());
        }
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.anchor(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        try {
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path.checked()), parameters);
            return null;
        } catch (CertPathValidatorException e) {
            return new Untrusted(failure(e), detail(e, path));
        }
    }

    /// Which certificate of the path it is, and since when or from when on, where it is about dates.
    private static String detail(CertPathValidatorException e, PathSearch.Path path) {
        if (e.getIndex() < 0) {
            return String.valueOf(e.getMessage());
        }
        X509Certificate which = path.checked().get(e.getIndex());
        String subject = which.getSubjectX500Principal().getName();
        return switch (failure(e)) {
            case EXPIRED -> subject + " expired on " + which.getNotAfter().toInstant();
            case NOT_YET_VALID ->
                subject + " is valid from " + which.getNotBefore().toInstant() + " on";
            default -> subject + ": " + e.getMessage();
        };
    }

    private static TrustFailure failure(CertPathValidatorException e) {
        return switch (e.getReason()) {
            case BasicReason basic ->
                switch (basic) {
                    case EXPIRED -> TrustFailure.EXPIRED;
                    case NOT_YET_VALID -> TrustFailure.NOT_YET_VALID;
                    case INVALID_SIGNATURE -> TrustFailure.BAD_SIGNATURE;
                    case ALGORITHM_CONSTRAINED -> TrustFailure.WEAK_ALGORITHM;
                    case REVOKED, UNDETERMINED_REVOCATION_STATUS, UNSPECIFIED -> TrustFailure.UNKNOWN_AUTHORITY;
                };
            case PKIXReason pkix ->
                switch (pkix) {
                    case INVALID_NAME -> TrustFailure.NAME_CONSTRAINT;
                    case NOT_CA_CERT, PATH_TOO_LONG, INVALID_KEY_USAGE -> TrustFailure.NOT_AN_AUTHORITY;
                    case NAME_CHAINING, NO_TRUST_ANCHOR, UNRECOGNIZED_CRIT_EXT, INVALID_POLICY ->
                        TrustFailure.UNKNOWN_AUTHORITY;
                };
            default -> TrustFailure.UNKNOWN_AUTHORITY;
        };
    }

    /// Where no path was found: the dates and the signature say more than that.
    private static Untrusted withoutPath(
            List<X509Certificate> chain, Collection<X509Certificate> anchors, Instant now) {
        X509Certificate own = chain.getFirst();
        String issuer = own.getIssuerX500Principal().getName();
        try {
            own.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            return new Untrusted(
                    TrustFailure.EXPIRED, "expired on " + own.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            return new Untrusted(
                    TrustFailure.NOT_YET_VALID,
                    "valid from " + own.getNotBefore().toInstant());
        }
        if (PathSearch.signed(own, own)) {
            return new Untrusted(TrustFailure.SELF_SIGNED, "signed by its own key, issuer " + issuer);
        }
        return PathSearch.isForged(chain, anchors)
                ? new Untrusted(TrustFailure.BAD_SIGNATURE, "its signature is not that of its issuer " + issuer)
                : new Untrusted(TrustFailure.UNKNOWN_AUTHORITY, "no trusted authority issued it, issuer " + issuer);
    }

    private static boolean suited(X509Certificate own) throws CertificateParsingException {
        List<String> usages = own.getExtendedKeyUsage();
        return usages == null
                || usages.contains(SERVER_USAGE)
                || usages.contains(CLIENT_USAGE)
                || usages.contains(ANY_USAGE);
    }

    /// SHA-256 of a certificate, lower-case hex.
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a parsed certificate has an encoding, every platform SHA-256", e);
        }
    }
}
