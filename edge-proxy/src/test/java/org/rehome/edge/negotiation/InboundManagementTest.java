package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.C2;
import static org.rehome.conformance.Requirement.H1;
import static org.rehome.conformance.Requirement.H2;
import static org.rehome.conformance.Requirement.H3;
import static org.rehome.conformance.Requirement.H4;
import static org.rehome.conformance.Requirement.H7;
import static org.rehome.conformance.Requirement.H9;
import static org.rehome.edge.negotiation.InboundPlay.trusted;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.xmpp.stream.StreamErrorCondition;

@DisplayName("Stream management on a stream that a peer opens")
final class InboundManagementTest {
    private static final String HEADER = "from='partner.test' to='example.test' version='1.0'";
    private static final String AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>";
    private static final String ENABLED = "<enabled xmlns='urn:xmpp:sm:3'/>";
    private static final String UNEXPECTED = "<failed xmlns='urn:xmpp:sm:3'>"
            + "<unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>";

    private static InboundPlay secured(Negotiation sasl) {
        World world = new World()
                .local("example.test")
                .enabled(World.partner("partner.test", Negotiation.Required, sasl, true));
        return new InboundPlay(world)
                .header(HEADER)
                .peer("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .tls(trusted("partner.test"))
                .header(HEADER);
    }

    private static InboundPlay authenticated() {
        return secured(Negotiation.Required).peer(AUTH).header(HEADER);
    }

    private static InboundPlay managed() {
        return authenticated().peer("<enable xmlns='urn:xmpp:sm:3'/>").edge("[count]", ENABLED);
    }

    @Test
    @DisplayName("H1: is offered when stanzas may flow, and not before")
    @Spec(H1)
    void offered() {
        secured(Negotiation.Required)
                .edge(
                        "<stream from=example.test to=partner.test id=id2 version=1.0>",
                        "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                                + "<mechanism>EXTERNAL</mechanism></mechanisms></stream:features>");
        authenticated()
                .edge(
                        "<stream from=example.test to=partner.test id=id3 version=1.0>",
                        "<stream:features><sm xmlns='urn:xmpp:sm:3'/></stream:features>");
    }

    @ParameterizedTest
    @DisplayName("H1, H7: is enabled without an id, whether or not the peer would resume")
    @Spec({H1, H7})
    @ValueSource(strings = {"", " resume='true'", " resume='1' max='600'"})
    void enabled(String attributes) {
        authenticated()
                .peer("<enable xmlns='urn:xmpp:sm:3'" + attributes + "/>")
                .edge("[count]", ENABLED)
                .open();
    }

    @ParameterizedTest
    @DisplayName("H1, H9: before authentication it is refused, and the handshake goes on")
    @Spec({H1, H9})
    @ValueSource(strings = {"<enable xmlns='urn:xmpp:sm:3'/>", "<resume xmlns='urn:xmpp:sm:3' previd='x' h='0'/>"})
    void early(String element) {
        secured(Negotiation.Required)
                .peer(element)
                .edge(UNEXPECTED)
                .peer("<r xmlns='urn:xmpp:sm:3'/>")
                .edge("[ignored]")
                .peer("<a xmlns='urn:xmpp:sm:3' h='7'/>")
                .edge("[ignored]")
                .peer(AUTH)
                .header(HEADER)
                .open();
    }

    @Test
    @DisplayName("C2, H1: in plain text, where the stream must be encrypted first, it ends the stream")
    @Spec({C2, H1})
    void plain() {
        new InboundPlay(new World().local("example.test").enabled("partner.test"))
                .header(HEADER)
                .peer("<enable xmlns='urn:xmpp:sm:3'/>")
                .refuses(StreamErrorCondition.POLICY_VIOLATION);
    }

    @Test
    @DisplayName("H1: after dialback there are no new features; a peer that enables it all the same may")
    @Spec(H1)
    void afterDialback() {
        secured(Negotiation.NotSupported)
                .peer("<db:result from='partner.test' to='example.test'>k</db:result>")
                .peer("<enable xmlns='urn:xmpp:sm:3'/>")
                .edge("[count]", ENABLED);
    }

    @Test
    @DisplayName("H1: a second <enable/> ends the stream")
    @Spec(H1)
    void twice() {
        managed().peer("<enable xmlns='urn:xmpp:sm:3'/>").refuses(StreamErrorCondition.POLICY_VIOLATION);
    }

    @Test
    @DisplayName("H7: nothing is resumed")
    @Spec(H7)
    void resume() {
        managed()
                .peer("<resume xmlns='urn:xmpp:sm:3' previd='x' h='0'/>")
                .edge("<failed xmlns='urn:xmpp:sm:3'>"
                        + "<feature-not-implemented xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>")
                .open();
    }

    @Test
    @DisplayName("H3: <r/> is answered when it is enabled, and else ignored")
    @Spec(H3)
    void requests() {
        authenticated().peer("<r xmlns='urn:xmpp:sm:3'/>").edge("[ignored]").open();
        managed().peer("<r xmlns='urn:xmpp:sm:3'/>").edge("[acknowledge]").open();
    }

    @ParameterizedTest
    @DisplayName("H4: we send nothing there, so an acknowledgement of anything ends the stream")
    @Spec(H4)
    @CsvSource({
        "h='0', ''",
        "h='1', undefined-condition",
        "h='4294967295', undefined-condition",
        "h='-1', invalid-xml",
        "h='x', invalid-xml",
        "'', invalid-xml",
    })
    void acknowledged(String h, String condition) {
        InboundPlay play = managed().peer("<a xmlns='urn:xmpp:sm:3' " + h + "/>");
        if (condition.isEmpty()) {
            play.edge().open();
        } else {
            play.refuses(StreamErrorCondition.ofWire(condition).orElseThrow());
        }
    }

    @Test
    @DisplayName("H2: what we have handled is told modulo 2^32")
    @Spec(H2)
    void wraps() {
        assertThat(StreamManagement.answer(4_294_967_295L)).isEqualTo("<a xmlns='urn:xmpp:sm:3' h='4294967295'/>");
        assertThat(StreamManagement.answer(4_294_967_296L)).isEqualTo("<a xmlns='urn:xmpp:sm:3' h='0'/>");
        assertThat(StreamManagement.answer(4_294_967_299L)).isEqualTo("<a xmlns='urn:xmpp:sm:3' h='3'/>");
    }

    @Test
    @DisplayName("H4: and is told the numbers")
    @Spec(H4)
    void tooHigh() {
        managed()
                .peer("<a xmlns='urn:xmpp:sm:3' h='5'/>")
                .edge("[fail undefined-condition stream]"
                        + "<handled-count-too-high xmlns='urn:xmpp:sm:3' h='5' send-count='0'/>");
    }

    @ParameterizedTest
    @DisplayName("what only the other side may say ends the stream")
    @ValueSource(strings = {"enabled", "resumed", "failed", "sm"})
    void notOurs(String name) {
        managed().peer("<" + name + " xmlns='urn:xmpp:sm:3'/>").refuses(StreamErrorCondition.UNSUPPORTED_STANZA_TYPE);
    }

    @Test
    @DisplayName("A8: after our closing tag nothing is answered any more")
    void draining() {
        managed()
                .on(new InboundEvent.EndWanted(true))
                .edge("[begin close system-shutdown]")
                .peer("<r xmlns='urn:xmpp:sm:3'/>")
                .edge()
                .peer("<a xmlns='urn:xmpp:sm:3' h='5'/>")
                .edge();
    }
}
