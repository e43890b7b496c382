package org.rehome.edge.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.C10;
import static org.rehome.conformance.Requirement.D7;
import static org.rehome.conformance.Requirement.D9;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.trust.CertificateMaker.Made;

/// What DNSSEC makes of a certificate (RFC 7671, RFC 7673).
final class SecuredServerTest {
    private static final Domain DOMAIN = Domain.parse("partner.test");
    private static final String HOST = "xmpp.hoster.test";
    private static final Made TRUSTED =
            new CertificateMaker("Trusted").authority(1).selfSigned();
    private static final Made UNKNOWN =
            new CertificateMaker("Unknown").authority(1).selfSigned();
    private static final Made MIDDLE =
            new CertificateMaker("Middle").authority(0).signedBy(UNKNOWN);

    private static CertificateMaker leaf(String name) {
        return new CertificateMaker("leaf").dns(name);
    }

    private static Association association(int usage, int selector, int matching, Made of) throws Exception {
        X509Certificate certificate = of.certificate();
        byte[] selected = selector == 0
                ? certificate.getEncoded()
                : certificate.getPublicKey().getEncoded();
        return Association.of(
                usage,
                selector,
                matching,
                switch (matching) {
                    case 1 -> MessageDigest.getInstance("SHA-256").digest(selected);
                    case 2 -> MessageDigest.getInstance("SHA-512").digest(selected);
                    default -> selected;
                });
    }

    private static PeerCertificate judge(List<Association> associations, Made... made) {
        List<X509Certificate> chain = Stream.of(made).map(Made::certificate).toList();
        Instant now = Instant.now();
        PeerCertificate judged = CertificateTrust.judge(chain, Anchors.of(List.of(TRUSTED.certificate())), now);
        return new SecuredServer(HOST, associations).judge(chain, judged, DOMAIN, now);
    }

    private static void mismatches(PeerCertificate judged) {
        assertThat(judged.objection(DOMAIN).orElseThrow().failure()).isEqualTo(TrustFailure.TLSA_MISMATCH);
    }

    static Stream<Arguments> kinds() {
        return IntStream.rangeClosed(0, 1).boxed().flatMap(selector -> IntStream.rangeClosed(0, 2)
                .mapToObj(matching -> Arguments.of(selector, matching)));
    }

    @ParameterizedTest
    @Spec(D7)
    @DisplayName("usage 3: the server's certificate or key, whoever has issued it, for whatever name, expired or not")
    @MethodSource("kinds")
    void server(int selector, int matching) throws Exception {
        Made expired = new CertificateMaker("leaf")
                .dns("elsewhere.test")
                .valid(Duration.ofDays(-9), Duration.ofDays(-1))
                .selfSigned();
        assertThat(judge(List.of(association(3, selector, matching, expired)), expired)
                        .proves(DOMAIN))
                .isTrue();
        mismatches(judge(
                List.of(association(3, selector, matching, leaf("partner.test").selfSigned())), expired));
        // a trusted certificate does not help where the zone names another one
        mismatches(judge(
                List.of(association(3, selector, matching, expired)),
                leaf("partner.test").signedBy(TRUSTED)));
    }

    @ParameterizedTest
    @Spec(D7)
    @DisplayName("usage 2: an authority of the chain; name and dates count, and the name may be the server's")
    @MethodSource("kinds")
    void authority(int selector, int matching) throws Exception {
        for (Made named : List.of(MIDDLE, UNKNOWN)) {
            List<Association> associations = List.of(association(2, selector, matching, named));
            for (String name : List.of("partner.test", HOST)) {
                assertThat(judge(associations, leaf(name).signedBy(MIDDLE), MIDDLE, UNKNOWN)
                                .proves(DOMAIN))
                        .isTrue();
            }
            mismatches(judge(associations, leaf("elsewhere.test").signedBy(MIDDLE), MIDDLE, UNKNOWN));
            mismatches(judge(
                    associations,
                    leaf("partner.test")
                            .valid(Duration.ofDays(-9), Duration.ofDays(-1))
                            .signedBy(MIDDLE),
                    MIDDLE,
                    UNKNOWN));
            // the authority is shown, and has not issued it
            mismatches(judge(associations, leaf("partner.test").selfSigned(), MIDDLE, UNKNOWN));
        }
    }

    @ParameterizedTest
    @Spec(D7)
    @DisplayName("usage 1: the server's certificate, which has to be trusted besides, for the domain or the server")
    @MethodSource("kinds")
    void trustedServer(int selector, int matching) throws Exception {
        for (String name : List.of("partner.test", HOST)) {
            Made trusted = leaf(name).signedBy(TRUSTED);
            assertThat(judge(List.of(association(1, selector, matching, trusted)), trusted)
                            .proves(DOMAIN))
                    .isTrue();
        }
        Made unknown = leaf("partner.test").signedBy(UNKNOWN);
        mismatches(judge(List.of(association(1, selector, matching, unknown)), unknown));
        Made elsewhere = leaf("elsewhere.test").signedBy(TRUSTED);
        mismatches(judge(List.of(association(1, selector, matching, elsewhere)), elsewhere));
    }

    @Test
    @Spec(D7)
    @DisplayName("one record of several that matches is enough")
    void several() throws Exception {
        Made own = leaf("elsewhere.test").selfSigned();
        List<Association> associations = List.of(
                association(3, 1, 1, leaf("next.test").selfSigned()),
                association(9, 0, 0, own),
                association(3, 1, 1, own));
        assertThat(judge(associations, own).proves(DOMAIN)).isTrue();
    }

    @ParameterizedTest
    @Spec(D7)
    @DisplayName("records of kinds that are not known are as if they were not there")
    @CsvSource({"0, 0, 1", "4, 0, 1", "255, 0, 0", "3, 2, 1", "3, 255, 0", "3, 0, 3"})
    void unusable(int usage, int selector, int matching) {
        List<Association> associations = List.of(new Association(usage, selector, matching, "00"));
        assertThat(judge(associations, leaf("partner.test").signedBy(TRUSTED)).proves(DOMAIN))
                .isTrue();
        assertThat(judge(associations, leaf("partner.test").signedBy(UNKNOWN))
                        .objection(DOMAIN)
                        .orElseThrow()
                        .failure())
                .isEqualTo(TrustFailure.UNKNOWN_AUTHORITY);
    }

    @Test
    @Spec(D7)
    @DisplayName("D7: the name of the server is an identity where DNSSEC has secured the way to it, and not otherwise")
    void serverName() {
        Made hoster = leaf(HOST).signedBy(TRUSTED);
        assertThat(judge(List.of(), hoster).proves(DOMAIN)).isTrue();
        // what needs no DNSSEC stays what it is
        assertThat(judge(List.of(), leaf("partner.test").signedBy(TRUSTED)))
                .isInstanceOf(PeerCertificate.Trusted.class);
        assertThat(judge(List.of(), leaf(HOST).signedBy(UNKNOWN)).proves(DOMAIN))
                .isFalse();
        assertThat(judge(List.of(), leaf("elsewhere.test").signedBy(TRUSTED)).proves(DOMAIN))
                .isFalse();
        assertThat(CertificateTrust.judge(
                                List.of(hoster.certificate()),
                                Anchors.of(List.of(TRUSTED.certificate())),
                                Instant.now())
                        .proves(DOMAIN))
                .isFalse();
    }

    @Test
    @Spec({C10, D7, D9})
    @DisplayName("what is proven with the DNS's help expires and is pinned like everything else; usage 3 never expires")
    void expiryAndPins() throws Exception {
        Made hoster = leaf(HOST).signedBy(TRUSTED);
        String own = CertificateTrust.fingerprint(hoster.certificate());
        for (List<Association> associations : List.of(List.<Association>of(), List.of(association(1, 1, 1, hoster)))) {
            PeerCertificate.Vouched vouched = (PeerCertificate.Vouched) judge(associations, hoster);
            assertThat(vouched.until())
                    .isNotNull()
                    .isBeforeOrEqualTo(hoster.certificate().getNotAfter().toInstant());
            assertThat(vouched.objection(DOMAIN, Set.of(own))).isEmpty();
            assertThat(vouched.objection(DOMAIN, Set.of("00")).orElseThrow().failure())
                    .isEqualTo(TrustFailure.NOT_PINNED);
        }
        assertThat(((PeerCertificate.Vouched) judge(List.of(association(3, 1, 1, hoster)), hoster)).until())
                .isNull();
    }

    @Test
    @Spec(D7)
    @DisplayName("what the DNS says of one domain proves no other one")
    void onlyThis() throws Exception {
        Made own = leaf("other.test").signedBy(TRUSTED);
        assertThat(judge(List.of(association(3, 1, 1, own)), own).proves(Domain.parse("other.test")))
                .isFalse();
    }
}
