package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.K7;
import static org.rehome.edge.negotiation.InboundPlay.trusted;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.NegotiationRules;

@DisplayName("K7: limits of a stream (XEP-0478 §4.1)")
@Spec(K7)
final class StreamLimitsTest {
    private static final String FROM = "to='example.test' from='partner.test' version='1.0'";
    private static final String STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private static final String AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>";
    private static final String OURS = "<limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>524288</max-bytes>"
            + "<idle-seconds>1800</idle-seconds></limits>";

    private static InboundPlay secured(Partner partner) {
        return new InboundPlay(new World().local("example.test").enabled(partner))
                .header(FROM)
                .peer(STARTTLS)
                .tls(trusted("partner.test"))
                .header(FROM);
    }

    @Test
    @DisplayName("are told when stanzas may follow: behind SASL, and where dialback is offered")
    void told() {
        InboundPlay external = secured(World.partner("partner.test", Negotiation.Required, Negotiation.Required, true));
        assertThat(external.limits()).isEmpty();
        assertThat(external.peer(AUTH).header(FROM).limits()).isEqualTo(OURS);
        assertThat(secured(World.partner("partner.test", Negotiation.Required, Negotiation.NotSupported, true))
                        .limits())
                .isEqualTo(OURS);
    }

    @Test
    @DisplayName("leave out silence where a partner need not send keep-alives")
    void silence() {
        Partner quiet = new Partner(
                World.domain("partner.test"),
                List.of(),
                null,
                org.rehome.contracts.event.FederationEvent.PartnerType.Federated,
                Negotiation.Required,
                Negotiation.NotSupported,
                true,
                false,
                20,
                null);
        assertThat(secured(quiet).limits()).contains("<max-bytes>").doesNotContain("idle-seconds");
    }

    @ParameterizedTest
    @DisplayName("of a peer are read; what is no number, or none that fits, limits nothing")
    @CsvSource(
            delimiter = '|',
            value = {
                "<max-bytes>10000</max-bytes><idle-seconds>60</idle-seconds>|10000|60",
                "<max-bytes> 262144 </max-bytes>|262144|0",
                "<idle-seconds>600</idle-seconds>|0|600",
                "<max-bytes>-1</max-bytes><idle-seconds>soon</idle-seconds>|0|0",
                "<max-bytes>9999999999999999999</max-bytes>|0|0",
                "''|0|0",
            })
    void ofAPeer(String inside, long maxBytes, long idleSeconds) {
        NegotiationRules strict = new NegotiationRules(true, false, false);
        StreamFeature.Limits limits = new StreamFeature.Limits(maxBytes, idleSeconds);
        new OutboundPlay(new OutboundGoal.CarryStanzas(
                        new DomainPair(World.domain("example.test"), World.domain("partner.test")), strict))
                .header("from='partner.test' to='example.test' id='1' version='1.0'")
                .peer("<stream:features>" + STARTTLS + "</stream:features>")
                .peer("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .tls(trusted("partner.test"))
                .header("from='partner.test' to='example.test' id='2' version='1.0'")
                .peer("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                        + "<mechanism>EXTERNAL</mechanism></mechanisms></stream:features>")
                .peer("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
                .header("from='partner.test' to='example.test' id='3' version='1.0'")
                .peer("<stream:features><limits xmlns='urn:xmpp:stream-limits:0'>" + inside
                        + "</limits></stream:features>")
                .edge("[ready EXTERNAL]" + (limits.equals(StreamFeature.Limits.NONE) ? "" : limits));
    }
}
