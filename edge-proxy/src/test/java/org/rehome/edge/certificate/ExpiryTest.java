package org.rehome.edge.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.C9;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.CertificateExpiring;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

final class ExpiryTest {
    private static final Domain DOMAIN = Domain.parse("example.test");
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");

    private static Credential credential() {
        LabIdentity identity = AUTHORITY.identity("example.test");
        return new Credential(identity.chain(), identity.key());
    }

    @ParameterizedTest(name = "{0} before its end: {1}")
    @Spec(C9)
    @DisplayName("C9: the threshold that a certificate has reached")
    @CsvSource({
        "P30DT1S,",
        "P30D, 30",
        "P14DT1S, 30",
        "P14D, 14",
        "P7DT1S, 14",
        "P7D, 7",
        "P1DT1S, 7",
        "P1D, 1",
        "PT-1S, 1",
    })
    void thresholds(Duration left, Integer days) {
        Credential credential = credential();
        assertThat(Expiry.threshold(credential, credential.notAfter().minus(left)))
                .isEqualTo(Optional.ofNullable(days));
    }

    @Test
    @Spec(C9)
    @DisplayName(
            "C9: each threshold is said once of a certificate, by a restart too, and again of the next certificate")
    void once() {
        Credential first = credential();
        Credential second = credential();
        List<CertificateExpiring> said = new ArrayList<>();
        for (Credential each : List.of(first, second)) {
            for (Instant now = each.notAfter().minus(Duration.ofDays(40));
                    now.isBefore(each.notAfter().plus(Duration.ofDays(2)));
                    now = now.plus(Duration.ofHours(5))) {
                Optional<CertificateExpiring> last = said.isEmpty() ? Optional.empty() : Optional.of(said.getLast());
                Expiry.due("edge-1", DOMAIN, each, now, last).ifPresent(said::add);
            }
        }
        assertThat(said).extracting(CertificateExpiring::days).containsExactly(30, 14, 7, 1, 30, 14, 7, 1);
        assertThat(said)
                .extracting(CertificateExpiring::fingerprint)
                .containsExactly(
                        first.fingerprint(),
                        first.fingerprint(),
                        first.fingerprint(),
                        first.fingerprint(),
                        second.fingerprint(),
                        second.fingerprint(),
                        second.fingerprint(),
                        second.fingerprint());
    }
}
