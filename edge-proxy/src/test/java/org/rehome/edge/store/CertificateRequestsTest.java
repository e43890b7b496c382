package org.rehome.edge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.certificate.CertificateName;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.certificate.KeyKind;
import org.rehome.edge.trust.CertificateMaker;

final class CertificateRequestsTest {
    private static final Domain DOMAIN = Domain.parse("bücher.test");
    private static final CertificateMaker.Made AUTHORITY =
            new CertificateMaker("Authority").authority(0).selfSigned();

    private final Path data;

    CertificateRequestsTest(@TempDir Path data) {
        this.data = data;
    }

    private static PKCS10CertificationRequest read(String pem) throws Pem.Unreadable {
        return Pem.read(pem.getBytes(StandardCharsets.US_ASCII)).requests().getFirst();
    }

    private static List<X509Certificate> issue(String request) throws Pem.Unreadable {
        return List.of(CertificateMaker.of(read(request)).signedBy(AUTHORITY).certificate(), AUTHORITY.certificate());
    }

    @ParameterizedTest
    @DisplayName("a request asks for every XMPP identity of each name, and is signed by a key that stays here")
    @EnumSource(KeyKind.class)
    void made(KeyKind kind) throws Exception {
        CertificateRequests requests = new CertificateRequests(data);
        List<CertificateName> further =
                List.of(CertificateName.parse("conference.bücher.test"), CertificateName.parse("*.example.test"));
        String pem = requests.make(DOMAIN, further, kind, false).orElseThrow();
        assertThat(pem).startsWith("-----BEGIN CERTIFICATE REQUEST-----").doesNotContain("PRIVATE");
        PKCS10CertificationRequest request = read(pem);
        assertThat(request.isSignatureValid(
                        new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo())))
                .isTrue();
        Credential credential = requests.complete(DOMAIN, issue(pem)).orElseThrow();
        assertThat(credential.names())
                .containsExactly(
                        "xn--bcher-kva.test",
                        "conference.xn--bcher-kva.test",
                        "*.example.test",
                        "_xmpp-server.xn--bcher-kva.test",
                        "_xmpp-server.conference.xn--bcher-kva.test",
                        "bücher.test",
                        "conference.bücher.test");
        assertThat(credential.key().getAlgorithm()).isEqualTo(kind.name());
        Path file = data.resolve("requests/xn--bcher-kva.test.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    @DisplayName("a request waits, also across restarts, until its certificate is in use")
    void waits() throws Exception {
        String pem = new CertificateRequests(data)
                .make(DOMAIN, List.of(), KeyKind.EC, false)
                .orElseThrow();
        CertificateRequests later = new CertificateRequests(data);
        assertThat(later.find(DOMAIN)).contains(pem);
        Credential credential = later.complete(DOMAIN, issue(pem)).orElseThrow();
        // a certificate of another key answers nothing
        later.answered(DOMAIN, new DevelopmentAuthority(data, java.time.Clock.systemUTC()).issue(DOMAIN));
        assertThat(later.find(DOMAIN)).contains(pem);
        later.answered(DOMAIN, credential);
        assertThat(later.find(DOMAIN)).isEmpty();
        assertThat(later.complete(DOMAIN, issue(pem))).isEmpty();
    }

    @Test
    @DisplayName("a second request takes the place of one that waits only when that is asked for")
    void second() throws Exception {
        CertificateRequests requests = new CertificateRequests(data);
        String first = requests.make(DOMAIN, List.of(), KeyKind.EC, false).orElseThrow();
        assertThat(requests.make(DOMAIN, List.of(), KeyKind.EC, false)).isEmpty();
        assertThat(requests.find(DOMAIN)).contains(first);
        String second = requests.make(DOMAIN, List.of(), KeyKind.EC, true).orElseThrow();
        assertThat(requests.find(DOMAIN)).contains(second);
        assertThat(requests.complete(DOMAIN, issue(first))).isEmpty();
        assertThat(requests.complete(DOMAIN, issue(second))).isPresent();
    }

    @Test
    @DisplayName("a file that is no request is named, and no other key takes its place")
    void spoilt() throws Exception {
        CertificateRequests requests = new CertificateRequests(data);
        Files.writeString(data.resolve("requests/xn--bcher-kva.test.pem"), "garbage");
        assertThatThrownBy(() -> requests.find(DOMAIN)).hasMessageContaining("xn--bcher-kva.test.pem");
        assertThatThrownBy(() -> requests.make(DOMAIN, List.of(), KeyKind.EC, false))
                .hasMessageContaining("remove it");
        assertThat(requests.make(DOMAIN, List.of(), KeyKind.EC, true)).isPresent();
    }
}
