package org.rehome.edge.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.D1;
import static org.rehome.conformance.Requirement.D10;
import static org.rehome.conformance.Requirement.D2;
import static org.rehome.conformance.Requirement.D3;
import static org.rehome.conformance.Requirement.D4;
import static org.rehome.conformance.Requirement.D5;
import static org.rehome.conformance.Requirement.D6;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;

final class PeerIdentitiesTest {

    private static PeerIdentities read(CertificateMaker maker) {
        return switch (PeerIdentities.of(maker.selfSigned().certificate())) {
            case PeerIdentities.Reading.Names(var identities) -> identities;
            case PeerIdentities.Reading.Unusable unusable -> throw new AssertionError(unusable.toString());
        };
    }

    @ParameterizedTest(name = "{0} for {1}: {2}")
    @Spec({D1, D2, D6})
    @DisplayName("D1, D2, D6: dNSName")
    @CsvSource({
        "example.com, example.com, true",
        "EXAMPLE.com, example.COM, true",
        "example.com, a.example.com, false",
        "a.example.com, example.com, false",
        "*.example.com, a.example.com, true",
        "*.example.com, a.b.example.com, false",
        "*.example.com, example.com, false",
        "*.example.com, .example.com.evil.com, false",
        "b*.example.com, ba.example.com, false",
        "*a.example.com, ba.example.com, false",
        "a.*.com, a.example.com, false",
        "*, com, false",
        "*.*.com, a.example.com, false",
        "xn--bcher-kva.example, bücher.example, true",
        "*.xn--bcher-kva.example, a.bücher.example, true",
        "bucher.example, bücher.example, false",
    })
    void dnsNames(String name, String domain, boolean matches) {
        if (domain.startsWith(".")) {
            domain = domain.substring(1);
        }
        assertThat(read(new CertificateMaker("x").dns(name)).cover(Domain.parse(domain)))
                .isEqualTo(matches);
    }

    @ParameterizedTest(name = "{0} for {1}: {2}")
    @Spec(D3)
    @DisplayName("D3: SRVName is compared as a whole, without regard to case, and names the service")
    @CsvSource({
        "_xmpp-server.example.com, example.com, true",
        "_XMPP-Server.Example.com, example.com, true",
        "_xmpp-client.example.com, example.com, false",
        "_xmpp-server.a.example.com, example.com, false",
        "_xmpp-server._tcp.example.com, example.com, false",
        "example.com, example.com, false",
        "_xmpp-server.*.example.com, a.example.com, false",
        "_xmpp-server.xn--bcher-kva.example, bücher.example, true",
    })
    void srvNames(String name, String domain, boolean matches) {
        assertThat(read(new CertificateMaker("x").srv(name)).cover(Domain.parse(domain)))
                .isEqualTo(matches);
    }

    @ParameterizedTest(name = "{0} for {1}: {2}")
    @Spec(D4)
    @DisplayName("D4: xmppAddr counts when it is a bare domain")
    @CsvSource({
        "example.com, example.com, true",
        "Example.COM, example.com, true",
        "user@example.com, example.com, false",
        "example.com/resource, example.com, false",
        "@example.com, example.com, false",
        "bücher.example, bücher.example, true",
        "a b, example.com, false",
        "*.example.com, a.example.com, false",
    })
    void xmppAddresses(String address, String domain, boolean matches) {
        assertThat(read(new CertificateMaker("x").xmpp(address)).cover(Domain.parse(domain)))
                .isEqualTo(matches);
    }

    @Test
    @Spec(D5)
    @DisplayName("D5: the common name is no identity")
    void commonName() {
        assertThat(read(new CertificateMaker("example.com")).cover(Domain.parse("example.com")))
                .isFalse();
    }

    @Test
    @DisplayName("all kinds of names are read from one certificate")
    void together() {
        PeerIdentities identities = read(new CertificateMaker("x")
                .dns("a.example")
                .srv("_xmpp-server.b.example")
                .xmpp("c.example")
                .dns("*.d.example"));
        assertThat(identities.all()).containsExactly("a.example", "*.d.example", "_xmpp-server.b.example", "c.example");
    }

    @Test
    @Spec(D10)
    @DisplayName("D10: a certificate with 10 000 names is not looked through")
    void tooManyNames() {
        CertificateMaker maker = new CertificateMaker("x");
        for (int i = 0; i < 10_000; i++) {
            maker.dns("n" + i + ".example");
        }
        assertThat(PeerIdentities.of(maker.selfSigned().certificate()))
                .isInstanceOfSatisfying(
                        PeerIdentities.Reading.Unusable.class,
                        unusable -> assertThat(unusable.failure()).isEqualTo(TrustFailure.TOO_MANY_NAMES));
    }
}
