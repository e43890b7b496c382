package org.rehome.edge.negotiation;

import static org.rehome.conformance.Requirement.A1;
import static org.rehome.conformance.Requirement.A10;
import static org.rehome.conformance.Requirement.A11;
import static org.rehome.conformance.Requirement.A12;
import static org.rehome.conformance.Requirement.A13;
import static org.rehome.conformance.Requirement.A14;
import static org.rehome.conformance.Requirement.A2;
import static org.rehome.conformance.Requirement.A4;
import static org.rehome.conformance.Requirement.A5;
import static org.rehome.conformance.Requirement.A6;
import static org.rehome.conformance.Requirement.A7;
import static org.rehome.conformance.Requirement.A8;
import static org.rehome.conformance.Requirement.C1;
import static org.rehome.conformance.Requirement.C2;
import static org.rehome.conformance.Requirement.C5;
import static org.rehome.conformance.Requirement.D1;
import static org.rehome.conformance.Requirement.D7;
import static org.rehome.conformance.Requirement.D8;
import static org.rehome.conformance.Requirement.E2;
import static org.rehome.conformance.Requirement.E3;
import static org.rehome.conformance.Requirement.E4;
import static org.rehome.conformance.Requirement.F1;
import static org.rehome.conformance.Requirement.F12;
import static org.rehome.conformance.Requirement.F14;
import static org.rehome.conformance.Requirement.F2;
import static org.rehome.conformance.Requirement.F4;
import static org.rehome.conformance.Requirement.F5;
import static org.rehome.conformance.Requirement.F6;
import static org.rehome.conformance.Requirement.F9;
import static org.rehome.edge.negotiation.InboundPlay.trusted;
import static org.rehome.edge.negotiation.InboundPlay.untrusted;

import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rehome.conformance.Spec;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.NegotiationRules;
import org.rehome.edge.trust.TrustFailure;
import org.rehome.xmpp.stream.StreamErrorCondition;

final class OutboundHandshakeTest {
    private static final DomainPair PAIR =
            new DomainPair(World.domain("example.org"), World.domain("xmpp.example.com"));
    private static final String OUR_HEADER =
            "<stream from=example.org to=xmpp.example.com id=null version=1.0 db=true>";
    private static final String STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private static final String HEADER = "from='xmpp.example.com' to='example.org' id='D60000229F' version='1.0'";
    private static final String PLAIN_FEATURES =
            features("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>");
    private static final String EXTERNAL =
            "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms>";
    private static final String DIALBACK = "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>";
    private static final String PROCEED = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private static final String AUTH =
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>ZXhhbXBsZS5vcmc=</auth>";
    // XEP-0185 §2: secret s3cr3tf0rd14lb4ck, receiving xmpp.example.com, originating example.org, id D60000229F
    private static final String RESULT = "<db:result from='example.org' to='xmpp.example.com'>"
            + "37c69b1cf07a3f67c04a5ef5902fa5114f2c76fe4a2686482ba5b89323075643</db:result>";

    private static final NegotiationRules STRICT = new NegotiationRules(true, false, false);
    private static final NegotiationRules MIXED = new NegotiationRules(true, true, false);
    private static final NegotiationRules DIALBACK_ONLY = new NegotiationRules(false, true, false);
    private static final NegotiationRules PLAIN_ONLY = new NegotiationRules(false, false, true);
    private static final NegotiationRules ANY = new NegotiationRules(true, true, true);

    private static String features(String inside) {
        return "<stream:features>" + inside + "</stream:features>";
    }

    private static OutboundPlay play(NegotiationRules rules) {
        return new OutboundPlay(new OutboundGoal.CarryStanzas(PAIR, rules));
    }

    private static OutboundPlay secured(NegotiationRules rules) {
        return play(rules)
                .header(HEADER)
                .peer(PLAIN_FEATURES)
                .peer(PROCEED)
                .tls(trusted("xmpp.example.com"))
                .header(HEADER);
    }

    /// With the same addresses in every header, up to the features of the encrypted stream.
    private static OutboundPlay offeredExternal(NegotiationRules rules) {
        return play(rules)
                .edge(OUR_HEADER)
                .header(HEADER)
                .edge()
                .peer(PLAIN_FEATURES)
                .edge(STARTTLS)
                .peer(PROCEED)
                .edge("[tls example.org to xmpp.example.com]")
                .tls(trusted("xmpp.example.com"))
                .edge(OUR_HEADER)
                .header(HEADER)
                .peer(features(EXTERNAL));
    }

    @Test
    @DisplayName("E3: a partner's setting leaves the authorization identity out (RFC 6120 §6.3.8, §6.4.2)")
    @Spec(E3)
    void withoutAuthorizationIdentity() {
        offeredExternal(new NegotiationRules(true, false, false, Set.of(), false))
                .edge("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>");
    }

    @Test
    @DisplayName("A5, E3, F2: the same addresses in every header, xmlns:db on each, the authzid is sent")
    @Spec({A4, A5, E3, F2})
    void external() {
        offeredExternal(STRICT)
                .edge(AUTH)
                .peer("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
                .edge("[restart]", OUR_HEADER)
                .header(HEADER)
                .peer(features(""))
                .edge("[ready EXTERNAL]")
                .ready();
    }

    @Test
    @Spec(D7)
    @DisplayName("D7: what the partner's secure TLSA records refuse is refused, dialback or not")
    void tlsaMismatch() {
        play(ANY)
                .header(HEADER)
                .peer(PLAIN_FEATURES)
                .peer(PROCEED)
                .tls(untrusted(TrustFailure.TLSA_MISMATCH))
                .edge("[failed untrusted-certificate: tlsa-mismatch: as it is]", "[abort]");
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: direct TLS: first TLS, then the header, and what follows is what follows STARTTLS")
    void direct() {
        new OutboundPlay(new OutboundGoal.CarryStanzas(PAIR, STRICT), true)
                .edge("[tls example.org to xmpp.example.com]")
                .tls(trusted("xmpp.example.com"))
                .edge(OUR_HEADER)
                .header(HEADER)
                .peer(features(EXTERNAL))
                .edge(AUTH);
    }

    @Test
    @DisplayName("F1, F4: dialback: the key of XEP-0185, and nothing but the answer to it counts")
    @Spec({F1, F2, F4})
    void dialback() {
        secured(DIALBACK_ONLY)
                .peer(features(DIALBACK))
                .edge(RESULT)
                .peer("<db:result from='evil.test' to='example.org' type='valid'/>")
                .edge("[ignored]")
                .peer("<db:result from='xmpp.example.com' to='other.example.org' type='valid'/>")
                .edge("[ignored]")
                .peer("<db:verify from='xmpp.example.com' to='example.org' id='D60000229F' type='valid'/>")
                .edge("[ignored]")
                .peer("<db:result from='xmpp.example.com' to='example.org'>a key of the peer's own</db:result>")
                .edge("[ignored]")
                .peer(
                        "<x:result xmlns:x='jabber:server:dialback' from='xmpp.example.com' to='example.org' type='valid'>"
                                + "key as text</x:result>")
                .edge("[ready DIALBACK]")
                .ready();
    }

    @Test
    @DisplayName("F5: invalid and error end the attempt, each with its own reason")
    @Spec(F5)
    void dialbackRefused() {
        secured(DIALBACK_ONLY)
                .peer(features(DIALBACK))
                .peer("<db:result from='xmpp.example.com' to='example.org' type='invalid'/>")
                .fails(HandshakeFailure.DIALBACK_INVALID);
        secured(DIALBACK_ONLY)
                .peer(features(DIALBACK))
                .peer("<db:result from='xmpp.example.com' to='example.org' type='error'><error type='cancel'>"
                        + "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></db:result>")
                .edge("[failed dialback-error: item-not-found]", "[close]");
    }

    @Test
    @DisplayName("dialback is tried with a peer that declares its namespace without offering the feature")
    void dialbackWithoutFeature() {
        secured(DIALBACK_ONLY).peer(features("")).edge(RESULT);
    }

    @Test
    @DisplayName("E4: after a SASL failure dialback follows on the same stream, where the settings allow it")
    @Spec(E4)
    void saslFailure() {
        String failure = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>";
        secured(MIXED)
                .peer(features(EXTERNAL + DIALBACK))
                .edge(AUTH)
                .peer(failure)
                .edge(RESULT);
        secured(STRICT)
                .peer(features(EXTERNAL + DIALBACK))
                .peer(failure)
                .edge("[failed not-authorized: the peer refuses SASL EXTERNAL: not-authorized]", "[close]");
    }

    @ParameterizedTest
    @Spec(D8)
    @DisplayName("D8: a peer whose certificate does not prove its domain gets dialback or nothing")
    @EnumSource(value = TrustFailure.class, mode = EnumSource.Mode.EXCLUDE, names = "TLSA_MISMATCH")
    void untrustedPeer(TrustFailure failure) {
        play(MIXED)
                .header(HEADER)
                .peer(PLAIN_FEATURES)
                .peer(PROCEED)
                .tls(untrusted(failure))
                .header(HEADER)
                .peer(features(EXTERNAL + DIALBACK))
                .edge(RESULT);
        play(STRICT)
                .header(HEADER)
                .peer(PLAIN_FEATURES)
                .peer(PROCEED)
                .tls(untrusted(failure))
                .header(HEADER)
                .peer(features(EXTERNAL + DIALBACK))
                .fails(HandshakeFailure.UNTRUSTED_CERTIFICATE);
    }

    @Test
    @Spec(D1)
    @DisplayName("D1: the certificate is compared with the domain that we asked for")
    void wrongName() {
        play(STRICT)
                .header(HEADER)
                .peer(PLAIN_FEATURES)
                .peer(PROCEED)
                .tls(trusted("elsewhere.test"))
                .header(HEADER)
                .peer(features(EXTERNAL))
                .fails(HandshakeFailure.UNTRUSTED_CERTIFICATE);
    }

    @Test
    @DisplayName("a peer that offers nothing that the settings allow is left, with the reason")
    void noMethod() {
        secured(STRICT).peer(features(DIALBACK)).fails(HandshakeFailure.NO_METHOD);
        play(DIALBACK_ONLY)
                .header(HEADER)
                .peer(PLAIN_FEATURES)
                .peer(PROCEED)
                .tls(untrusted(TrustFailure.SELF_SIGNED))
                .header("from='xmpp.example.com' version='1.0'")
                .peer(features(DIALBACK))
                .edge("[failed no-method: self-signed: as it is, and it knows no dialback]", "[close]");
    }

    @Test
    @DisplayName("C2: STARTTLS is tried although it is not offered, and then given up")
    @Spec(C2)
    void starttlsNotOffered() {
        play(STRICT)
                .header(HEADER)
                .peer(features(""))
                .edge(STARTTLS)
                .peer("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .edge("[failed tls-required: the peer knows no STARTTLS]", "[close]");
    }

    @Test
    @DisplayName("matrix: plain text only where the settings allow TCP dialback")
    @Spec(A6)
    void plain() {
        play(PLAIN_ONLY).header(HEADER).peer(features(DIALBACK)).edge(RESULT);
        play(ANY).header(HEADER).peer(features(DIALBACK)).edge(RESULT);
        play(ANY).header(HEADER).peer(PLAIN_FEATURES).edge(STARTTLS);
        play(PLAIN_ONLY).header(HEADER).peer(PLAIN_FEATURES).fails(HandshakeFailure.NO_METHOD);
        play(PLAIN_ONLY).header("from='xmpp.example.com' id='D60000229F'").edge(RESULT);
        play(STRICT)
                .header("from='xmpp.example.com' id='D60000229F'")
                .edge(
                        "[failed tls-required: the peer is from before version 1.0 and knows no TLS]",
                        "[close unsupported-version]");
    }

    @Test
    @DisplayName("A7: a required feature that we do not know ends the stream, a voluntary one does not")
    @Spec(A7)
    void unknownFeatures() {
        secured(STRICT)
                .peer(features(EXTERNAL + "<wonder xmlns='urn:x'><required/></wonder>"))
                .edge("[failed no-method: the peer requires wonder of urn:x]", "[close unsupported-feature]");
        secured(STRICT).peer(features(EXTERNAL + "<sm xmlns='urn:xmpp:sm:3'/>")).edge(AUTH);
    }

    @Test
    @DisplayName("A10: the peer's stream error ends the stream, known condition or not")
    @Spec(A10)
    void peerError() {
        secured(STRICT)
                .peer("<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                        + "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>who</text></stream:error>")
                .edge("[failed peer-error: host-unknown (who)]", "[close]");
        secured(STRICT).peer("<stream:error/>").edge("[failed peer-error: undefined-condition]", "[close]");
        secured(STRICT)
                .peer(streamError("<wonder xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                        + "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>a&#10;conflict</text>"))
                .edge("[failed peer-error: wonder (a?conflict)]", "[close]");
        secured(STRICT)
                .peer(streamError("<conflict xmlns='urn:x'/>"))
                .edge("[failed peer-error: undefined-condition]", "[close]");
    }

    private static String streamError(String inside) {
        return "<stream:error>" + inside + "</stream:error>";
    }

    @Test
    @DisplayName("A14: conflict has a reason of its own: the peer has another stream of the pair")
    @Spec(A14)
    void conflict() {
        secured(STRICT)
                .peer(streamError("<conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"))
                .edge("[failed conflict: conflict]", "[close]");
    }

    @Test
    @DisplayName("A11: a redirection counts in TLS, until the stream is ready, and not for a question about a key")
    @Spec(A11)
    void redirected() {
        String elsewhere = streamError("<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>"
                + " [2001:db8::1]:5270 </see-other-host>");
        secured(STRICT).peer(elsewhere).edge("[redirected [2001:db8::1]:5270]", "[close]");
        secured(STRICT).peer(features(EXTERNAL)).peer(elsewhere).edge("[redirected [2001:db8::1]:5270]", "[close]");
        secured(DIALBACK_ONLY)
                .peer(features(DIALBACK))
                .peer(elsewhere)
                .edge("[redirected [2001:db8::1]:5270]", "[close]");
        play(STRICT).header(HEADER).peer(elsewhere).fails(HandshakeFailure.PEER_ERROR);
        play(STRICT).header(HEADER).peer(PLAIN_FEATURES).peer(elsewhere).fails(HandshakeFailure.TLS_REQUIRED);
        play(PLAIN_ONLY).header(HEADER).peer(features(DIALBACK)).peer(elsewhere).fails(HandshakeFailure.PEER_ERROR);
        secured(DIALBACK_ONLY)
                .peer(features(DIALBACK))
                .peer("<db:result from='xmpp.example.com' to='example.org' type='valid'/>")
                .peer(elsewhere)
                .fails(HandshakeFailure.PEER_ERROR);
        new OutboundPlay(new OutboundGoal.AskVerdict(new DialbackRequest(PAIR, "s1", "k"), MIXED))
                .header(HEADER)
                .peer(PLAIN_FEATURES)
                .peer(PROCEED)
                .tls(trusted("xmpp.example.com"))
                .header(HEADER)
                .peer(elsewhere)
                .fails(HandshakeFailure.PEER_ERROR);
    }

    @ParameterizedTest
    @DisplayName("A6: the peer's version is compared as a number too")
    @CsvSource({"1.0, modern", "1.10, modern", "01.0, modern", "2.0, refused", "x, refused", "0.9, old", "00.1, old"})
    @Spec(A6)
    void versions(String version, String outcome) {
        OutboundPlay play = play(STRICT).header("from='xmpp.example.com' id='1' version='" + version + "'");
        switch (outcome) {
            case "modern" -> play.edge().peer(PLAIN_FEATURES).edge(STARTTLS);
            case "old" -> play.fails(HandshakeFailure.TLS_REQUIRED);
            default ->
                play.edge(
                        "[failed stream: version " + version + " is not supported, 1.0 is]",
                        "[close unsupported-version]");
        }
    }

    @Test
    @DisplayName("C1, C2: the id and the features from before TLS are forgotten")
    @Spec({C1, C2})
    void knowledgeFromBeforeTls() {
        play(MIXED)
                .header("from='xmpp.example.com' to='example.org' id='before' version='1.0'")
                .peer(features("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" + EXTERNAL))
                .peer(PROCEED)
                .tls(trusted("xmpp.example.com"))
                .header(HEADER)
                .peer(features(DIALBACK))
                .edge(RESULT);
    }

    @ParameterizedTest
    @DisplayName("E2: a SASL failure that nobody knows is one like others")
    @CsvSource({"<wonder/>, wonder", "'', not-authorized", "<text>no</text>, not-authorized"})
    @Spec(E2)
    void unknownSaslFailure(String inside, String told) {
        secured(STRICT)
                .peer(features(EXTERNAL))
                .peer("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" + inside + "</failure>")
                .edge("[failed not-authorized: the peer refuses SASL EXTERNAL: " + told + "]", "[close]");
    }

    @ParameterizedTest
    @DisplayName("A1, A2, A13: what cannot be read ends the stream with that error")
    @EnumSource(
            value = StreamErrorCondition.class,
            names = {"INVALID_NAMESPACE", "NOT_WELL_FORMED", "RESTRICTED_XML", "UNSUPPORTED_ENCODING"})
    @Spec({A1, A2, A13})
    void unreadable(StreamErrorCondition condition) {
        play(STRICT)
                .on(new OutboundEvent.Unreadable(condition, "as it is"))
                .edge("[failed stream: as it is]", "[close " + condition.wire() + "]");
    }

    @Test
    @DisplayName("F5, F9: a stream that ends before it has answered is no answer")
    @Spec({F5, F9})
    void endsWithoutAnswer() {
        secured(DIALBACK_ONLY)
                .peer(features(DIALBACK))
                .on(new OutboundEvent.PeerClosed())
                .fails(HandshakeFailure.PEER_CLOSED);
        new OutboundPlay(new OutboundGoal.AskVerdict(new DialbackRequest(PAIR, "s1", "k"), PLAIN_ONLY))
                .header(HEADER)
                .peer(features(""))
                .on(new OutboundEvent.PeerClosed())
                .fails(HandshakeFailure.PEER_CLOSED);
    }

    @Test
    @DisplayName("F12: silence is bounded in every state, and only there")
    @Spec(F12)
    void timeUp() {
        play(STRICT).on(new OutboundEvent.TimeUp()).fails(HandshakeFailure.TIMEOUT);
        play(STRICT)
                .header(HEADER)
                .peer(PLAIN_FEATURES)
                .peer(PROCEED)
                .on(new OutboundEvent.TimeUp())
                .edge("[failed timeout: no TLS handshake in time]", "[abort]");
        secured(DIALBACK_ONLY)
                .peer(features(DIALBACK))
                .on(new OutboundEvent.TimeUp())
                .edge("[failed timeout: the peer did not answer in time]", "[close connection-timeout]");
        secured(DIALBACK_ONLY)
                .peer(features(DIALBACK))
                .peer("<db:result from='xmpp.example.com' to='example.org' type='valid'/>")
                .on(new OutboundEvent.TimeUp())
                .edge()
                .ready();
    }

    @Test
    @DisplayName("without bidirectional streams nothing comes back on a stream that we opened")
    @Spec(F14)
    void stanzasOnOurStream() {
        secured(DIALBACK_ONLY)
                .peer(features(DIALBACK))
                .peer("<db:result from='xmpp.example.com' to='example.org' type='valid'/>")
                .peer("<message from='a@xmpp.example.com' to='b@example.org'/>")
                .edge("[ignored]")
                .ready();
    }

    @ParameterizedTest
    @DisplayName("F9: the authority's answer counts when addresses and id are those of the question")
    @CsvSource({
        "xmpp.example.com, example.org, s1, valid, Valid[]",
        "xmpp.example.com, example.org, s1, invalid, Invalid[]",
        "xmpp.example.com, example.org, s2, valid, ",
        "xmpp.example.com, other.org, s1, valid, ",
        "evil.test, example.org, s1, valid, ",
    })
    @Spec(F9)
    void verdict(String from, String to, String id, String type, String verdict) {
        OutboundGoal goal = new OutboundGoal.AskVerdict(new DialbackRequest(PAIR, "s1", "k<1>"), MIXED);
        OutboundPlay play = new OutboundPlay(goal)
                .edge(OUR_HEADER)
                .header(HEADER)
                .peer(PLAIN_FEATURES)
                .peer(PROCEED)
                .tls(untrusted(TrustFailure.SELF_SIGNED))
                .header(HEADER)
                .peer(features(EXTERNAL))
                .edge("<db:verify from='example.org' to='xmpp.example.com' id='s1'>k&lt;1&gt;</db:verify>");
        play.peer("<db:verify from='" + from + "' to='" + to + "' id='" + id + "' type='" + type + "'/>");
        if (verdict == null) {
            play.edge("[ignored]");
        } else {
            play.edge("[verdict " + verdict + "]", "[close]");
        }
    }

    @Test
    @DisplayName("F6: an authority that answers with an error leaves the key unknown")
    @Spec(F6)
    void verdictError() {
        OutboundGoal goal = new OutboundGoal.AskVerdict(new DialbackRequest(PAIR, "s1", "k"), PLAIN_ONLY);
        new OutboundPlay(goal)
                .header(HEADER)
                .peer(features(""))
                .peer("<db:verify from='xmpp.example.com' to='example.org' id='s1' type='error'><error type='cancel'>"
                        + "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></db:verify>")
                .edge(
                        "[verdict Unknown[condition=REMOTE_SERVER_NOT_FOUND, detail=the authoritative server says"
                                + " item-not-found]]",
                        "[close]");
    }

    @Test
    @DisplayName("A8, A12: a wanted end closes in order or with a condition, in the middle of TLS without a word")
    @Spec({A8, A12})
    void endWanted() {
        secured(STRICT)
                .on(new OutboundEvent.EndWanted(null, "no longer wanted"))
                .edge("[failed stopping: no longer wanted]", "[close]");
        secured(STRICT)
                .on(new OutboundEvent.EndWanted(StreamErrorCondition.CONNECTION_TIMEOUT, "silence"))
                .edge("[failed stopping: silence]", "[close connection-timeout]");
        play(STRICT)
                .header(HEADER)
                .peer(PLAIN_FEATURES)
                .peer(PROCEED)
                .on(new OutboundEvent.EndWanted(null, "x"))
                .edge("[failed stopping: x]", "[abort]");
    }
}
