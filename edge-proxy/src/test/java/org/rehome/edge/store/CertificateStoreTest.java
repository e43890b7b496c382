package org.rehome.edge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rehome.conformance.Requirement.C9;
import static org.rehome.conformance.Requirement.D9;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.certificate.Flaw;
import org.rehome.edge.trust.Anchors;
import org.rehome.edge.trust.CertificateMaker;
import org.rehome.edge.trust.CertificateTrust;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

final class CertificateStoreTest {
    private static final Domain DOMAIN = Domain.parse("example.test");
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");

    private final Path data;

    CertificateStoreTest(@TempDir Path data) {
        this.data = data;
    }

    private CertificateStore store() throws IOException {
        return new CertificateStore(data, Clock.systemUTC());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Credential credential(LabIdentity identity) throws Pem.Unreadable {
        return Pem.credential(bytes(identity.pem()));
    }

    private List<Flaw> refused(Credential credential) throws IOException {
        CertificateStore store = store();
        CertificateStore.Import outcome = store.put(DOMAIN, credential);
        assertThat(outcome).isInstanceOf(CertificateStore.Import.Refused.class);
        assertThat(store.find(DOMAIN)).isEmpty();
        return ((CertificateStore.Import.Refused) outcome).flaws();
    }

    @Test
    @Spec(C9)
    @DisplayName("C9: an imported certificate is in use at once, kept with its key for the owner only, and found again")
    void imported() throws Exception {
        Credential credential = credential(AUTHORITY.identity("example.test"));
        CertificateStore store = store();
        assertThat(store.put(DOMAIN, credential)).isInstanceOf(CertificateStore.Import.Activated.class);
        assertThat(store.find(DOMAIN)).contains(credential);
        Path file = data.resolve("certificates/example.test.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(store().find(DOMAIN).map(Credential::fingerprint)).contains(credential.fingerprint());
    }

    @Test
    @DisplayName("a key of another certificate is refused")
    void keyMismatch() throws Exception {
        Credential one = credential(AUTHORITY.identity("example.test"));
        Credential other = credential(AUTHORITY.identity("example.test"));
        assertThat(refused(new Credential(one.chain(), other.key())))
                .singleElement()
                .isInstanceOf(Flaw.KeyMismatch.class);
    }

    @Test
    @DisplayName("names that do not cover the domain are refused, and the reason lists them")
    void namesDoNotCover() throws Exception {
        assertThat(refused(credential(AUTHORITY.identity("other.test", "*.example.test"))))
                .singleElement()
                .satisfies(flaw -> assertThat(flaw.reason())
                        .contains("[other.test, *.example.test]")
                        .contains("do not cover example.test"));
    }

    @Test
    @DisplayName("a certificate that is over, or not there yet, is refused")
    void dates() throws Exception {
        assertThat(refused(credential(
                        AUTHORITY.issue().dns("example.test").expired().issue())))
                .singleElement()
                .isInstanceOf(Flaw.Expired.class);
        assertThat(refused(credential(
                        AUTHORITY.issue().dns("example.test").notYetValid().issue())))
                .singleElement()
                .isInstanceOf(Flaw.NotYetValid.class);
    }

    @Test
    @DisplayName("a chain in the wrong order is refused, and the reason says where")
    void brokenChain() throws Exception {
        CertificateMaker.Made root = new CertificateMaker("Root").authority(2).selfSigned();
        CertificateMaker.Made middle =
                new CertificateMaker("Middle").authority(0).signedBy(root);
        CertificateMaker.Made leaf =
                new CertificateMaker("leaf").dns("example.test").signedBy(middle);
        List<X509Certificate> right = List.of(leaf.certificate(), middle.certificate(), root.certificate());
        List<X509Certificate> wrong = List.of(leaf.certificate(), root.certificate(), middle.certificate());
        assertThat(refused(new Credential(wrong, leaf.keys().getPrivate()))).containsExactly(new Flaw.BrokenChain(1));
        assertThat(store().put(DOMAIN, new Credential(right, leaf.keys().getPrivate())))
                .isInstanceOf(CertificateStore.Import.Activated.class);
    }

    @Test
    @DisplayName("PKCS#12 is read with its password, and only with it")
    void pkcs12() throws Exception {
        LabIdentity identity = AUTHORITY.identity("example.test");
        KeyStore keys = identity.keyStore("secret".toCharArray());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        keys.store(file, "secret".toCharArray());
        assertThat(Pem.pkcs12(file.toByteArray(), "secret").certificate()).isEqualTo(identity.leaf());
        assertThatThrownBy(() -> Pem.pkcs12(file.toByteArray(), "wrong"))
                .isInstanceOf(Pem.Unreadable.class)
                .hasMessageContaining("password");
        assertThatThrownBy(() -> Pem.pkcs12(bytes("nothing"), "secret")).isInstanceOf(Pem.Unreadable.class);
    }

    @Test
    @DisplayName("PEM without a certificate, without a key, with two keys, or none at all is refused with the reason")
    void unreadable() {
        String pem = AUTHORITY.identity("example.test").pem();
        String certificate = pem.substring(0, pem.indexOf("-----BEGIN PRIVATE"));
        String key = pem.substring(pem.indexOf("-----BEGIN PRIVATE"));
        assertThatThrownBy(() -> Pem.credential(bytes(certificate))).hasMessageContaining("no private key");
        assertThatThrownBy(() -> Pem.credential(bytes(key))).hasMessageContaining("no certificate");
        assertThatThrownBy(() -> Pem.credential(bytes(pem + key))).hasMessageContaining("2 keys");
        assertThatThrownBy(() -> Pem.credential(bytes("nothing"))).hasMessageContaining("no certificate");
        assertThatThrownBy(() -> Pem.credential(bytes(certificate.replace("MI", "??") + key)))
                .hasMessageContaining("not readable as PEM");
        assertThatThrownBy(() -> Pem.certificates(bytes(pem))).hasMessageContaining("private key");
        assertThatThrownBy(() -> Pem.credential(bytes(certificate
                        + "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n")))
                .isInstanceOf(Pem.Unreadable.class);
    }

    @Test
    @DisplayName("keys in the older forms of OpenSSL are read too")
    void olderForms() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new JcaMiscPEMGenerator(
                    PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())));
            writer.writeObject(new JcaMiscPEMGenerator(AUTHORITY.certificate()));
        }
        assertThat(text.toString()).contains("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(Pem.credential(bytes(text.toString())).key()).isEqualTo(keys.getPrivate());

        String curve = """
            -----BEGIN EC PARAMETERS-----
            BggqhkjOPQMBBw==
            -----END EC PARAMETERS-----
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIOd14fiLz0E1Hkwp3S3i0WOB2zuUxuujWGc9eZUJdjEooAoGCCqGSM49
            AwEHoUQDQgAEJ/MKEdBPKaWvnI+EEhGaEKhUXTs9MJhkCi0jukWsz2x0j9oBSa/i
            wtDKGz1eD+xZhRquXj4PN6KQ5dxGwspTkg==
            -----END EC PRIVATE KEY-----
            """;
        assertThat(Pem.credential(bytes(AUTHORITY.pem() + curve)).key().getAlgorithm())
                .isEqualTo("EC");
    }

    @Test
    @Spec(C9)
    @DisplayName("C9: a file that was replaced by hand is taken over, a bad one is not, and the one in use stays")
    void byHand() throws Exception {
        CertificateStore store = store();
        Credential first = credential(AUTHORITY.identity("example.test"));
        store.put(DOMAIN, first);
        assertThat(store.rescan()).isEmpty();
        Path file = data.resolve("certificates/example.test.pem");

        Files.writeString(file, AUTHORITY.identity("other.test").pem());
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(1)));
        assertThat(store.rescan()).isEmpty();
        assertThat(store.find(DOMAIN)).contains(first);

        Files.writeString(file, "garbage");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(store.rescan()).isEmpty();
        assertThat(store.find(DOMAIN)).contains(first);

        LabIdentity second = AUTHORITY.identity("example.test");
        Files.writeString(file, second.pem());
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3)));
        assertThat(store.rescan()).containsExactly(DOMAIN);
        assertThat(store.find(DOMAIN).map(Credential::certificate)).contains(second.leaf());
    }

    @Test
    @DisplayName("a domain without a certificate of its own uses one that covers it")
    void coveredByAnother() throws Exception {
        CertificateStore store = store();
        store.put(DOMAIN, credential(AUTHORITY.identity("example.test", "*.example.test")));
        assertThat(store.find(Domain.parse("conference.example.test"))).isPresent();
        assertThat(store.find(Domain.parse("a.conference.example.test"))).isEmpty();
        assertThat(store.find(Domain.parse("other.test"))).isEmpty();
    }

    @Test
    @DisplayName("a folder that cannot be written leaves what is in use as it is")
    void notWritable() throws Exception {
        CertificateStore store = store();
        Credential first = credential(AUTHORITY.identity("example.test"));
        store.put(DOMAIN, first);
        // a folder in the place of the file: the replacement cannot be made, whoever runs the test
        Path file = data.resolve("certificates/example.test.pem");
        Files.delete(file);
        Files.createDirectory(file);
        Files.writeString(file.resolve("in-the-way"), "x");
        Credential second = credential(AUTHORITY.identity("example.test"));
        assertThatThrownBy(() -> store.put(DOMAIN, second)).isInstanceOf(IOException.class);
        assertThat(store.find(DOMAIN)).contains(first);
        try (var left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    @DisplayName("a development certificate carries every XMPP identity and both usages, and its authority stays")
    void development() throws Exception {
        DevelopmentAuthority development = new DevelopmentAuthority(data, Clock.systemUTC());
        assertThat(development.certificate()).isEmpty();
        Domain domain = Domain.parse("bücher.test");
        Credential credential = development.issue(domain);
        assertThat(store().put(domain, credential)).isInstanceOf(CertificateStore.Import.Activated.class);
        assertThat(credential.names())
                .containsExactly("xn--bcher-kva.test", "_xmpp-server.xn--bcher-kva.test", "bücher.test");
        assertThat(credential.certificate().getExtendedKeyUsage())
                .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        X509Certificate authority = development.certificate().orElseThrow();
        PeerCertificate judged =
                CertificateTrust.judge(credential.chain(), Anchors.of(List.of(authority)), Instant.now());
        assertThat(judged.proves(domain)).isTrue();
        assertThat(new DevelopmentAuthority(data, Clock.systemUTC()).certificate())
                .contains(authority);
        // its file name is the one in the DNS, and it is found again
        assertThat(store().find(domain)).isPresent();
    }

    @Test
    @DisplayName("trust anchors are kept by name until they are removed")
    void authorities() throws Exception {
        AuthorityStore store = new AuthorityStore(data, false);
        assertThat(store.anchors().everywhere()).isEmpty();
        store.put("lab", new Authority(List.of(AUTHORITY.certificate()), Set.of()));
        assertThat(new AuthorityStore(data, false).anchors().everywhere()).containsExactly(AUTHORITY.certificate());
        assertThat(store.remove("lab")).isTrue();
        assertThat(store.remove("lab")).isFalse();
        assertThat(new AuthorityStore(data, false).anchors().everywhere()).isEmpty();
        assertThat(new AuthorityStore(data, true).anchors().everywhere()).hasSizeGreaterThan(10);
    }

    @Test
    @DisplayName("D9: the domains for which alone an authority is trusted are kept with it, and never forgotten")
    @Spec(D9)
    void limitedAuthorities() throws Exception {
        Set<Domain> domains = Set.of(Domain.parse("partner.test"), Domain.parse("bücher.test"));
        AuthorityStore store = new AuthorityStore(data, false);
        store.put("own", new Authority(List.of(AUTHORITY.certificate()), domains));
        Anchors again = new AuthorityStore(data, false).anchors();
        assertThat(again.everywhere()).isEmpty();
        assertThat(again.limited()).isEqualTo(Map.of(AUTHORITY.certificate(), domains));

        Path file = data.resolve("authorities/own.pem");
        Files.writeString(file, Files.readString(file).replace("partner.test", "no domain.."));
        Anchors spoilt = new AuthorityStore(data, false).anchors();
        assertThat(spoilt.everywhere()).isEmpty();
        assertThat(spoilt.limited()).isEmpty();
    }

    @Test
    @DisplayName("F8: the dialback secret is the one that is set, else one that is made once and kept")
    void dialbackSecret() throws Exception {
        assertThat(DialbackSecret.of(Optional.of("shared"), data)).isEqualTo("shared");
        String made = DialbackSecret.of(Optional.empty(), data);
        assertThat(made).hasSize(64);
        assertThat(DialbackSecret.of(Optional.of(" "), data)).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("dialback-secret"))))
                .isEqualTo("rw-------");
    }
}
