package org.rehome.lab.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.lab.RawStream;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.server.Inbox;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.XmlEvent;

/// A partner against a peer that writes what it likes.
final class InboundStreamTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity PEER = AUTHORITY.identity("peer.test");
    private static final String JULIET = "juliet@b.test";

    private final StaticNextHops table = new StaticNextHops();
    private SimulatedPartner partner = builder().start();
    private Inbox juliet = Inbox.of(partner, JULIET);

    InboundStreamTest() throws IOException {}

    private PartnerBuilder builder() {
        return SimulatedPartner.of("b.test")
                .user(JULIET)
                .identity(AUTHORITY.identity("b.test"))
                .trust(AUTHORITY.certificate())
                .dialbackSecret("s3cr3tf0rd14lb4ck")
                .nextHops(table);
    }

    private void restart(PartnerBuilder builder) throws IOException {
        partner.close();
        partner = builder.start();
        juliet = Inbox.of(partner, JULIET);
    }

    @AfterEach
    void stop() {
        partner.close();
    }

    private static String header(String attributes) {
        return "<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback'"
                + " xmlns:stream='http://etherx.jabber.org/streams' " + attributes + ">";
    }

    private static final String USUAL = header("from='peer.test' to='b.test' version='1.0'");

    private RawStream encrypted(LabIdentity identity) throws IOException {
        RawStream stream = RawStream.connect(partner.port());
        stream.send(USUAL);
        stream.header();
        assertThat(stream.element().child(Namespaces.TLS, "starttls")).isPresent();
        stream.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        assertThat(stream.element().is(Namespaces.TLS, "proceed")).isTrue();
        PartnerTls tls = new PartnerTls(identity, List.of("TLSv1.3"));
        stream.secure(tcp -> tls.client(tcp, "b.test"));
        stream.send(USUAL);
        stream.header();
        return stream;
    }

    private static String auth(String identity) {
        String encoded = Base64.getEncoder().encodeToString(identity.getBytes(StandardCharsets.UTF_8));
        return "<auth xmlns='" + Namespaces.SASL + "' mechanism='EXTERNAL'>" + encoded + "</auth>";
    }

    private RawStream authenticated() throws IOException {
        RawStream stream = encrypted(PEER);
        stream.element();
        stream.send(auth("peer.test"));
        assertThat(stream.element().is(Namespaces.SASL, "success")).isTrue();
        stream.restart();
        stream.send(USUAL);
        stream.header();
        assertThat(stream.element())
                .as("E5, A7: negotiation is finished")
                .isEqualTo(Element.of(Namespaces.STREAMS, "features"));
        return stream;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @DisplayName("RFC 6120 §4.9.1.1, A1, A2, A3, A6: a bad first header is answered by header, error and closing tag")
    @CsvSource({
        "to='b.test' version='1.0' xmlns='jabber:client', invalid-namespace",
        "to='unknown.test' version='1.0', host-unknown",
        "to='b.test' version='2.0', unsupported-version",
    })
    void badHeaders(String attributes, String condition) throws Exception {
        try (RawStream stream = RawStream.connect(partner.port())) {
            String header = header(attributes);
            boolean twice = attributes.contains("xmlns=");
            stream.send(twice ? header.replaceFirst(" xmlns='jabber:server'", "") : header);
            assertThat(stream.header().attribute("from")).contains("b.test");
            assertThat(stream.streamError()).isEqualTo(condition);
        }
    }

    @Test
    @DisplayName("RFC 6120 §4.7, A4, F2: the answering header has from, to and a fresh id, and declares dialback")
    void header() throws Exception {
        try (RawStream first = RawStream.connect(partner.port());
                RawStream second = RawStream.connect(partner.port())) {
            first.send(USUAL);
            second.send(USUAL);
            Element header = first.header();
            assertThat(header.attribute("from")).contains("b.test");
            assertThat(header.attribute("to")).contains("peer.test");
            assertThat(header.attribute("version")).contains("1.0");
            assertThat(header.attribute("id"))
                    .isNotEmpty()
                    .isNotEqualTo(second.header().attribute("id"));
        }
    }

    @Test
    @DisplayName("RFC 6120 §5.3.1, C1, C2: before STARTTLS everything else is a policy violation")
    void encryptionFirst() throws Exception {
        for (String early : List.of(
                "<message from='x@peer.test' to='" + JULIET + "'/>",
                auth("peer.test"),
                "<db:verify from='peer.test' to='b.test' id='1'>key</db:verify>")) {
            try (RawStream stream = RawStream.connect(partner.port())) {
                stream.send(USUAL + early);
                stream.header();
                assertThat(stream.streamError()).as(early).isEqualTo("policy-violation");
            }
        }
        assertThat(juliet.stanzas()).isEmpty();
    }

    @Test
    @DisplayName("RFC 6120 §5.4.3.3, C1: what comes in plain text behind starttls is never processed")
    void plainTextBehindStarttls() throws Exception {
        try (RawStream stream = RawStream.connect(partner.port())) {
            stream.send(USUAL);
            stream.header();
            stream.element();
            stream.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" + "<message from='x@peer.test' to='"
                    + JULIET + "'/>");
            stream.element();
            PartnerTls tls = new PartnerTls(PEER, List.of("TLSv1.3"));
            stream.secure(tcp -> tls.client(tcp, "b.test"));
            stream.send(USUAL + "<message from='x@peer.test' to='" + JULIET + "'/>");
            stream.header();
            assertThat(stream.streamError()).isEqualTo("not-authorized");
        }
        assertThat(juliet.stanzas()).isEmpty();
    }

    @Test
    @DisplayName("XEP-0178 §3, E1: EXTERNAL is offered to whom the certificate fits, and to nobody else")
    void offersExternal() throws Exception {
        try (RawStream good = encrypted(PEER);
                RawStream bad = encrypted(AUTHORITY.identity("other.test"))) {
            assertThat(good.element()
                            .child(Namespaces.SASL, "mechanisms")
                            .orElseThrow()
                            .elements())
                    .extracting(Element::text)
                    .containsExactly("EXTERNAL");
            assertThat(bad.element().child(Namespaces.SASL, "mechanisms")).isEmpty();
            bad.send(auth("peer.test"));
            assertThat(bad.element().elements().getFirst().name()).isEqualTo("not-authorized");
        }
    }

    @Test
    @DisplayName("RFC 6120 §6.4.5, E4: after three failures the stream is closed")
    void boundsAttempts() throws Exception {
        try (RawStream stream = encrypted(PEER)) {
            stream.element();
            for (int i = 0; i < 3; i++) {
                stream.send(auth("other.test"));
                assertThat(stream.element().elements().getFirst().name()).isEqualTo("invalid-authzid");
            }
            assertThat(stream.streamError()).isEqualTo("policy-violation");
        }
    }

    @Test
    @DisplayName("RFC 6120 §4.9.3.12, E6: a stanza before authentication is not processed")
    void authenticationFirst() throws Exception {
        try (RawStream stream = encrypted(PEER)) {
            stream.element();
            stream.send("<message from='x@peer.test' to='" + JULIET + "'/>");
            assertThat(stream.streamError()).isEqualTo("not-authorized");
        }
        assertThat(juliet.stanzas()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @DisplayName(
            "RFC 6120 §8.1.1.2, §8.1.2.2, §4.9.3.24, I1, I3: wrong addresses and unknown elements close the stream")
    @CsvSource({
        "<message from='x@peer.test'/>, improper-addressing",
        "<message to='juliet@b.test'/>, improper-addressing",
        "<message from='x@peer.test' to='@b.test'/>, improper-addressing",
        "<message from='x@other.test' to='juliet@b.test'/>, invalid-from",
        "<message from='x@sub.peer.test' to='juliet@b.test'/>, invalid-from",
        "<message from='x@peer.test' to='juliet@c.test'/>, host-unknown",
        "<letter from='x@peer.test' to='juliet@b.test'/>, unsupported-stanza-type",
        "<message xmlns='jabber:client' from='x@peer.test' to='juliet@b.test'/>, unsupported-stanza-type",
        "<!-- -->, restricted-xml",
    })
    void badStanzas(String stanza, String condition) throws Exception {
        try (RawStream stream = authenticated()) {
            stream.send(stanza);
            assertThat(stream.streamError()).isEqualTo(condition);
        }
        assertThat(juliet.stanzas()).isEmpty();
    }

    @Test
    @DisplayName("RFC 6120 §4.4, A8: what the peer sends after our closing tag is processed until it closes")
    void processesUntilPeerCloses() throws Exception {
        try (RawStream stream = authenticated()) {
            Thread stopping = Thread.ofVirtual().start(() -> {
                try {
                    partner.stop();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(stream.next()).isInstanceOf(XmlEvent.Closed.class);
            for (int i = 0; i < 100; i++) {
                stream.send("<message id='m" + i + "' from='x@peer.test' to='" + JULIET + "'/>");
            }
            stream.send("</stream:stream>");
            stream.close();
            stopping.join();
        }
        assertThat(juliet.stanzas()).hasSize(100);
    }

    @Test
    @DisplayName("RFC 6120 §4.4: the peer's closing tag is answered by ours, after all that came before it")
    void answersClosingTag() throws Exception {
        try (RawStream stream = authenticated()) {
            stream.send("<message from='x@peer.test' to='" + JULIET + "'/></stream:stream>");
            assertThat(stream.closed()).isTrue();
        }
        assertThat(juliet.stanzas()).hasSize(1);
    }

    @Test
    @DisplayName("a peer that goes silent before it is authenticated gets connection-timeout")
    void boundsNegotiation() throws Exception {
        restart(builder().timeout(Duration.ofMillis(200)));
        try (RawStream stream = RawStream.connect(partner.port())) {
            stream.send(USUAL);
            stream.header();
            assertThat(stream.streamError()).isEqualTo("connection-timeout");
        }
    }

    @Test
    @DisplayName("answers to what came in go out on the partner's own stream, never on the peer's")
    void neverAnswersOnPeersStream() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                RawStream stream = authenticated()) {
            table.set("peer.test", (InetSocketAddress) listening.getLocalSocketAddress());
            stream.send("<iq type='get' id='p' from='peer.test' to='b.test'><ping xmlns='urn:xmpp:ping'/></iq>");
            try (RawStream back = RawStream.over(listening.accept())) {
                Element header = back.header();
                assertThat(header.attribute("from")).contains("b.test");
                assertThat(header.attribute("to")).contains("peer.test");
                assertThat(header.attribute("id"))
                        .as("A4: an initiating header has no id")
                        .isEmpty();
                acceptExternal(back);
                Stanza answer = new Stanza(back.element());
                assertThat(answer.id()).isEqualTo("p");
                assertThat(answer.type()).isEqualTo("result");
                await().until(() -> partner.streams().size() == 2);
                back.send("</stream:stream>");
                assertThat(back.next()).isInstanceOf(XmlEvent.Closed.class);
            }
            stream.send("</stream:stream>");
            assertThat(stream.next()).as("nothing but the closing tag").isInstanceOf(XmlEvent.Closed.class);
        }
    }

    /// The receiving end, by hand.
    private static void acceptExternal(RawStream back) throws IOException {
        String answer =
                header("from='b.test' to='b.test' id='x1' version='1.0'").replace("from='b.test'", "from='peer.test'");
        back.send(answer + "<stream:features/>");
        assertThat(back.element().is(Namespaces.TLS, "starttls"))
                .as("C2: tried although not offered")
                .isTrue();
        back.send("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        PartnerTls tls = new PartnerTls(PEER, List.of("TLSv1.3"));
        back.secure(tls::server);
        back.header();
        back.send(answer + "<stream:features><mechanisms xmlns='" + Namespaces.SASL
                + "'><mechanism>EXTERNAL</mechanism></mechanisms></stream:features>");
        Element auth = back.element();
        assertThat(auth.text())
                .as("XEP-0178 §3, E3: with the authorization identity")
                .isEqualTo(Base64.getEncoder().encodeToString("b.test".getBytes(StandardCharsets.UTF_8)));
        back.send("<success xmlns='" + Namespaces.SASL + "'/>");
        back.restart();
        back.header();
        back.send(answer + "<stream:features/>");
    }

    @Test
    @DisplayName("XEP-0220 §2.2.2, F8: db:verify is answered without authentication, by the key alone")
    void authority() throws Exception {
        try (RawStream stream = encrypted(AUTHORITY.identity("whoever.test"))) {
            stream.element();
            String key = DialbackKey.of("s3cr3tf0rd14lb4ck", "peer.test", "b.test", "D60000229F");
            String verify = "<db:verify from='peer.test' to='%s' id='D60000229F'>%s</db:verify>";
            stream.send(verify.formatted("b.test", " " + key + "\n"));
            stream.send(verify.formatted("b.test", key.replace('0', '1')));
            stream.send(verify.formatted("unknown.test", key));
            for (String type : List.of("valid", "invalid", "error")) {
                Element answer = stream.element();
                assertThat(answer.is(Namespaces.DIALBACK, "verify")).isTrue();
                assertThat(answer.attribute("type")).contains(type);
                assertThat(answer.attribute("id")).contains("D60000229F");
                assertThat(answer.attribute("to")).contains("peer.test");
            }
        }
    }

    @Test
    @DisplayName("XEP-0220 §2.2.1, §3.1, F4, F6, F13: unknown targets, own domains and unsolicited answers")
    void dialbackRequests() throws Exception {
        restart(builder().authentication(Authentication.DIALBACK));
        try (RawStream stream = encrypted(PEER)) {
            assertThat(stream.element()
                            .child(Namespaces.DIALBACK_FEATURE, "dialback")
                            .orElseThrow()
                            .child(Namespaces.DIALBACK_FEATURE, "errors"))
                    .as("F3")
                    .isPresent();
            stream.send("<db:result from='b.test' to='peer.test' type='valid'/>");
            stream.send("<db:result from='peer.test' to='unknown.test'>key</db:result>");
            stream.send("<db:result from='b.test' to='b.test'>key</db:result>");
            stream.send("<db:result from='peer.test' to='b.test'>key</db:result>");
            for (String condition : List.of("item-not-found", "forbidden", "remote-server-not-found")) {
                Element answer = stream.element();
                assertThat(answer.attribute("type")).contains("error");
                assertThat(answer.elements().getFirst().elements().getFirst().name())
                        .isEqualTo(condition);
            }
            stream.send("<message from='x@peer.test' to='" + JULIET + "'/>");
            assertThat(stream.streamError()).isEqualTo("not-authorized");
        }
    }

    @Test
    @DisplayName("a partner that wants EXTERNAL refuses dialback requests by policy, and keeps the stream")
    void dialbackByPolicy() throws Exception {
        try (RawStream stream = encrypted(PEER)) {
            stream.element();
            stream.send("<db:result from='peer.test' to='b.test'>key</db:result>");
            Element answer = stream.element();
            assertThat(answer.elements().getFirst().elements().getFirst().name())
                    .isEqualTo("policy-violation");
            stream.send(auth("peer.test"));
            assertThat(stream.element().is(Namespaces.SASL, "success")).isTrue();
        }
        assertThat(juliet.stanzas()).isEmpty();
    }
}
