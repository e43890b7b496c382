package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.StringReader;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.certificate.KeyKind;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.store.CertificateRequests;
import org.rehome.edge.trust.Anchors;
import org.rehome.edge.trust.CertificateMaker;
import org.rehome.edge.trust.CertificateMaker.Made;
import org.rehome.edge.trust.CertificateTrust;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.lab.certificate.LabAuthority;

@Timeout(value = 60, unit = SECONDS)
final class RequestedCertificateTest {
    private static final Domain DOMAIN = Domain.parse("example.test");
    private static final LabAuthority PARTNERS = LabAuthority.create("Partners");

    @ParameterizedTest
    @DisplayName("a certificate that was issued for a request is shown in handshakes, and proves our domain")
    @EnumSource(KeyKind.class)
    void shown(KeyKind kind, @TempDir Path data) throws Exception {
        Made authority = new CertificateMaker("Authority").authority(0).selfSigned();
        CertificateRequests requests = new CertificateRequests(data);
        String request = requests.make(DOMAIN, List.of(), kind, false).orElseThrow();
        X509Certificate issued;
        try (PEMParser parser = new PEMParser(new StringReader(request))) {
            issued = CertificateMaker.of((PKCS10CertificationRequest) parser.readObject())
                    .signedBy(authority)
                    .certificate();
        }
        try (TestEdge edge =
                new TestEdge(new World().local("example.test").enabled("partner.test")).trust(PARTNERS.certificate())) {
            edge.credentials.put(
                    DOMAIN, requests.complete(DOMAIN, List.of(issued)).orElseThrow());
            edge.start();
            try (RawPeer peer = new RawPeer(edge.port())
                    .authenticate("partner.test", "example.test", PARTNERS.identity("partner.test"))) {
                PeerCertificate judged = CertificateTrust.judge(
                        List.of((X509Certificate) peer.tls().getSession().getPeerCertificates()[0]),
                        Anchors.of(List.of(authority.certificate())),
                        java.time.Instant.now());
                assertThat(judged.proves(DOMAIN)).isTrue();
                peer.send("<message from='a@partner.test' to='b@example.test'/>");
                await().until(() -> edge.published().size() == 1);
            }
        }
    }
}
