package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.A1;
import static org.rehome.conformance.Requirement.A10;
import static org.rehome.conformance.Requirement.A12;
import static org.rehome.conformance.Requirement.A15;
import static org.rehome.conformance.Requirement.A16;
import static org.rehome.conformance.Requirement.A3;
import static org.rehome.conformance.Requirement.A4;
import static org.rehome.conformance.Requirement.A5;
import static org.rehome.conformance.Requirement.A6;
import static org.rehome.conformance.Requirement.A7;
import static org.rehome.conformance.Requirement.A8;
import static org.rehome.conformance.Requirement.C1;
import static org.rehome.conformance.Requirement.C10;
import static org.rehome.conformance.Requirement.C2;
import static org.rehome.conformance.Requirement.C3;
import static org.rehome.conformance.Requirement.C5;
import static org.rehome.conformance.Requirement.D1;
import static org.rehome.conformance.Requirement.E1;
import static org.rehome.conformance.Requirement.E2;
import static org.rehome.conformance.Requirement.E4;
import static org.rehome.conformance.Requirement.E5;
import static org.rehome.conformance.Requirement.E6;
import static org.rehome.conformance.Requirement.F13;
import static org.rehome.edge.negotiation.InboundPlay.trusted;
import static org.rehome.edge.negotiation.InboundPlay.untrusted;

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
import org.rehome.xmpp.stream.StreamErrorCondition;

final class InboundHandshakeTest {
    private static final String STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private static final String STARTTLS_OFFER = "<stream:features><starttls"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>";
    private static final String PROCEED = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private static final String EXTERNAL_OFFER = "<stream:features><mechanisms"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms></stream:features>";
    private static final String FROM = "to='example.test' from='partner.test' version='1.0'";
    private static final String AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>";

    private final World world = new World()
            .local("example.test")
            .local("other.example.test")
            .enabled("partner.test")
            .legacy("legacy.test")
            .enabled(World.partner("mixed.test", Negotiation.Required, Negotiation.Optional, true));

    private InboundPlay play() {
        return new InboundPlay(world);
    }

    private InboundPlay secured(PeerCertificate certificate) {
        return play().header(FROM).peer(STARTTLS).tls(certificate);
    }

    private static String failure(String condition) {
        return "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><" + condition + "/></failure>";
    }

    @Test
    @DisplayName(
            "C1, E1, E5: STARTTLS, EXTERNAL, a header after each with a new id, in the end nothing left to negotiate")
    @Spec({A4, A7, C1, E1, E5})
    void external() {
        play().header(FROM)
                .edge("<stream from=example.test to=partner.test id=id1 version=1.0>", STARTTLS_OFFER)
                .peer(STARTTLS)
                .edge(PROCEED, "[tls example.test]")
                .tls(trusted("partner.test"))
                .edge()
                .header(FROM)
                .edge("<stream from=example.test to=partner.test id=id2 version=1.0>", EXTERNAL_OFFER)
                .peer(AUTH + "cGFydG5lci50ZXN0</auth>")
                .edge(
                        "[authenticated example.test>partner.test EXTERNAL]",
                        "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
                        "[restart]")
                .header(FROM)
                .edge(
                        "<stream from=example.test to=partner.test id=id3 version=1.0>",
                        "<stream:features><sm xmlns='urn:xmpp:sm:3'/></stream:features>")
                .peer("<message from='a@partner.test' to='b@example.test'/>")
                .edge("[accept message example.test>partner.test]");
    }

    @ParameterizedTest
    @DisplayName("A3: a header to nobody here")
    @CsvSource({"nobody.test, HOST_UNKNOWN", "'a b', IMPROPER_ADDRESSING", "user@example.test, IMPROPER_ADDRESSING"})
    @Spec(A3)
    void wrongTo(String to, StreamErrorCondition condition) {
        play().header("to='" + to + "' from='partner.test' version='1.0'").refuses(condition);
    }

    @Test
    @DisplayName(
            "A3, RFC 6120 §4.9.3.5: a header to a domain that was ours before is host-gone, until it is ours again")
    @Spec(A3)
    void formerTo() {
        World world = new World().local("example.test").local("old.test").enabled("partner.test");
        String header = "to='old.test' from='partner.test' version='1.0'";
        world.locals.remove("domain/old.test");
        new InboundPlay(world).header(header).refuses(StreamErrorCondition.HOST_GONE);
        world.local("old.test");
        new InboundPlay(world)
                .header(header)
                .edge("<stream from=old.test to=partner.test id=id1 version=1.0>", STARTTLS_OFFER);
    }

    @Test
    @DisplayName("A3: a header without to is improper where several domains are served, else meant for the one")
    @Spec(A3)
    void withoutTo() {
        play().header("from='partner.test' version='1.0'").refuses(StreamErrorCondition.IMPROPER_ADDRESSING);
        new InboundPlay(new World().local("example.test").enabled("partner.test"))
                .header("from='partner.test' version='1.0'")
                .edge("<stream from=example.test to=partner.test id=id1 version=1.0>", STARTTLS_OFFER);
    }

    @Test
    @DisplayName("A16: the answer to an unknown to names one of our domains, or none while there is none")
    @Spec(A16)
    void ourNameInRefusals() {
        assertThat(play().header("to='nobody.test' from='partner.test' version='1.0'")
                        .lines()
                        .getFirst())
                .startsWith("<stream from=example.test to=partner.test id=id1");
        assertThat(new InboundPlay(new World())
                        .header("to='example.test' from='partner.test' version='1.0'")
                        .lines()
                        .getFirst())
                .startsWith("<stream from=null to=partner.test id=id1");
    }

    @Test
    @DisplayName("A15: an id in the initiator's header is ignored")
    @Spec(A15)
    void idIgnored() {
        play().header(FROM + " id='mine'")
                .edge("<stream from=example.test to=partner.test id=id1 version=1.0>", STARTTLS_OFFER);
    }

    @ParameterizedTest
    @DisplayName("A6: versions are compared as integers, the lower is answered")
    @CsvSource({"1.0, 1.0", "1.10, 1.0", "01.0, 1.0", "1.0000000000, 1.0", "2.0, refused", "12.1, refused", "x, refused"
    })
    @Spec(A6)
    void versions(String version, String answer) {
        InboundPlay play = play().header("to='example.test' from='partner.test' version='" + version + "'");
        if (answer.equals("refused")) {
            play.refuses(StreamErrorCondition.UNSUPPORTED_VERSION);
        } else {
            play.edge("<stream from=example.test to=partner.test id=id1 version=" + answer + ">", STARTTLS_OFFER);
        }
    }

    @ParameterizedTest
    @DisplayName(
            "A6: a peer without version, or of one before 1.0, gets none back, no features, no way round encryption")
    @ValueSource(strings = {"", "version='0.9'", "version='00.9'"})
    @Spec(A6)
    void withoutVersion(String version) {
        play().header("to='example.test' from='partner.test' " + version)
                .edge(
                        "<stream from=example.test to=partner.test id=id1 version=null>",
                        "[fail policy-violation tls-required]")
                .closed();
    }

    @Test
    @DisplayName("A6, A7: a peer without version that needs no encryption gets a header and no features")
    @Spec({A6, A7})
    void withoutVersionInPlainText() {
        world.enabled(World.partner("plain.test", Negotiation.NotSupported, Negotiation.NotSupported, true));
        play().header("to='example.test' from='plain.test'")
                .edge("<stream from=example.test to=plain.test id=id1 version=null>")
                .open();
    }

    @ParameterizedTest
    @DisplayName("only enabled partners get in, and nobody speaks for a domain of ours")
    @CsvSource({"legacy.test", "stranger.test", "other.example.test"})
    @Spec(F13)
    void notAdmitted(String from) {
        play().header("to='example.test' from='" + from + "' version='1.0'")
                .edge(
                        "<stream from=example.test to=" + from + " id=id1 version=1.0>",
                        "[fail policy-violation not-admitted]")
                .closed();
    }

    @Test
    @DisplayName("A5: the from before TLS is forgotten; the one after TLS counts, and must be admitted")
    @Spec({A5, C1})
    void fromAfterTls() {
        secured(trusted("mixed.test"))
                .header("to='example.test' from='mixed.test' version='1.0'")
                .open();
        secured(trusted("legacy.test"))
                .header("to='example.test' from='legacy.test' version='1.0'")
                .refuses(StreamErrorCondition.POLICY_VIOLATION);
    }

    @Test
    @DisplayName("A5, C1: a from that is not said again after TLS is not known any more")
    @Spec({A5, C1})
    void fromOnlyBeforeTls() {
        play().header("to='example.test' from='mixed.test' version='1.0'")
                .peer(STARTTLS)
                .tls(trusted("mixed.test"))
                .header("to='example.test' version='1.0'")
                .edge(
                        "<stream from=example.test to=null id=id2 version=1.0>",
                        "<stream:features><dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>"
                                + "</stream:features>")
                .peer(AUTH + "bWl4ZWQudGVzdA==</auth>")
                .edge(failure("not-authorized"));
    }

    @ParameterizedTest
    @DisplayName("A5: after SASL another from, or none, or another to is refused")
    @ValueSource(
            strings = {
                "to='example.test' from='mixed.test' version='1.0'",
                "to='example.test' version='1.0'",
                "to='other.example.test' from='partner.test' version='1.0'"
            })
    @Spec(A5)
    void pairAfterSasl(String header) {
        secured(trusted("partner.test", "mixed.test"))
                .header(FROM)
                .peer(AUTH + "=</auth>")
                .header(header)
                .refuses(StreamErrorCondition.INVALID_FROM);
    }

    @Test
    @DisplayName("A1: what cannot be read before any header is answered with header, error and close")
    @Spec(A1)
    void unreadableAtOnce() {
        play().unreadable(StreamErrorCondition.NOT_WELL_FORMED)
                .edge("<stream from=example.test to=null id=id1 version=1.0>", "[fail not-well-formed stream]")
                .closed();
    }

    @Test
    @DisplayName("A7, E6: a stream that is not authenticated in time is closed; one that is, is not")
    @Spec(E6)
    void timeUp() {
        play().on(new InboundEvent.TimeUp()).refuses(StreamErrorCondition.CONNECTION_TIMEOUT);
        play().header(FROM).on(new InboundEvent.TimeUp()).refuses(StreamErrorCondition.CONNECTION_TIMEOUT);
        play().header(FROM).peer(STARTTLS).on(new InboundEvent.TimeUp()).edge("[abort timeout]");
        secured(trusted("partner.test")).on(new InboundEvent.TimeUp()).refuses(StreamErrorCondition.CONNECTION_TIMEOUT);
        secured(trusted("partner.test"))
                .header(FROM)
                .peer(AUTH + "=</auth>")
                .header(FROM)
                .on(new InboundEvent.TimeUp())
                .edge()
                .open();
    }

    @ParameterizedTest
    @DisplayName("C2: where encryption is required, anything else before it is a policy violation")
    @CsvSource(
            delimiter = '|',
            value = {
                "<message from='a@partner.test' to='b@example.test'/>|[fail policy-violation tls-required]",
                "<iq xmlns='urn:x'/>|[fail policy-violation tls-required]",
                "<presence from='a@partner.test' to='b@example.test'/>|[fail policy-violation tls-required]",
                "<enable xmlns='urn:xmpp:sm:3'/>|[fail policy-violation tls-required]",
                "<bidi xmlns='urn:xmpp:bidi'/>|[fail policy-violation tls-required]",
            })
    @Spec(C2)
    void plainElements(String xml, String line) {
        play().header(FROM).peer(xml).edge(line).closed();
    }

    @Test
    @DisplayName("C2: an early <auth/> gets encryption-required")
    @Spec(C2)
    void earlyAuth() {
        play().header(FROM)
                .peer(AUTH + "=</auth>")
                .edge(failure("encryption-required"))
                .open();
    }

    @Test
    @DisplayName("C1, C3: STARTTLS is not offered again after TLS; asked for again it fails and the stream ends")
    @Spec({C1, C3})
    void starttlsTwice() {
        secured(trusted("partner.test"))
                .header(FROM)
                .peer(STARTTLS)
                .edge("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "[finish close]")
                .closed();
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: direct TLS comes before the first header, and what follows is what follows STARTTLS")
    void direct() {
        play().on(new InboundEvent.TlsBegun())
                .edge()
                .tls(trusted("partner.test"))
                .edge()
                .header(FROM)
                .edge("<stream from=example.test to=partner.test id=id1 version=1.0>", EXTERNAL_OFFER)
                .open();
        play().on(new InboundEvent.TlsBegun())
                .on(new InboundEvent.TimeUp())
                .edge("[abort timeout]")
                .closed();
    }

    @Test
    @DisplayName("C3: STARTTLS that is not to be had is answered with failure and the end of the stream")
    @Spec(C3)
    void starttlsRefused() {
        world.enabled(World.partner("plain.test", Negotiation.NotSupported, Negotiation.NotSupported, true));
        play().header("to='example.test' from='plain.test' version='1.0'")
                .peer(STARTTLS)
                .edge("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "[finish close]")
                .closed();
    }

    @Test
    @DisplayName("a domain of ours without a certificate cannot be spoken to, and the error says so")
    void noCertificate() {
        world.withoutCertificate.add(World.domain("example.test"));
        play().header(FROM)
                .edge(
                        "<stream from=example.test to=partner.test id=id1 version=1.0>",
                        "[fail internal-server-error no-certificate]");
    }

    @ParameterizedTest
    @DisplayName(
            "D8: each failure of a certificate keeps EXTERNAL from being offered; without dialback the stream ends")
    @EnumSource(TrustFailure.class)
    void untrustedCertificates(TrustFailure failure) {
        secured(untrusted(failure))
                .header(FROM)
                .edge(
                        "<stream from=example.test to=partner.test id=id2 version=1.0>",
                        "[fail policy-violation untrusted-certificate]");
        play().header("to='example.test' from='mixed.test' version='1.0'")
                .peer(STARTTLS)
                .tls(untrusted(failure))
                .header("to='example.test' from='mixed.test' version='1.0'")
                .edge(
                        "<stream from=example.test to=mixed.test id=id2 version=1.0>",
                        "<stream:features><dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>"
                                + "</stream:features>");
    }

    @Test
    @DisplayName("D1, E1: a trusted certificate of another domain proves nothing")
    @Spec({D1, E1})
    void wrongName() {
        secured(trusted("elsewhere.test")).header(FROM).refuses(StreamErrorCondition.POLICY_VIOLATION);
        secured(new PeerCertificate.Absent()).header(FROM).refuses(StreamErrorCondition.POLICY_VIOLATION);
    }

    @Test
    @Spec(C10)
    @DisplayName(
            "C10: a certificate that expires resets the stream, whatever its state; what is on its way is still taken")
    void expired() {
        InboundPlay established = secured(trusted("partner.test"))
                .header(FROM)
                .peer(AUTH + "=</auth>")
                .header(FROM);
        established.certificateExpires().edge("[begin close reset: as it is]");
        established
                .peer("<message from='a@partner.test' to='b@example.test'/>")
                .edge("[accept message example.test>partner.test]");
        established.certificateExpires().edge();
        secured(trusted("partner.test"))
                .header(FROM)
                .certificateExpires()
                .edge("[fail reset untrusted-certificate]")
                .closed();
        secured(trusted("partner.test")).certificateExpires().refuses(StreamErrorCondition.RESET);
    }

    @Test
    @DisplayName("E1: EXTERNAL stands first, dialback behind it where the settings allow both")
    @Spec(E1)
    void order() {
        play().header("to='example.test' from='mixed.test' version='1.0'")
                .peer(STARTTLS)
                .tls(trusted("mixed.test"))
                .header("to='example.test' from='mixed.test' version='1.0'")
                .edge(
                        "<stream from=example.test to=mixed.test id=id2 version=1.0>",
                        "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                                + "<mechanism>EXTERNAL</mechanism></mechanisms>"
                                + "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>"
                                + "</stream:features>");
    }

    @ParameterizedTest
    @DisplayName("E2: what an authorization identity may be")
    @CsvSource({
        "=, success",
        "cGFydG5lci50ZXN0, success",
        "UEFSVE5FUi50ZXN0, success",
        "b3RoZXIudGVzdA==, invalid-authzid",
        "YSBi, invalid-authzid",
        "cGFydG5lci50ZXN0=, incorrect-encoding",
        "cGFyd G5lci50ZXN0, incorrect-encoding",
        "***, incorrect-encoding",
        "=cGFydG5lci50ZXN0, incorrect-encoding",
        "cGFy=G5lci50ZXN0, incorrect-encoding",
        "==, incorrect-encoding",
        "cGFydG5lci50ZXN0LW==LW==, incorrect-encoding",
        "cGFydG5lci50ZXN0\u00e4\u00e4\u00e4\u00e4, incorrect-encoding",
        "/////w==, invalid-authzid",
        "YUBwYXJ0bmVyLnRlc3Q=, invalid-authzid",
    })
    @Spec(E2)
    void authorizationIdentities(String text, String outcome) {
        InboundPlay play = secured(trusted("partner.test")).header(FROM).peer(AUTH + text + "</auth>");
        if (outcome.equals("success")) {
            assertThat(play.lines()).first().isEqualTo("[authenticated example.test>partner.test EXTERNAL]");
        } else {
            play.edge(failure(outcome)).open();
        }
    }

    @Test
    @DisplayName("E2: another mechanism, and <abort/>")
    @Spec(E2)
    void otherMechanism() {
        secured(trusted("partner.test"))
                .header(FROM)
                .peer("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGEAYg==</auth>")
                .edge(failure("invalid-mechanism"))
                .peer("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
                .edge(failure("aborted"))
                .open();
    }

    @Test
    @DisplayName("E2: without an initial response it is asked for (RFC 6120 §6.4.2)")
    @Spec(E2)
    void withoutInitialResponse() {
        secured(trusted("partner.test"))
                .header(FROM)
                .peer("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'/>")
                .edge("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
                .peer("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>cGFydG5lci50ZXN0</response>");
        secured(trusted("partner.test"))
                .header(FROM)
                .peer("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>cGFydG5lci50ZXN0</response>")
                .edge(failure("not-authorized"));
    }

    @Test
    @DisplayName("E4: a second <auth/> begins anew, and so does one after <abort/>")
    @Spec(E4)
    void startedAnew() {
        String empty = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'/>";
        InboundPlay play = secured(trusted("partner.test")).header(FROM);
        play.peer(empty).edge("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        play.peer(empty).edge("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        play.peer("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>").edge(failure("aborted"));
        play.peer("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>=</response>")
                .edge(failure("not-authorized"))
                .open();
        play.peer(AUTH + "=</auth>");
        assertThat(play.lines()).first().isEqualTo("[authenticated example.test>partner.test EXTERNAL]");
    }

    @Test
    @DisplayName("E4: three failed attempts, then policy-violation")
    @Spec({E4, E6})
    void attempts() {
        InboundPlay play = secured(trusted("partner.test")).header(FROM);
        play.peer(AUTH + "b3RoZXIudGVzdA==</auth>").open();
        play.peer(AUTH + "b3RoZXIudGVzdA==</auth>").open();
        play.peer(AUTH + "b3RoZXIudGVzdA==</auth>")
                .edge(failure("invalid-authzid"), "[fail policy-violation not-authorized]")
                .closed();
    }

    @Test
    @DisplayName("E1: EXTERNAL that was not offered is not accepted")
    @Spec({E1, E2})
    void notOffered() {
        play().header("to='example.test' from='mixed.test' version='1.0'")
                .peer(STARTTLS)
                .tls(untrusted(TrustFailure.EXPIRED))
                .header("to='example.test' from='mixed.test' version='1.0'")
                .peer(AUTH + "=</auth>")
                .edge(failure("not-authorized"))
                .open();
    }

    @Test
    @DisplayName("E1: a partner that was returned in the meantime is not let in by the features that it was offered")
    void returnedMeanwhile() {
        InboundPlay play = secured(trusted("partner.test")).header(FROM);
        world.returned(World.partner("partner.test", Negotiation.Required, Negotiation.Required, true));
        play.peer(AUTH + "=</auth>").edge(failure("not-authorized"));
    }

    @Test
    @DisplayName("A10: after the peer's stream error nothing of it is processed")
    @Spec(A10)
    void peerError() {
        InboundPlay play = secured(trusted("partner.test"))
                .header(FROM)
                .peer(AUTH + "=</auth>")
                .header(FROM);
        play.peer("<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>")
                .edge("[ignored]", "[finish close]")
                .closed();
        play.peer("<message from='a@partner.test' to='b@example.test'/>").edge();
    }

    @Test
    @DisplayName("A8: after our closing tag stanzas are still accepted, until the peer has closed")
    @Spec({A7, A8, A12})
    void draining() {
        InboundPlay play = secured(trusted("partner.test"))
                .header(FROM)
                .peer(AUTH + "=</auth>")
                .header(FROM);
        play.on(new InboundEvent.EndWanted(true)).edge("[begin close system-shutdown]");
        play.peer("<message from='a@partner.test' to='b@example.test'/>")
                .edge("[accept message example.test>partner.test]");
        play.peer("<message from='a@evil.test' to='b@example.test'/>")
                .edge("[ignored]", "[finish close]")
                .closed();
        InboundPlay other = secured(trusted("partner.test"))
                .header(FROM)
                .peer(AUTH + "=</auth>")
                .header(FROM);
        other.on(new InboundEvent.EndWanted(false))
                .edge("[begin close reset]")
                .on(new InboundEvent.PeerClosed())
                .edge("[finish close]")
                .closed();
    }

    @Test
    @DisplayName("A12: a stream that is not authenticated is ended with system-shutdown or reset")
    @Spec(A12)
    void endUnauthenticated() {
        play().header(FROM).on(new InboundEvent.EndWanted(true)).refuses(StreamErrorCondition.SYSTEM_SHUTDOWN);
        play().on(new InboundEvent.EndWanted(false)).refuses(StreamErrorCondition.RESET);
        play().header(FROM).peer(STARTTLS).on(new InboundEvent.EndWanted(true)).edge("[abort stopping]");
    }

    @Test
    @DisplayName("A8: the peer's closing tag is answered when all is durable")
    @Spec(A8)
    void peerCloses() {
        secured(trusted("partner.test"))
                .header(FROM)
                .on(new InboundEvent.PeerClosed())
                .edge("[finish close]")
                .closed();
    }
}
