package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.D9;
import static org.rehome.edge.negotiation.InboundPlay.trusted;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.NegotiationRules;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.edge.trust.TrustFailure;

@DisplayName("A partner whose certificates are pinned")
@Spec(D9)
final class PinnedPartnerTest {
    /// The fingerprint of those that `trusted` makes.
    private static final String SHOWN = "f1";

    private static final String FROM = "to='example.test' from='partner.test' version='1.0'";
    private static final String STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private static final String EXTERNAL =
            "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms>";
    private static final String DIALBACK = "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>";

    /// Without pins everything would do.
    private static Partner partner(String... pins) {
        return new Partner(
                World.domain("partner.test"),
                List.of(),
                null,
                PartnerType.Federated,
                Negotiation.Optional,
                Negotiation.Optional,
                true,
                true,
                20,
                null,
                List.of(pins),
                FederationEvent.Confirmation.Automatic,
                0,
                0,
                false);
    }

    private static InboundPlay inbound(String... pins) {
        return new InboundPlay(new World().local("example.test").enabled(partner(pins))).header(FROM);
    }

    private static OutboundPlay outbound(String... pins) {
        DomainPair pair = new DomainPair(World.domain("example.test"), World.domain("partner.test"));
        return new OutboundPlay(new OutboundGoal.CarryStanzas(pair, NegotiationRules.of(partner(pins))))
                .header("from='partner.test' to='example.test' id='x' version='1.0'");
    }

    private static String features(String inside) {
        return "<stream:features>" + inside + "</stream:features>";
    }

    @Test
    @DisplayName("authenticates to us by one of them, and by nothing else")
    void inbound() {
        inbound("0e", SHOWN)
                .edge(
                        "<stream from=example.test to=partner.test id=id1 version=1.0>",
                        features("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"))
                .peer(STARTTLS)
                .tls(trusted("partner.test"))
                .header(FROM)
                .edge("<stream from=example.test to=partner.test id=id2 version=1.0>", features(EXTERNAL));
    }

    @Test
    @DisplayName("with another certificate, however good, is not let in, nor by dialback")
    void inboundOther() {
        inbound("0e")
                .peer(STARTTLS)
                .tls(trusted("partner.test"))
                .header(FROM)
                .edge(
                        "<stream from=example.test to=partner.test id=id2 version=1.0>",
                        "[fail policy-violation untrusted-certificate]");
    }

    @Test
    @DisplayName("is spoken to when it shows one of them, and else not")
    void outbound() {
        String auth = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>ZXhhbXBsZS50ZXN0</auth>";
        secured(outbound(SHOWN)).edge(auth);
        secured(outbound("0e")).fails(HandshakeFailure.UNTRUSTED_CERTIFICATE);
    }

    private static OutboundPlay secured(OutboundPlay play) {
        return play.peer(features(STARTTLS + DIALBACK))
                .peer("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .tls(trusted("partner.test"))
                .header("from='partner.test' to='example.test' id='y' version='1.0'")
                .peer(features(EXTERNAL + DIALBACK));
    }

    @Test
    @DisplayName("is bound to them where DNSSEC vouches for a certificate too")
    void vouched() {
        PeerCertificate vouched = new PeerCertificate.Vouched(World.domain("partner.test"), SHOWN, null);
        assertThat(vouched.objection(World.domain("partner.test"), Set.of(SHOWN, "0e")))
                .isEmpty();
        assertThat(vouched.objection(World.domain("partner.test"), Set.of())).isEmpty();
        assertThat(vouched.objection(World.domain("partner.test"), Set.of("0e")))
                .hasValueSatisfying(why -> assertThat(why.failure()).isEqualTo(TrustFailure.NOT_PINNED));
    }

    @Test
    @DisplayName("is not spoken to in plain text, which shows no certificate")
    void plain() {
        outbound(SHOWN).peer(features(DIALBACK)).edge(STARTTLS);
    }
}
