package org.rehome.edge.negotiation;

import static org.rehome.conformance.Requirement.A8;
import static org.rehome.conformance.Requirement.H1;
import static org.rehome.conformance.Requirement.H3;
import static org.rehome.conformance.Requirement.H4;
import static org.rehome.conformance.Requirement.H5;
import static org.rehome.edge.negotiation.InboundPlay.trusted;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;
import org.rehome.edge.acknowledgement.Miscount;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.NegotiationRules;

@DisplayName("Stream management on a stream that we open")
final class OutboundManagementTest {
    private static final DomainPair PAIR = new DomainPair(World.domain("example.test"), World.domain("partner.test"));
    private static final String HEADER = "from='partner.test' to='example.test' id='x' version='1.0'";
    private static final String OFFER = "<stream:features><sm xmlns='urn:xmpp:sm:3'/></stream:features>";
    private static final String ENABLE = "<enable xmlns='urn:xmpp:sm:3'/>";

    private static OutboundPlay secured(NegotiationRules rules) {
        return new OutboundPlay(new OutboundGoal.CarryStanzas(PAIR, rules))
                .header(HEADER)
                .peer("<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>")
                .peer("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .tls(trusted("partner.test"))
                .header(HEADER);
    }

    private static OutboundPlay authenticated() {
        return secured(new NegotiationRules(true, true, false))
                .peer("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                        + "<mechanism>EXTERNAL</mechanism></mechanisms></stream:features>")
                .peer("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
                .header(HEADER);
    }

    private static OutboundPlay managed() {
        return authenticated()
                .peer(OFFER)
                .edge(ENABLE)
                .peer("<enabled xmlns='urn:xmpp:sm:3'/>")
                .edge("[ready EXTERNAL managed]")
                .ready();
    }

    @ParameterizedTest
    @DisplayName("H1: is enabled where it is offered on an authenticated stream; what the peer would resume is its own")
    @Spec(H1)
    @ValueSource(strings = {"", " resume='true'", " id='x' resume='true' max='300'"})
    void enabled(String attributes) {
        authenticated()
                .peer(OFFER)
                .edge(ENABLE)
                .peer("<enabled xmlns='urn:xmpp:sm:3'" + attributes + "/>")
                .edge("[ready EXTERNAL managed]");
    }

    @Test
    @DisplayName("H1: without an offer, or with one of another version only, the stream is ready without")
    @Spec(H1)
    void notOffered() {
        authenticated().peer("<stream:features/>").edge("[ready EXTERNAL]");
        authenticated()
                .peer("<stream:features><sm xmlns='urn:xmpp:sm:2'/></stream:features>")
                .edge("[ready EXTERNAL]");
    }

    @Test
    @DisplayName("H1: refused, or unanswered, the stream is ready without")
    @Spec(H1)
    void refused() {
        authenticated()
                .peer(OFFER)
                .peer("<failed xmlns='urn:xmpp:sm:3'>"
                        + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>")
                .edge("[ready EXTERNAL]");
        authenticated().peer(OFFER).on(new OutboundEvent.TimeUp()).edge("[ready EXTERNAL]");
    }

    @Test
    @DisplayName("H1: an offer before authentication is not taken, and dialback brings no new features")
    @Spec(H1)
    void early() {
        secured(new NegotiationRules(false, true, false))
                .peer("<stream:features><sm xmlns='urn:xmpp:sm:3'/>"
                        + "<dialback xmlns='urn:xmpp:features:dialback'/></stream:features>")
                .peer("<enabled xmlns='urn:xmpp:sm:3'/>")
                .edge("[ignored]")
                .peer("<db:result from='partner.test' to='example.test' type='valid'/>")
                .edge("[ready DIALBACK]");
    }

    @Test
    @DisplayName("H3: acknowledgements are told, and the peer's questions answered: it has sent nothing here")
    @Spec(H3)
    void acknowledged() {
        managed()
                .peer("<a xmlns='urn:xmpp:sm:3' h='4294967295'/>")
                .edge("[acknowledged 4294967295]")
                .peer("<r xmlns='urn:xmpp:sm:3'/>")
                .edge("[acknowledge]")
                .peer("<enabled xmlns='urn:xmpp:sm:3'/>")
                .edge("[ignored]")
                .ready();
    }

    @Test
    @DisplayName("H1: where it was not enabled nothing of it counts")
    @Spec(H1)
    void notManaged() {
        authenticated()
                .peer("<stream:features/>")
                .peer("<a xmlns='urn:xmpp:sm:3' h='1'/>")
                .edge("[ignored]")
                .peer("<r xmlns='urn:xmpp:sm:3'/>")
                .edge("[ignored]")
                .ready();
    }

    @ParameterizedTest
    @DisplayName("H4: an acknowledgement without a number ends the stream")
    @Spec(H4)
    @CsvSource({"''", "h=''", "h='x'", "h='-1'", "h='4294967296'"})
    void noNumber(String h) {
        managed().peer("<a xmlns='urn:xmpp:sm:3' " + h + "/>").fails(HandshakeFailure.STREAM);
    }

    @Test
    @DisplayName("H4: more than was sent is told with both numbers; less than before ends the stream too")
    @Spec(H4)
    void miscounted() {
        managed()
                .on(new OutboundEvent.Miscounted(new Miscount.TooHigh(10, 8)))
                .edge(
                        "[failed stream: 10 stanzas acknowledged, 8 sent]",
                        "[close undefined-condition]"
                                + "<handled-count-too-high xmlns='urn:xmpp:sm:3' h='10' send-count='8'/>");
        managed().on(new OutboundEvent.Miscounted(new Miscount.GoneBack(3, 8))).fails(HandshakeFailure.STREAM);
    }

    @Test
    @DisplayName("A8, H5: after our closing tag the peer's last acknowledgement still counts, and nothing else")
    @Spec({A8, H5})
    void closed() {
        managed()
                .on(new OutboundEvent.EndWanted(null, "over"))
                .edge("[failed stopping: over]", "[close]")
                .peer("<a xmlns='urn:xmpp:sm:3' h='3'/>")
                .edge("[acknowledged 3]")
                .peer("<a xmlns='urn:xmpp:sm:3' h='x'/>")
                .edge()
                .peer("<r xmlns='urn:xmpp:sm:3'/>")
                .edge()
                .on(new OutboundEvent.Miscounted(new Miscount.TooHigh(10, 8)))
                .edge();
    }
}
