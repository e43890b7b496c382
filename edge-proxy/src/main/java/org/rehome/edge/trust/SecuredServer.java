package org.rehome.edge.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;

/// A server that a partner's domain names, where DNSSEC has secured the whole way from the domain to its
/// address: its host name is an identity too (RFC 7673 §4.1), and TLSA records may say which certificate it
/// has (RFC 7671).
///
/// @param associations what the TLSA records say; empty where there are none
public record SecuredServer(String host, List<Association> associations) {
    public SecuredServer {
        associations = List.copyOf(associations);
    }

    /// @param chain as the server sent it, its own certificate first
    /// @param judged the same without DNSSEC
    /// @param domain the partner's
    public PeerCertificate judge(List<X509Certificate> chain, PeerCertificate judged, Domain domain, Instant now) {
        List<Association> usable =
                associations.stream().filter(Association::isUsable).toList();
        if (chain.isEmpty()) {
            return judged;
        }
        if (usable.isEmpty()) {
            return judged.proves(domain) ? judged : named(judged, domain).orElse(judged);
        }
        return usable.stream()
                .flatMap(each -> vouch(each, chain, judged, domain, now).stream())
                .findFirst()
                .orElseGet(() -> new PeerCertificate.Untrusted(
                        TrustFailure.TLSA_MISMATCH,
                        "none of the " + usable.size() + " TLSA records of " + host + " is of this certificate"));
    }

    private Optional<PeerCertificate> vouch(
            Association association, List<X509Certificate> chain, PeerCertificate judged, Domain domain, Instant now) {
        X509Certificate own = chain.getFirst();
        return switch (association.usage()) {
            // names and dates are the record's matter then (RFC 7671 §5.1)
            case Association.SERVER ->
                association.matches(own)
                        ? Optional.of(new PeerCertificate.Vouched(domain, CertificateTrust.fingerprint(own), null))
                        : Optional.empty();
            case Association.TRUSTED_SERVER -> association.matches(own) ? named(judged, domain) : Optional.empty();
            case Association.AUTHORITY ->
                chain.stream()
                        .filter(association::matches)
                        .map(authority -> CertificateTrust.judge(chain, Anchors.of(List.of(authority)), now))
                        .flatMap(path -> named(path, domain).stream())
                        .findFirst();
            default -> Optional.empty();
        };
    }

    /// Proof where it is trusted, and for the domain or for the host.
    private Optional<PeerCertificate> named(PeerCertificate judged, Domain domain) {
        return judged instanceof PeerCertificate.Trusted trusted
                        && trusted.counts(domain)
                        && (trusted.identities().cover(domain) || isHost(trusted.identities()))
                ? Optional.of(new PeerCertificate.Vouched(domain, trusted.fingerprint(), trusted.until()))
                : Optional.empty();
    }

    private boolean isHost(PeerIdentities identities) {
        try {
            return identities.cover(Domain.parse(host));
        } catch (InvalidAddress e) {
            // a name that no certificate has
            return false;
        }
    }
}
