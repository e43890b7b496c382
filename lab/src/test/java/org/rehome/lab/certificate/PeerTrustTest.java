package org.rehome.lab.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.lab.certificate.PeerTrust.Judgement;

final class PeerTrustTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private final PeerTrust trust = new PeerTrust(List.of(AUTHORITY.certificate()));

    private boolean trusted(LabCertificate certificate, String domain) {
        return trust.judge(certificate.issue().chain(), domain) instanceof Judgement.Trusted;
    }

    private String reason(List<java.security.cert.X509Certificate> chain, String domain) {
        return ((Judgement.Untrusted) trust.judge(chain, domain)).reason();
    }

    @ParameterizedTest(name = "{0} for {1}: {2}")
    @DisplayName("RFC 6120 §13.7.1.2.1, D1, D2: dNSName, with a wildcard for exactly one whole left-most label")
    @CsvSource({
        "partner.test, partner.test, true",
        "Partner.Test, partner.test, true",
        "partner.test, PARTNER.test, true",
        "partner.test, other.test, false",
        "partner.test, a.partner.test, false",
        "*.partner.test, a.partner.test, true",
        "*.partner.test, a.b.partner.test, false",
        "*.partner.test, partner.test, false",
        "b*.partner.test, ba.partner.test, false"
    })
    void dnsNames(String name, String domain, boolean matches) {
        assertThat(trusted(AUTHORITY.issue().dns(name), domain)).isEqualTo(matches);
    }

    @Test
    @DisplayName("RFC 4985 §2, D3: SRVName of _xmpp-server matches, of _xmpp-client does not")
    void srvNames() {
        assertThat(trusted(AUTHORITY.issue().srv("partner.test"), "partner.test"))
                .isTrue();
        assertThat(trusted(AUTHORITY.issue().srvName("_xmpp-client.partner.test"), "partner.test"))
                .isFalse();
    }

    @Test
    @DisplayName("RFC 6120 §13.7.1.4, D4: xmppAddr of a bare domain matches, of an account does not")
    void xmppAddresses() {
        assertThat(trusted(AUTHORITY.issue().xmppAddress("partner.test"), "partner.test"))
                .isTrue();
        assertThat(trusted(AUTHORITY.issue().xmppAddress("bob@partner.test"), "partner.test"))
                .isFalse();
    }

    @Test
    @DisplayName("D8: expired, not yet valid, unknown authority, wrong name and no certificate each have their reason")
    void refusals() {
        assertThat(reason(AUTHORITY.issue().dns("a.test").expired().issue().chain(), "a.test"))
                .contains("validity");
        assertThat(reason(AUTHORITY.issue().dns("a.test").notYetValid().issue().chain(), "a.test"))
                .contains("validity");
        assertThat(reason(LabAuthority.create("Other").identity("a.test").chain(), "a.test"))
                .contains("trust anchor");
        assertThat(reason(AUTHORITY.identity("b.test").chain(), "a.test")).contains("does not name a.test");
        assertThat(reason(List.of(), "a.test")).isEqualTo("no certificate");
        assertThat(((Judgement.Untrusted) new PeerTrust(List.of())
                                .judge(AUTHORITY.identity("a.test").chain(), "a.test"))
                        .reason())
                .isEqualTo("no trust anchor");
    }

    @Test
    @DisplayName("C8: a certificate for servers only is as good as one for both")
    void serverOnly() throws Exception {
        LabIdentity identity = AUTHORITY.issue().dns("a.test").serverOnly().issue();
        assertThat(identity.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(trust.judge(identity.chain(), "a.test")).isInstanceOf(Judgement.Trusted.class);
    }

    @Test
    @DisplayName("an authority added later is trusted from then on")
    void addedLater() {
        LabAuthority other = LabAuthority.create("Other");
        List<java.security.cert.X509Certificate> chain =
                other.identity("a.test").chain();
        assertThat(trust.judge(chain, "a.test")).isInstanceOf(Judgement.Untrusted.class);
        trust.add(other.certificate());
        assertThat(trust.judge(chain, "a.test")).isInstanceOf(Judgement.Trusted.class);
    }

    @Test
    @DisplayName("identities go through PEM and PKCS#12 unchanged")
    void formats() throws Exception {
        LabIdentity identity = AUTHORITY.identity("a.test", "b.test");
        assertThat(Pem.certificates(identity.pem().substring(0, identity.pem().indexOf("-----BEGIN PRIVATE"))))
                .isEqualTo(identity.chain());
        assertThat(Pem.certificates(AUTHORITY.pem())).containsExactly(AUTHORITY.certificate());
        char[] password = "secret".toCharArray();
        assertThat(LabIdentity.of(identity.keyStore(password), password)).isEqualTo(identity);
        assertThatThrownBy(() -> Pem.certificates("nothing")).isInstanceOf(IllegalArgumentException.class);
    }
}
