package org.rehome.edge.api;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.certificate.Credential;

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
                description = "SHA-256, lower-case hex",
                examples = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")
        String fingerprint,

        @Schema(description = "Certificates in the chain", examples = "2")
        int chain) {

    static CertificateView of(Domain domain, Credential credential) {
        return new CertificateView(
                domain.name(),
                credential.names(),
                credential.certificate().getSubjectX500Principal().getName(),
                credential.certificate().getIssuerX500Principal().getName(),
                credential.notBefore(),
                credential.notAfter(),
                credential.fingerprint(),
                credential.chain().size());
    }
}
