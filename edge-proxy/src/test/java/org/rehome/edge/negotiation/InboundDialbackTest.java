package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.E4;
import static org.rehome.conformance.Requirement.E6;
import static org.rehome.conformance.Requirement.F10;
import static org.rehome.conformance.Requirement.F13;
import static org.rehome.conformance.Requirement.F14;
import static org.rehome.conformance.Requirement.F15;
import static org.rehome.conformance.Requirement.F2;
import static org.rehome.conformance.Requirement.F3;
import static org.rehome.conformance.Requirement.F4;
import static org.rehome.conformance.Requirement.F6;
import static org.rehome.conformance.Requirement.F7;
import static org.rehome.conformance.Requirement.F8;
import static org.rehome.conformance.Requirement.F9;
import static org.rehome.conformance.Requirement.K9;
import static org.rehome.edge.negotiation.InboundPlay.trusted;
import static org.rehome.edge.negotiation.InboundPlay.untrusted;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.edge.trust.TrustFailure;
import org.rehome.xmpp.dialback.DialbackKey;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

final class InboundDialbackTest {
    private static final String FROM = "to='example.test' from='dialback.test' version='1.0'";
    private static final String KEY = "<db:result from='dialback.test' to='example.test'> key1 </db:result>";

    private final World world = new World()
            .local("example.test")
            .local("xmpp.example.com")
            .enabled(World.partner("dialback.test", Negotiation.Required, Negotiation.NotSupported, true))
            .enabled(World.partner("other.test", Negotiation.Required, Negotiation.Optional, true))
            .enabled(World.partner("strict.test", Negotiation.Required, Negotiation.Required, true))
            .enabled(World.partner("plain.test", Negotiation.NotSupported, Negotiation.NotSupported, true))
            .legacy("legacy.test");

    private InboundPlay secured() {
        return new InboundPlay(world)
                .header(FROM)
                .peer("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .tls(untrusted(TrustFailure.SELF_SIGNED))
                .header(FROM);
    }

    private static String error(String from, String to, StanzaErrorCondition condition) {
        return "<db:result from='" + from + "' to='" + to + "' type='error'><error type='" + condition.type() + "'><"
                + condition.wire() + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></db:result>";
    }

    @Test
    @DisplayName("F2, F3: the authority is asked with the trimmed key and our stream's id; valid admits the pair")
    @Spec({F2, F3})
    void valid() {
        secured()
                .edge(
                        "<stream from=example.test to=dialback.test id=id2 version=1.0>",
                        "<stream:features><dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>"
                                + "</stream:features>")
                .peer(KEY)
                .edge("[ask example.test>dialback.test id2 key1]")
                .authority(new AuthorityAnswer.Valid())
                .edge(
                        "[authenticated example.test>dialback.test DIALBACK]",
                        "<db:result from='example.test' to='dialback.test' type='valid'/>")
                .peer("<message from='a@dialback.test' to='b@example.test'/>")
                .edge("[accept message example.test>dialback.test]");
    }

    @ParameterizedTest
    @DisplayName("F2: whatever prefix the dialback namespace has, and whatever white space is around the key")
    @ValueSource(
            strings = {
                "<x:result xmlns:x='jabber:server:dialback' from='dialback.test' to='example.test'>key1</x:result>",
                "<result xmlns='jabber:server:dialback' from='dialback.test' to='example.test'>\n\tkey1\r\n</result>",
                "<db:result from='DIALBACK.test' to='Example.Test'><![CDATA[ key1 ]]></db:result>"
            })
    @Spec(F2)
    void anyPrefix(String result) {
        secured().peer(result).edge("[ask example.test>dialback.test id2 key1]");
    }

    @Test
    @DisplayName("F2: an element with the prefix db that is bound to something else is no dialback")
    @Spec(F2)
    void otherNamespace() {
        secured()
                .peer("<db:result xmlns:db='urn:x' from='dialback.test' to='example.test'>key1</db:result>")
                .edge("[fail not-authorized unauthenticated-stanza]");
    }

    @Test
    @DisplayName("E6: no stanza while the authority is being asked")
    @Spec(E6)
    void stanzaMeanwhile() {
        secured()
                .peer(KEY)
                .peer("<message from='a@dialback.test' to='b@example.test'/>")
                .edge("[fail not-authorized unauthenticated-stanza]");
    }

    @Test
    @DisplayName("F7: invalid ends a stream that has no other pair")
    @Spec(F7)
    void invalid() {
        secured()
                .peer(KEY)
                .authority(new AuthorityAnswer.Invalid())
                .edge(
                        "<db:result from='example.test' to='dialback.test' type='invalid'/>",
                        "[fail not-authorized dialback-invalid]")
                .closed();
    }

    @Test
    @DisplayName("F7: invalid for a further pair is an error, and the stream stays")
    @Spec(F7)
    void invalidFurtherPair() {
        secured()
                .peer(KEY)
                .authority(new AuthorityAnswer.Valid())
                .peer("<db:result from='other.test' to='example.test'>k</db:result>")
                .edge("[ask example.test>other.test id2 k]")
                .authority(new AuthorityAnswer.Invalid())
                .edge("[ignored]", error("example.test", "other.test", StanzaErrorCondition.FORBIDDEN))
                .peer("<message from='a@dialback.test' to='b@example.test'/>")
                .edge("[accept message example.test>dialback.test]");
    }

    @ParameterizedTest
    @DisplayName("F6: an authority that cannot be asked is told as that error, and the stream stays")
    @EnumSource(
            value = StanzaErrorCondition.class,
            names = {"REMOTE_CONNECTION_FAILED", "REMOTE_SERVER_NOT_FOUND", "REMOTE_SERVER_TIMEOUT"})
    @Spec(F6)
    void unreachableAuthority(StanzaErrorCondition condition) {
        secured()
                .peer(KEY)
                .authority(new AuthorityAnswer.Unknown(condition, "as it is"))
                .edge("[ignored]", error("example.test", "dialback.test", condition))
                .open();
    }

    @ParameterizedTest
    @DisplayName("F6, F13: a pair that cannot be is an error, and the stream stays")
    @CsvSource({
        "dialback.test, nobody.test, ITEM_NOT_FOUND",
        "example.test, example.test, NOT_AUTHORIZED",
        "legacy.test, example.test, POLICY_VIOLATION",
        "stranger.test, example.test, POLICY_VIOLATION",
        "strict.test, example.test, POLICY_VIOLATION",
    })
    @Spec({F6, F13})
    void impossiblePairs(String from, String to, StanzaErrorCondition condition) {
        secured()
                .peer("<db:result from='" + from + "' to='" + to + "'>k</db:result>")
                .edge(error(to, from, condition))
                .open();
    }

    @Test
    @DisplayName("F10: dialback in plain text where TLS is required is a dialback error")
    @Spec(F10)
    void plainText() {
        new InboundPlay(world)
                .header(FROM)
                .peer(KEY)
                .edge(error("example.test", "dialback.test", StanzaErrorCondition.POLICY_VIOLATION))
                .open();
    }

    @Test
    @DisplayName("matrix row 17: a partner without TLS is offered dialback in plain text")
    void tcpDialback() {
        new InboundPlay(world)
                .header("to='example.test' from='plain.test' version='1.0'")
                .edge(
                        "<stream from=example.test to=plain.test id=id1 version=1.0>",
                        "<stream:features><dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>"
                                + "</stream:features>")
                .peer("<db:result from='plain.test' to='example.test'>k</db:result>")
                .edge("[ask example.test>plain.test id1 k]")
                .authority(new AuthorityAnswer.Valid())
                .peer("<message from='a@plain.test' to='b@example.test'/>")
                .edge("[accept message example.test>plain.test]");
    }

    @Test
    @DisplayName("F4, F14: answers that nobody asked for are ignored")
    @Spec({F4, F9, F14})
    void unsolicited() {
        secured()
                .peer("<db:result from='dialback.test' to='example.test' type='valid'/>")
                .edge("[ignored]")
                .peer("<db:verify from='dialback.test' to='example.test' id='x' type='valid'/>")
                .edge("[ignored]")
                .peer("<message from='a@dialback.test' to='b@example.test'/>")
                .closed();
    }

    @Test
    @DisplayName("F8: keys are verified without memory, also on a stream that is not authenticated or encrypted")
    @Spec(F8)
    void verify() {
        // XEP-0185 §2: receiving xmpp.example.com is the one that asks, originating example.org is ours
        World ours = new World().local("example.org").enabled("xmpp.example.com");
        String key = "37c69b1cf07a3f67c04a5ef5902fa5114f2c76fe4a2686482ba5b89323075643";
        InboundPlay play = new InboundPlay(ours).header("to='example.org' from='xmpp.example.com' version='1.0'");
        play.peer("<db:verify from='xmpp.example.com' to='example.org' id='D60000229F'>\n" + key + " </db:verify>")
                .edge("<db:verify from='example.org' to='xmpp.example.com' id='D60000229F' type='valid'/>");
        play.peer("<db:verify from='xmpp.example.com' to='example.org' id='D60000229E'>" + key + "</db:verify>")
                .edge("<db:verify from='example.org' to='xmpp.example.com' id='D60000229E' type='invalid'/>");
        play.peer("<db:verify from='xmpp.example.com' to='nobody.test' id='1'>" + key + "</db:verify>")
                .edge("<db:verify from='nobody.test' to='xmpp.example.com' id='1' type='error'><error type='cancel'>"
                        + "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></db:verify>")
                .open();
    }

    @Test
    @DisplayName("F8: keys are verified in every state of a stream, and the state stays as it is")
    @Spec(F8)
    void verifyInAnyState() {
        String external = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'";
        assertVerifies(new InboundPlay(world).header("to='example.test' version='1.0'"));
        assertVerifies(new InboundPlay(world).header(FROM));
        assertVerifies(secured());
        assertVerifies(secured().peer(KEY));
        assertVerifies(secured().peer(KEY).authority(new AuthorityAnswer.Valid()));
        InboundPlay sasl = new InboundPlay(world)
                .header("to='example.test' from='other.test' version='1.0'")
                .peer("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .tls(trusted("other.test"))
                .header("to='example.test' from='other.test' version='1.0'");
        assertVerifies(sasl.peer(external + "/>"));
        assertVerifies(sasl.peer(external + ">=</auth>").header("to='example.test' from='other.test' version='1.0'"));
    }

    private static void assertVerifies(InboundPlay play) {
        String key = DialbackKey.of(World.SECRET, World.domain("stranger.test"), World.domain("example.test"), "s1");
        String question = "<x:verify xmlns:x='jabber:server:dialback' from='stranger.test' to='example.test' id='s1'>";
        String answer = "<db:verify from='example.test' to='stranger.test' id='s1' type='";
        play.peer(question + " " + key + "\n</x:verify>")
                .edge(answer + "valid'/>")
                .open();
        play.peer(question + "k</x:verify>").edge(answer + "invalid'/>").open();
    }

    @Test
    @DisplayName("F8: behind the edge it is the legacy gateway that judges keys that are not ours, and only those")
    @Spec(F8)
    void verifiedByTheLegacyGateway() {
        String question = "<db:verify from='dialback.test' to='example.test' id='s1'>k</db:verify>";
        String answer = "<db:verify from='example.test' to='dialback.test' id='s1' type='";
        world.legacyGateway();
        InboundPlay play = secured();
        play.peer(question).edge("[ask legacy example.test>dialback.test s1 k]");
        play.legacyGateway(new AuthorityAnswer.Valid())
                .edge(answer + "valid'/>")
                .open();
        play.peer("<message from='a@dialback.test' to='b@example.test'/>").closed();

        play = secured();
        play.peer(question).legacyGateway(new AuthorityAnswer.Invalid()).edge(answer + "invalid'/>");
        play.peer(question)
                .legacyGateway(new AuthorityAnswer.Unknown(StanzaErrorCondition.REMOTE_SERVER_TIMEOUT, "as it is"))
                .edge(
                        "[ignored]",
                        answer + "error'><error type='wait'><remote-server-timeout"
                                + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></db:verify>")
                .open();
        String ours = DialbackKey.of(World.SECRET, World.domain("dialback.test"), World.domain("example.test"), "s1");
        play.peer("<db:verify from='dialback.test' to='example.test' id='s1'>" + ours + "</db:verify>")
                .edge(answer + "valid'/>");
    }

    @Test
    @DisplayName("K9: the legacy gateway too is asked about so many keys at a time only for one stream")
    @Spec(K9)
    void amplificationAtTheLegacyGateway() {
        world.legacyGateway();
        InboundPlay play = secured();
        for (int i = 0; i < 8; i++) {
            play.peer("<db:verify from='dialback.test' to='example.test' id='s" + i + "'>k</db:verify>");
            assertThat(play.lines()).singleElement().asString().startsWith("[ask legacy");
        }
        play.peer("<db:verify from='dialback.test' to='example.test' id='s9'>k</db:verify>");
        assertThat(play.lines()).singleElement().asString().contains("id='s9' type='error'", "<resource-constraint");
        play.open();
    }

    @Test
    @DisplayName("F15: a certificate that proves the domain makes dialling back unnecessary")
    @Spec(F15)
    void byCertificate() {
        new InboundPlay(world)
                .header("to='example.test' from='other.test' version='1.0'")
                .peer("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .tls(trusted("other.test"))
                .header("to='example.test' from='other.test' version='1.0'")
                .peer("<db:result from='other.test' to='example.test'>k</db:result>")
                .edge(
                        "[authenticated example.test>other.test DIALBACK_BY_CERTIFICATE]",
                        "<db:result from='example.test' to='other.test' type='valid'/>");
    }

    @Test
    @DisplayName("F15: a certificate that proves another domain, or none, saves nobody the question")
    @Spec(F15)
    void byOtherCertificate() {
        for (PeerCertificate certificate :
                List.of(trusted("elsewhere.test"), untrusted(TrustFailure.EXPIRED), new PeerCertificate.Absent())) {
            new InboundPlay(world)
                    .header("to='example.test' from='other.test' version='1.0'")
                    .peer("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                    .tls(certificate)
                    .header("to='example.test' from='other.test' version='1.0'")
                    .peer("<db:result from='other.test' to='example.test'>k</db:result>")
                    .edge("[ask example.test>other.test id2 k]");
        }
    }

    @Test
    @DisplayName("K9: only so many keys are verified at a time for one stream")
    @Spec(K9)
    void amplification() {
        InboundPlay play = secured();
        for (int i = 0; i < 8; i++) {
            play.peer("<db:result from='dialback.test' to='example.test'>k" + i + "</db:result>");
            assertThat(play.lines()).singleElement().asString().startsWith("[ask");
        }
        play.peer("<db:result from='dialback.test' to='example.test'>k9</db:result>")
                .edge(error("example.test", "dialback.test", StanzaErrorCondition.RESOURCE_CONSTRAINT));
    }

    @Test
    @DisplayName("a partner that was returned while its authority was asked is not admitted")
    void returnedMeanwhile() {
        InboundPlay play = secured().peer(KEY);
        world.returned(World.partner("dialback.test", Negotiation.Required, Negotiation.NotSupported, true));
        play.authority(new AuthorityAnswer.Valid())
                .edge(error("example.test", "dialback.test", StanzaErrorCondition.POLICY_VIOLATION));
    }

    @Test
    @DisplayName("SASL may fail and dialback follow on the same stream (E4)")
    @Spec(E4)
    void afterSasl() {
        new InboundPlay(world)
                .header("to='example.test' from='other.test' version='1.0'")
                .peer("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .tls(trusted("elsewhere.test"))
                .header("to='example.test' from='other.test' version='1.0'")
                .peer("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>")
                .open()
                .peer("<db:result from='other.test' to='example.test'>k</db:result>")
                .edge("[ask example.test>other.test id2 k]");
    }

    @Test
    @DisplayName("a peer that does not name itself in its header names itself by dialback")
    void withoutFrom() {
        new InboundPlay(world)
                .header("to='example.test' version='1.0'")
                .peer("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .tls(untrusted(TrustFailure.SELF_SIGNED))
                .header("to='example.test' version='1.0'")
                .peer(KEY)
                .edge("[ask example.test>dialback.test id2 key1]");
    }
}
