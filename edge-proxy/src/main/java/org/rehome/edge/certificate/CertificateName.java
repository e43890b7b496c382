package org.rehome.edge.certificate;

import org.rehome.contracts.address.Domain;

/// A name that a certificate of ours is to have.
///
/// @param wildcard whether it stands for every domain that is one label below
public record CertificateName(Domain domain, boolean wildcard) {
    private static final String WILDCARD = "*.";

    /// @param text a domain, or `*.` and a domain
    /// @throws org.rehome.contracts.address.InvalidAddress when it is neither
    public static CertificateName parse(String text) {
        return text.startsWith(WILDCARD)
                ? new CertificateName(Domain.parse(text.substring(WILDCARD.length())), true)
                : new CertificateName(Domain.parse(text), false);
    }

    /// As it stands in a dNSName entry.
    public String dnsName() {
        return wildcard ? WILDCARD + domain.ascii() : domain.ascii();
    }
}
