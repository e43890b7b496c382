package org.rehome.edge.api;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.certificate.Expiry;

/// A certificate of ours; never its key.
@Schema(name = "Certificate", description = "The certificate in use for a domain of ours")
public record CertificateView(
        @Schema(examples = "example.test") String domain,

        @Schema(description = "dNSName, SRVName and xmppAddr entries", examples = "[\"example.test\"]")
        List<String> names,

        @Schema(examples = "CN=example.test") String subject,

        @Schema(examples = "CN=Rehome development authority")
        String issuer,

        Instant notBefore,
        Instant notAfter,

        @Schema(
                description = "The threshold that was reached: it expires within 30, 14, 7 or 1 days, or has expired;"
                        + " null while there is more time",
                examples = "14")
        @Nullable
        Integer expiresWithinDays,

        @Schema(
                description = "SHA-256, lower-case hex",
                examples = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")
        String fingerprint,

        @Schema(description = "Certificates in the chain", examples = "2")
        int chain) {

    static CertificateView of(Domain domain, Credential credential, Instant now) {
        return new CertificateView(
                domain.name(),
                credential.names(),
                credential.certificate().getSubjectX500Principal().getName(),
                credential.certificate().getIssuerX500Principal().getName(),
                credential.notBefore(),
                credential.notAfter(),
                Expiry.threshold(credential, now).orElse(null),
                credential.fingerprint(),
                credential.chain().size());
    }
}
