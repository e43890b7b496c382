package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.E6;
import static org.rehome.conformance.Requirement.E7;
import static org.rehome.conformance.Requirement.F11;
import static org.rehome.conformance.Requirement.F15;
import static org.rehome.conformance.Requirement.I1;
import static org.rehome.conformance.Requirement.I3;
import static org.rehome.conformance.Requirement.I5;
import static org.rehome.edge.negotiation.InboundPlay.trusted;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.xmpp.stream.StreamErrorCondition;

final class InboundStanzaRulesTest {
    private static final String FROM = "to='example.test' from='partner.test' version='1.0'";

    private final World world = new World()
            .local("example.test")
            .local("conference.example.test")
            .enabled(World.partner("partner.test", Negotiation.Required, Negotiation.Optional, true))
            .enabled(World.partner("chat.partner.test", Negotiation.Required, Negotiation.Optional, true));

    private InboundPlay authenticated() {
        return new InboundPlay(world)
                .header(FROM)
                .peer("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .tls(trusted("partner.test", "*.partner.test"))
                .header(FROM)
                .peer("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>")
                .header(FROM);
    }

    @ParameterizedTest
    @DisplayName("I1, E7: addresses that are missing, wrong or not authenticated end the stream")
    @Spec({I1, E7})
    @CsvSource(
            delimiter = '|',
            value = {
                "<message from='a@partner.test'/>|IMPROPER_ADDRESSING",
                "<message to='b@example.test'/>|IMPROPER_ADDRESSING",
                "<message from='' to='b@example.test'/>|IMPROPER_ADDRESSING",
                "<message from='a b@partner.test' to='b@example.test'/>|IMPROPER_ADDRESSING",
                "<message from='a@partner.test' to='@example.test'/>|IMPROPER_ADDRESSING",
                "<message from='a@evil.test' to='b@example.test'/>|INVALID_FROM",
                "<message from='a@chat.partner.test' to='b@example.test'/>|INVALID_FROM",
                "<message from='b@example.test' to='b@example.test'/>|INVALID_FROM",
                "<message from='a@partner.test' to='b@nobody.test'/>|HOST_UNKNOWN",
                "<message from='a@partner.test' to='b@conference.example.test'/>|HOST_UNKNOWN",
                "<presence from='evil.test' to='example.test'/>|INVALID_FROM",
            })
    void addresses(String stanza, StreamErrorCondition condition) {
        authenticated().peer(stanza).refuses(condition);
    }

    @ParameterizedTest
    @DisplayName("I3: a first-level element that is no stanza ends the stream")
    @Spec(I3)
    @CsvSource(
            delimiter = '|',
            value = {
                "<chat from='a@partner.test' to='b@example.test'/>",
                "<message xmlns='jabber:client' from='a@partner.test' to='b@example.test'/>",
                "<foo xmlns='urn:x'/>",
            })
    void noStanzas(String element) {
        authenticated().peer(element).refuses(StreamErrorCondition.UNSUPPORTED_STANZA_TYPE);
    }

    @ParameterizedTest
    @DisplayName("I3: an iq without a proper type or without an id goes back as bad-request, the stream stays")
    @Spec(I3)
    @CsvSource(
            delimiter = '|',
            value = {
                "<iq from='a@partner.test' to='b@example.test' id='1'/>",
                "<iq type='what' from='a@partner.test' to='b@example.test' id='1'/>",
                "<iq type='get' from='a@partner.test' to='b@example.test'/>",
            })
    void badRequests(String iq) {
        InboundPlay play = authenticated().peer(iq).open();
        assertThat(play.lines())
                .singleElement()
                .asString()
                .startsWith("[bounce example.test>partner.test]<iq type='error'")
                .contains("<bad-request")
                .contains("to='a@partner.test'");
    }

    @Test
    @DisplayName("I5: an iq result without an id is never answered with an error")
    @Spec(I5)
    void resultWithoutId() {
        authenticated()
                .peer("<iq type='result' from='a@partner.test' to='b@example.test'/>")
                .edge("[drop]")
                .open();
    }

    @Test
    @DisplayName("E7, F11: another domain pair is added by dialback, and then its stanzas are accepted too")
    @Spec({E7, F11, F15})
    void secondPair() {
        authenticated()
                .peer("<db:result from='chat.partner.test' to='example.test'>k</db:result>")
                .edge(
                        "[authenticated example.test>chat.partner.test DIALBACK_BY_CERTIFICATE]",
                        "<db:result from='example.test' to='chat.partner.test' type='valid'/>")
                .peer("<message from='room@chat.partner.test/a' to='b@example.test'/>")
                .edge("[accept message example.test>chat.partner.test]")
                .peer("<message from='a@partner.test/x' to='b@example.test'/>")
                .edge("[accept message example.test>partner.test]")
                .peer("<db:result from='partner.test' to='conference.example.test'>k</db:result>")
                .peer("<message from='a@partner.test/x' to='room@conference.example.test'/>")
                .edge("[accept message conference.example.test>partner.test]");
    }

    @Test
    @DisplayName("E6: no stanza before authentication")
    @Spec(E6)
    void beforeAuthentication() {
        new InboundPlay(world)
                .header(FROM)
                .peer("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .tls(trusted("partner.test"))
                .header(FROM)
                .peer("<message from='a@partner.test' to='b@example.test'/>")
                .edge("[fail not-authorized unauthenticated-stanza]")
                .closed();
    }
}
