package org.rehome.edge.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.CertificateExpiring;

/// When the end of a certificate is near enough to be said.
public final class Expiry {
    /// In days, the nearest first.
    public static final List<Integer> THRESHOLDS = List.of(1, 7, 14, 30);

    private Expiry() {}

    /// The nearest threshold that was reached; empty while there is more time than that.
    public static Optional<Integer> threshold(Credential credential, Instant now) {
        return THRESHOLDS.stream()
                .filter(days -> !now.plus(Duration.ofDays(days)).isBefore(credential.notAfter()))
                .findFirst();
    }

    /// What is to be said of a certificate now.
    ///
    /// @param last what was said last of the domain's certificate, if anything
    public static Optional<CertificateExpiring> due(
            String edge, Domain domain, Credential credential, Instant now, Optional<CertificateExpiring> last) {
        return threshold(credential, now)
                .filter(days -> last.filter(
                                said -> said.fingerprint().equals(credential.fingerprint()) && said.days() <= days)
                        .isEmpty())
                .map(days ->
                        new CertificateExpiring(edge, domain, credential.fingerprint(), credential.notAfter(), days));
    }
}
