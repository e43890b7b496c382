package org.rehome.edge.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.C8;
import static org.rehome.conformance.Requirement.D10;
import static org.rehome.conformance.Requirement.D8;
import static org.rehome.conformance.Requirement.D9;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.trust.CertificateMaker.Made;

final class CertificateTrustTest {
    private static final Domain DOMAIN = Domain.parse("partner.test");
    private static final Made ROOT = new CertificateMaker("Root").authority(5).selfSigned();
    private static final Made MIDDLE =
            new CertificateMaker("Middle").authority(0).signedBy(ROOT);

    private static CertificateMaker leaf() {
        return new CertificateMaker("leaf").dns("partner.test");
    }

    private static PeerCertificate judge(Made... chain) {
        return CertificateTrust.judge(
                Arrays.stream(chain).map(Made::certificate).toList(),
                Anchors.of(List.of(ROOT.certificate())),
                Instant.now());
    }

    @Test
    @DisplayName("a chain to a trust anchor is trusted, in whatever order, with or without the anchor, with extras")
    void trusted() {
        Made leaf = leaf().signedBy(MIDDLE);
        Made stranger = new CertificateMaker("Stranger").authority(0).selfSigned();
        assertThat(judge(leaf, MIDDLE)).isInstanceOf(PeerCertificate.Trusted.class);
        assertThat(judge(leaf, MIDDLE, ROOT)).isInstanceOf(PeerCertificate.Trusted.class);
        assertThat(judge(leaf, ROOT, stranger, MIDDLE)).isInstanceOf(PeerCertificate.Trusted.class);
        assertThat(judge(leaf().signedBy(ROOT)).proves(DOMAIN)).isTrue();
    }

    @Test
    @Spec(C8)
    @DisplayName("C8: a certificate for servers only is trusted, one for clients only too, one for code is not")
    void purposes() {
        assertThat(judge(leaf().only(KeyPurposeId.id_kp_serverAuth).signedBy(ROOT))
                        .proves(DOMAIN))
                .isTrue();
        assertThat(judge(leaf().only(KeyPurposeId.id_kp_clientAuth).signedBy(ROOT))
                        .proves(DOMAIN))
                .isTrue();
        assertThat(judge(leaf().only(KeyPurposeId.anyExtendedKeyUsage).signedBy(ROOT))
                        .proves(DOMAIN))
                .isTrue();
        assertThat(failure(judge(leaf().only(KeyPurposeId.id_kp_codeSigning).signedBy(ROOT))))
                .isEqualTo(TrustFailure.WRONG_PURPOSE);
    }

    private static TrustFailure failure(PeerCertificate certificate) {
        return certificate.objection(DOMAIN).orElseThrow().failure();
    }

    static Stream<Arguments> failures() {
        Made otherRoot = new CertificateMaker("Other").authority(0).selfSigned();
        // the name and not the key of the root
        Made falseRoot = new CertificateMaker("Root").authority(0).selfSigned();
        Made shortRoot = MIDDLE;
        Made tooDeep = new CertificateMaker("Deep").authority(0).signedBy(shortRoot);
        Made noAuthority = new CertificateMaker("None").signedBy(ROOT);
        Made constrained = new CertificateMaker("Constrained")
                .authority(0)
                .constrainedTo("example.test")
                .signedBy(ROOT);
        Made weak = new CertificateMaker("Weak")
                .authority(0)
                .rsa(2048, "MD5withRSA")
                .signedBy(ROOT);
        Made old = new CertificateMaker("Old")
                .authority(0)
                .rsa(2048, "SHA1withRSA")
                .signedBy(ROOT);
        Made small = new CertificateMaker("Small")
                .authority(0)
                .rsa(1024, "SHA256withRSA")
                .signedBy(ROOT);
        Made oldMiddle = new CertificateMaker("Old")
                .authority(0)
                .valid(Duration.ofDays(-2), Duration.ofDays(-1))
                .signedBy(ROOT);
        return Stream.of(
                Arguments.of(TrustFailure.EXPIRED, new Made[] {
                    leaf().valid(Duration.ofDays(-2), Duration.ofDays(-1)).signedBy(ROOT)
                }),
                Arguments.of(TrustFailure.EXPIRED, new Made[] {leaf().signedBy(oldMiddle), oldMiddle}),
                Arguments.of(TrustFailure.NOT_YET_VALID, new Made[] {
                    leaf().valid(Duration.ofDays(1), Duration.ofDays(2)).signedBy(ROOT)
                }),
                Arguments.of(TrustFailure.UNKNOWN_AUTHORITY, new Made[] {leaf().signedBy(otherRoot)}),
                Arguments.of(TrustFailure.UNKNOWN_AUTHORITY, new Made[] {leaf().signedBy(otherRoot), otherRoot}),
                Arguments.of(TrustFailure.UNKNOWN_AUTHORITY, new Made[] {leaf().signedBy(falseRoot), falseRoot}),
                Arguments.of(TrustFailure.UNKNOWN_AUTHORITY, new Made[] {leaf().signedBy(MIDDLE)}),
                Arguments.of(TrustFailure.BAD_SIGNATURE, new Made[] {leaf().signedBy(falseRoot)}),
                Arguments.of(TrustFailure.SELF_SIGNED, new Made[] {leaf().selfSigned()}),
                Arguments.of(TrustFailure.WRONG_NAME, new Made[] {
                    new CertificateMaker("partner.test").dns("other.test").signedBy(ROOT)
                }),
                Arguments.of(TrustFailure.WRONG_NAME, new Made[] {new CertificateMaker("partner.test").signedBy(ROOT)}),
                Arguments.of(TrustFailure.NOT_AN_AUTHORITY, new Made[] {leaf().signedBy(noAuthority), noAuthority}),
                Arguments.of(TrustFailure.NOT_AN_AUTHORITY, new Made[] {leaf().signedBy(tooDeep), tooDeep, shortRoot}),
                Arguments.of(TrustFailure.NAME_CONSTRAINT, new Made[] {leaf().signedBy(constrained), constrained}),
                Arguments.of(TrustFailure.WEAK_ALGORITHM, new Made[] {leaf().signedBy(weak), weak}),
                Arguments.of(TrustFailure.WEAK_ALGORITHM, new Made[] {leaf().signedBy(old), old}),
                Arguments.of(TrustFailure.WEAK_ALGORITHM, new Made[] {leaf().signedBy(small), small}),
                Arguments.of(
                        TrustFailure.WEAK_ALGORITHM,
                        new Made[] {leaf().rsa(1024, "SHA256withRSA").signedBy(ROOT)}));
    }

    @ParameterizedTest(name = "{0}")
    @Spec(D8)
    @DisplayName("D8: each failure has a reason of its own")
    @MethodSource("failures")
    void reasons(TrustFailure expected, Made[] chain) {
        assertThat(failure(judge(chain))).isEqualTo(expected);
    }

    @Test
    @Spec(D8)
    @DisplayName("D8: an authority that is limited to some names proves those, alone or behind another")
    void nameConstraints() {
        Made constrained = new CertificateMaker("Constrained")
                .authority(1)
                .constrainedTo("partner.test")
                .signedBy(ROOT);
        // a common name that could be a host is taken for one, so an authority's should have a space
        Made below = new CertificateMaker("Below it").authority(0).signedBy(constrained);
        assertThat(judge(leaf().signedBy(constrained), constrained).objection(DOMAIN))
                .isEmpty();
        assertThat(judge(leaf().signedBy(below), below, constrained).objection(DOMAIN))
                .isEmpty();
        // one name outside spoils the certificate, also for the names inside
        Made both = leaf().dns("other.test").signedBy(below);
        assertThat(failure(judge(both, below, constrained))).isEqualTo(TrustFailure.NAME_CONSTRAINT);
    }

    @Test
    @Spec(D10)
    @DisplayName("D10: a certificate with 10,000 names proves none of them, and costs little")
    void manyNames() {
        CertificateMaker maker = leaf();
        for (int i = 0; i < 10_000; i++) {
            maker.dns("n" + i + ".example");
        }
        Made made = maker.signedBy(ROOT);
        long begin = System.nanoTime();
        assertThat(failure(judge(made))).isEqualTo(TrustFailure.TOO_MANY_NAMES);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    @DisplayName("no certificate proves nothing")
    void absent() {
        assertThat(failure(judge())).isEqualTo(TrustFailure.ABSENT);
    }

    @Test
    @DisplayName("a peer's own certificate may be the trust anchor, as long as it is valid")
    void pinned() {
        Made pinned = leaf().selfSigned();
        Made old = leaf().valid(Duration.ofDays(-2), Duration.ofDays(-1)).selfSigned();
        List<X509Certificate> anchors = List.of(pinned.certificate(), old.certificate());
        assertThat(CertificateTrust.judge(List.of(pinned.certificate()), Anchors.of(anchors), Instant.now())
                        .proves(DOMAIN))
                .isTrue();
        assertThat(failure(CertificateTrust.judge(List.of(old.certificate()), Anchors.of(anchors), Instant.now())))
                .isEqualTo(TrustFailure.EXPIRED);
    }

    @Test
    @DisplayName("D9: an authority that is trusted for a domain alone proves no other, whatever it issues")
    @Spec(D9)
    void limited() {
        Made own = new CertificateMaker("Own").authority(0).selfSigned();
        Made leaf = new CertificateMaker("leaf")
                .dns("partner.test")
                .dns("bank.test")
                .signedBy(own);
        Anchors limited = new Anchors(
                Set.of(ROOT.certificate()), Map.of(own.certificate(), Set.of(DOMAIN, Domain.parse("other.test"))));
        PeerCertificate judged =
                CertificateTrust.judge(List.of(leaf.certificate(), own.certificate()), limited, Instant.now());
        assertThat(judged.proves(DOMAIN)).isTrue();
        assertThat(judged.objection(Domain.parse("bank.test")).orElseThrow().failure())
                .isEqualTo(TrustFailure.UNKNOWN_AUTHORITY);
        assertThat(judged.objection(Domain.parse("other.test")).orElseThrow().failure())
                .isEqualTo(TrustFailure.WRONG_NAME);

        Anchors both = new Anchors(Set.of(own.certificate()), Map.of(own.certificate(), Set.of(DOMAIN)));
        assertThat(CertificateTrust.judge(List.of(leaf.certificate()), both, Instant.now())
                        .proves(Domain.parse("bank.test")))
                .isTrue();
    }

    @Test
    @DisplayName("an expired authority ends the trust in what it issued")
    void expiredRoot() {
        Made oldRoot = new CertificateMaker("OldRoot")
                .authority(0)
                .valid(Duration.ofDays(-2), Duration.ofDays(-1))
                .selfSigned();
        PeerCertificate judged = CertificateTrust.judge(
                List.of(leaf().signedBy(oldRoot).certificate()),
                Anchors.of(List.of(oldRoot.certificate())),
                Instant.now());
        assertThat(failure(judged)).isEqualTo(TrustFailure.EXPIRED);
        assertThat(judged.objection(DOMAIN).orElseThrow().detail())
                .isEqualTo("CN=OldRoot expired on "
                        + oldRoot.certificate().getNotAfter().toInstant());
    }

    @Test
    @Spec(D10)
    @DisplayName("D10: long chains are refused, and chains that lead in circles cost little")
    void boundedWork() {
        List<X509Certificate> many = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            many.add(leaf().selfSigned().certificate());
        }
        assertThat(failure(CertificateTrust.judge(many, Anchors.of(List.of()), Instant.now())))
                .isEqualTo(TrustFailure.CHAIN_TOO_LONG);

        // ten certificates of one name and one key: each is the issuer of each
        Made first = new CertificateMaker("Circle").authority(9).selfSigned();
        List<X509Certificate> circle = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            circle.add(
                    new CertificateMaker("Circle").authority(9).signedBy(first).certificate());
        }
        circle.set(9, first.certificate());
        long begin = System.nanoTime();
        assertThat(failure(CertificateTrust.judge(circle, Anchors.of(List.of(ROOT.certificate())), Instant.now())))
                .isIn(TrustFailure.UNKNOWN_AUTHORITY, TrustFailure.SELF_SIGNED);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }
}
