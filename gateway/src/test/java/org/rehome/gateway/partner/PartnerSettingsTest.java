package org.rehome.gateway.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.contracts.event.FederationEvent.Confirmation;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerType;

@DisplayName("Partner settings")
class PartnerSettingsTest {
    private static final Domain DOMAIN = Domain.parse("partner1.test");

    private static Partner with(List<Domain> additional, int limit, @Nullable String proxy) {
        return new Partner(
                DOMAIN,
                additional,
                null,
                PartnerType.Federated,
                Negotiation.Required,
                Negotiation.Required,
                true,
                true,
                limit,
                proxy);
    }

    private static List<String> fields(Partner partner) {
        return PartnerSettings.check(partner).stream()
                .map(PartnerSettings.Fault::field)
                .toList();
    }

    @Test
    @DisplayName("have the legacy product's defaults, and those are acceptable")
    void defaults() {
        Partner defaults = PartnerSettings.defaults(DOMAIN);

        assertThat(defaults.partnerType()).isEqualTo(PartnerType.PublicUnverified);
        assertThat(defaults.tlsNegotiation()).isEqualTo(Negotiation.Required);
        assertThat(defaults.saslNegotiation()).isEqualTo(Negotiation.Required);
        assertThat(defaults.supportDialbackNegotiation()).isTrue();
        assertThat(defaults.enableKeepAlive()).isTrue();
        assertThat(defaults.connectionLimit()).isEqualTo(20);
        assertThat(PartnerSettings.check(defaults)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, ''",
        "1, 10000, ''",
        "1000000, 1000000000, ''",
        "-1, 0, stanzaRate",
        "1000001, 0, stanzaRate",
        "0, -1, byteRate",
        "0, 9999, byteRate",
        "0, 1000000001, byteRate",
    })
    @DisplayName("have rates that are none, or not so low that a large stanza would hold up its stream for minutes")
    void rates(int stanzas, int bytes, String fault) {
        Partner partner = new Partner(
                DOMAIN,
                List.of(),
                null,
                PartnerType.Federated,
                Negotiation.Required,
                Negotiation.Required,
                true,
                true,
                20,
                null,
                null,
                Confirmation.Automatic,
                stanzas,
                bytes,
                false);
        assertThat(String.join(" ", fields(partner))).isEqualTo(fault);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001, Integer.MAX_VALUE})
    @DisplayName("with a connection limit out of range are refused")
    void connectionLimit(int limit) {
        assertThat(fields(with(List.of(), limit, null))).containsExactly("connectionLimit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "-x.test", "x.test:", "x.test:0", "x.test:65536", "x.test:port", "a/b"})
    @DisplayName("with a proxy that is no host are refused")
    void proxy(String proxy) {
        assertThat(fields(with(List.of(), 20, proxy))).containsExactly("proxyFqdn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xmpp.partner1.test", "127.0.0.1", "127.0.0.1:15269", "Edge.Partner1.Test:5269"})
    @DisplayName("may name a next hop, with or without a port")
    void goodProxy(String proxy) {
        assertThat(fields(with(List.of(), 20, proxy))).isEmpty();
    }

    private static Partner pinned(Negotiation sasl, String... pins) {
        return new Partner(
                DOMAIN,
                List.of(),
                null,
                PartnerType.Federated,
                Negotiation.Required,
                sasl,
                true,
                true,
                20,
                null,
                PartnerSettings.pins(List.of(pins)),
                FederationEvent.Confirmation.Automatic,
                0,
                0,
                false);
    }

    @Test
    @DisplayName("may pin certificates, with colons and capitals too, and then leave no other proof")
    void pins() {
        String pin = "A7:13:6E:B1:F4:6C:9E:F1:8C:5E:78:C3:6C:A2:57:06:7C:69:B3:D5:18:28:5F:0B:18:A9:6C:33:BE:AE:9A:CC";
        Partner partner = pinned(Negotiation.Optional, pin);
        assertThat(fields(partner)).isEmpty();
        assertThat(partner.pins()).containsExactly("a7136eb1f46c9ef18c5e78c36ca257067c69b3d518285f0b18a96c33beae9acc");
        assertThat(NegotiationMatrix.methods(partner)).containsExactly(AuthenticationMethod.SASL_OVER_TLS);
        assertThat(NegotiationMatrix.methods(pinned(Negotiation.Optional)))
                .containsExactly(AuthenticationMethod.SASL_OVER_TLS, AuthenticationMethod.TLS_DIALBACK);
    }

    @Test
    @DisplayName("with pins that are none, that are too many, or that nothing could meet are refused")
    void wrongPins() {
        String[] many = new String[21];
        java.util.Arrays.fill(many, "0".repeat(64));
        assertThat(fields(pinned(Negotiation.Required, "abc"))).containsExactly("certificatePins");
        assertThat(fields(pinned(Negotiation.Required, many))).containsExactly("certificatePins");
        assertThat(fields(pinned(Negotiation.NotSupported, "0".repeat(64)))).containsExactly("certificatePins");
    }

    @Test
    @DisplayName("that list a domain twice are refused")
    void domainTwice() {
        assertThat(fields(with(List.of(DOMAIN), 20, null))).containsExactly("additionalDomains");
        assertThat(fields(with(List.of(Domain.parse("a.test"), Domain.parse("a.test")), 20, null)))
                .containsExactly("additionalDomains");
    }

    @Test
    @DisplayName("tell everything that is wrong at once")
    void everythingAtOnce() {
        Partner wrong = new Partner(
                DOMAIN,
                List.of(DOMAIN),
                "x".repeat(1025),
                PartnerType.Federated,
                Negotiation.NotSupported,
                Negotiation.Required,
                false,
                true,
                0,
                "no host");

        assertThat(fields(wrong))
                .containsExactly("additionalDomains", "description", "connectionLimit", "proxyFqdn", "tlsNegotiation");
    }
}
