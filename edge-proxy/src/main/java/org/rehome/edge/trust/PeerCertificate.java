package org.rehome.edge.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;

/// What a peer presented in the TLS handshake, judged.
public sealed interface PeerCertificate {
    /// No certificate: a client need not have one.
    record Absent() implements PeerCertificate {}

    /// A certificate that proves nothing.
    ///
    /// @param detail in words, with the names or dates
    record Untrusted(TrustFailure failure, String detail) implements PeerCertificate {}

    /// A certificate with a path to a trust anchor; it proves the domains that it names.
    ///
    /// @param fingerprint SHA-256 of the certificate, lower-case hex
    /// @param until when the first certificate of the path expires
    /// @param among the domains for which alone its authority is trusted; empty for any
    /// @param path from itself up to the trust anchor
    record Trusted(
            PeerIdentities identities, String fingerprint, Instant until, Set<Domain> among, List<X509Certificate> path)
            implements PeerCertificate {
        public Trusted {
            among = Set.copyOf(among);
            path = List.copyOf(path);
        }

        boolean counts(Domain domain) {
            return among.isEmpty() || among.contains(domain);
        }
    }

    /// A certificate that a TLSA record, or the secured name of the server, makes the domain's (RFC 7671,
    /// RFC 7673).
    ///
    /// @param until when the first certificate of the path expires; null where the DNS alone decides
    record Vouched(
            Domain domain, String fingerprint, @Nullable Instant until) implements PeerCertificate {}

    /// Why it does not prove the domain; empty when it does.
    default Optional<Untrusted> objection(Domain domain) {
        return switch (this) {
            case Absent() -> Optional.of(new Untrusted(TrustFailure.ABSENT, "no certificate"));
            case Untrusted untrusted -> Optional.of(untrusted);
            case Vouched(var proven, var fingerprint, var until) ->
                proven.equals(domain)
                        ? Optional.empty()
                        : Optional.of(new Untrusted(
                                TrustFailure.WRONG_NAME,
                                "the DNS says that it is of " + proven + ", not of " + domain));
            case Trusted trusted ->
                !trusted.identities().cover(domain)
                        ? Optional.of(new Untrusted(
                                TrustFailure.WRONG_NAME,
                                "the certificate is for " + trusted.identities().all() + ", not for " + domain))
                        : trusted.counts(domain)
                                ? Optional.empty()
                                : Optional.of(new Untrusted(
                                        TrustFailure.UNKNOWN_AUTHORITY,
                                        "the authority that issued it is trusted for " + trusted.among()
                                                + " alone, not for " + domain));
        };
    }

    /// The same where only some certificates count.
    ///
    /// @param pins SHA-256 of these, lower-case hex; empty for any
    default Optional<Untrusted> objection(Domain domain, Set<String> pins) {
        return objection(domain).or(() -> provenBy()
                .filter(fingerprint -> !pins.isEmpty() && !pins.contains(fingerprint))
                .map(fingerprint -> new Untrusted(
                        TrustFailure.NOT_PINNED,
                        fingerprint + " is none of the certificates that the partner's settings name")));
    }

    /// The fingerprint of a certificate that proves something.
    default Optional<String> provenBy() {
        return switch (this) {
            case Absent _, Untrusted _ -> Optional.empty();
            case Trusted trusted -> Optional.of(trusted.fingerprint());
            case Vouched(var domain, var fingerprint, var until) -> Optional.of(fingerprint);
        };
    }

    default boolean proves(Domain domain) {
        return objection(domain).isEmpty();
    }
}
