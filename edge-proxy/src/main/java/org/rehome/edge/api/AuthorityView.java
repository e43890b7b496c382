package org.rehome.edge.api;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.store.Authority;
import org.rehome.edge.trust.CertificateTrust;

/// Authorities that are trusted under one name.
@Schema(name = "Authority")
public record AuthorityView(
        @Schema(examples = "partners-ca") String name,

        @Schema(description = "For which alone they are trusted; empty for any", examples = "[\"partner1.test\"]")
        List<Domain> domains,

        List<Anchor> certificates) {
    public AuthorityView {
        domains = List.copyOf(domains);
        certificates = List.copyOf(certificates);
    }

    @Schema(name = "TrustAnchor")
    public record Anchor(
            @Schema(examples = "CN=Partners CA") String subject,
            Instant notAfter,

            @Schema(
                    description = "SHA-256, lower-case hex",
                    examples = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")
            String fingerprint) {}

    static AuthorityView of(String name, Authority authority) {
        return new AuthorityView(
                name,
                authority.domains().stream().sorted().toList(),
                authority.certificates().stream()
                        .map(each -> new Anchor(
                                each.getSubjectX500Principal().getName(),
                                each.getNotAfter().toInstant(),
                                CertificateTrust.fingerprint(each)))
                        .toList());
    }
}
