package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.A1;
import static org.rehome.conformance.Requirement.A10;
import static org.rehome.conformance.Requirement.A13;
import static org.rehome.conformance.Requirement.A15;
import static org.rehome.conformance.Requirement.A16;
import static org.rehome.conformance.Requirement.A2;
import static org.rehome.conformance.Requirement.A3;
import static org.rehome.conformance.Requirement.A4;
import static org.rehome.conformance.Requirement.A9;
import static org.rehome.conformance.Requirement.B1;
import static org.rehome.conformance.Requirement.B11;
import static org.rehome.conformance.Requirement.B13;
import static org.rehome.conformance.Requirement.B2;
import static org.rehome.conformance.Requirement.B3;
import static org.rehome.conformance.Requirement.B5;
import static org.rehome.conformance.Requirement.B7;
import static org.rehome.conformance.Requirement.B8;
import static org.rehome.conformance.Requirement.C1;
import static org.rehome.conformance.Requirement.C3;
import static org.rehome.conformance.Requirement.E6;
import static org.rehome.conformance.Requirement.E7;
import static org.rehome.conformance.Requirement.I1;
import static org.rehome.conformance.Requirement.K1;
import static org.rehome.conformance.Requirement.K3;
import static org.rehome.conformance.Requirement.K5;
import static org.rehome.conformance.Requirement.K8;
import static org.rehome.edge.socket.RawPeer.STARTTLS;
import static org.rehome.edge.socket.RawPeer.header;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.World;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

@Timeout(value = 60, unit = SECONDS)
final class HostilePeersTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity PARTNER = AUTHORITY.identity("partner.test");
    private static final Pattern ID = Pattern.compile("<stream:stream[^>]* id='([^']+)'");

    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = new TestEdge(new World()
                        .local("example.test")
                        .enabled("partner.test")
                        .enabled(World.partner("mixed.test", Negotiation.Required, Negotiation.Optional, true)))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate())
                .establishment(Duration.ofSeconds(2))
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
    }

    private RawPeer peer() throws IOException {
        return new RawPeer(edge.port());
    }

    static List<String> garbage() {
        String header = header("partner.test", "example.test");
        return List.of(
                "not-well-formed|GET / HTTP/1.1\r\n\r\n",
                "unsupported-encoding|\u0000\u0001\u0002",
                "not-well-formed|\u0001\u0002",
                "invalid-namespace|<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
                        + " to='example.test' version='1.0'>",
                "invalid-namespace|<stream:stream xmlns='jabber:server' xmlns:stream='urn:x' to='example.test'>",
                "restricted-xml|<!DOCTYPE x [<!ENTITY a 'b'>]>" + header,
                "restricted-xml|" + header + "<!-- x -->",
                "restricted-xml|" + header + "<?pi x?>",
                "restricted-xml|" + header + "<message>&a;</message>",
                "not-well-formed|" + header + "<message></presence>",
                "not-well-formed|" + header + "<message><x:y/></message>",
                "bad-format|" + header + "text",
                "host-unknown|" + header("partner.test", "nobody.test"),
                "improper-addressing|" + header("partner.test", "a@b@c"),
                "policy-violation|" + header("stranger.test", "example.test"));
    }

    @ParameterizedTest
    @DisplayName("A1, A2, B1-B7, B11: garbage gets our header, the stream error and the close, and ends the connection")
    @MethodSource("garbage")
    @Spec({A1, A2, A3, A13, A15, A16, B1, B2, B3, B5, B7, B11})
    void garbage(String line) throws Exception {
        String condition = line.substring(0, line.indexOf('|'));
        try (RawPeer peer = peer()) {
            String answer = peer.send(line.substring(line.indexOf('|') + 1)).awaitEnd();
            assertThat(answer)
                    .startsWith("<?xml version='1.0'?><stream:stream")
                    .contains("xmlns:db='jabber:server:dialback'", "xml:lang='en'", " id='", " from='example.test'")
                    .contains("<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>")
                    .endsWith("</stream:stream>");
            assertThat(answer.split("<stream:stream", -1)).hasSize(2);
        }
        assertThat(edge.published()).isEmpty();
    }

    @Test
    @DisplayName("A1: the error reaches a peer that goes on sending a megabyte")
    @Spec(A1)
    void errorIsNotLost() throws Exception {
        try (RawPeer peer = peer()) {
            byte[] bytes = new byte[1024 * 1024];
            new Random(5269).nextBytes(bytes);
            bytes[0] = 'x';
            peer.send(bytes);
            assertThat(peer.awaitEnd()).endsWith("</stream:error></stream:stream>");
        }
    }

    @Test
    @DisplayName("K5, B13: before authentication an element of more than 10 000 bytes ends the stream while it comes")
    @Spec({B13, K5})
    void overLong() throws Exception {
        try (RawPeer peer = peer()) {
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            peer.send("<message><body>" + "a".repeat(20_000));
            assertThat(peer.awaitEnd())
                    .contains("<policy-violation", "<stanza-too-big xmlns='urn:xmpp:errors'/>")
                    .endsWith("</stream:stream>");
        }
        try (RawPeer peer = peer()) {
            peer.send("<stream:stream " + "a".repeat(20_000));
            assertThat(peer.awaitEnd()).contains("<policy-violation").endsWith("</stream:stream>");
        }
    }

    @ParameterizedTest
    @DisplayName("K8: slow headers, slow handshakes and silence end after the time for the handshake")
    @Spec({K8, E6})
    @CsvSource({"0", "1", "2"})
    void slow(int stage) throws Exception {
        long begin = System.nanoTime();
        try (RawPeer peer = peer()) {
            switch (stage) {
                case 0 -> peer.send("<?xml version='1.0'?><stream:st");
                case 1 -> peer.send(header("partner.test", "example.test"));
                default -> {
                    peer.send(header("partner.test", "example.test"));
                    peer.await("</stream:features>");
                    peer.send(STARTTLS);
                    peer.await("<proceed");
                }
            }
            String answer = peer.awaitEnd();
            if (stage < 2) {
                assertThat(answer).contains("<connection-timeout").endsWith("</stream:stream>");
            } else {
                // in the middle of a TLS handshake no word can be said (RFC 6120 §5.4.3.2)
                assertThat(answer).doesNotContain("stream");
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(8));
        await().untilAsserted(() -> assertThat(edge.failures).contains(HandshakeFailure.TIMEOUT));
    }

    @Test
    @DisplayName("C1: a stanza in the same segment as <starttls/> is never processed")
    @Spec(C1)
    void plaintextInjection() throws Exception {
        try (RawPeer peer = peer()) {
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            peer.send(STARTTLS + "<message from='a@partner.test' to='b@example.test' id='injected'/>"
                    + header("partner.test", "example.test"));
            peer.await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            peer.handshake(PARTNER);
            peer.send(header("partner.test", "example.test"));
            assertThat(peer.await("</stream:features>")).contains("EXTERNAL");
            peer.send(RawPeer.AUTH);
            peer.await("<success");
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            peer.send("<message from='a@partner.test' to='b@example.test' id='proper'/>");
            await().until(() -> !edge.published().isEmpty());
            assertThat(edge.publishedXml()).singleElement().asString().contains("proper");
        }
    }

    @Test
    @DisplayName("E6, K3: a stanza before authentication is not processed, in plain text and in TLS")
    @Spec({E6, K3})
    void unauthenticatedStanza() throws Exception {
        String stanza = "<message from='a@partner.test' to='b@example.test'/>";
        try (RawPeer peer = peer()) {
            peer.send(header("partner.test", "example.test") + stanza);
            assertThat(peer.awaitEnd()).contains("<policy-violation").endsWith("</stream:stream>");
        }
        try (RawPeer peer = peer()) {
            peer.secure("partner.test", "example.test", PARTNER);
            peer.send(header("partner.test", "example.test") + stanza);
            assertThat(peer.awaitEnd()).contains("<not-authorized").endsWith("</stream:stream>");
        }
        assertThat(edge.published()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("I1: a wrong from or to on an authenticated stream ends it")
    @Spec({I1, A10, E7})
    @CsvSource({
        "a@evil.test, b@example.test, invalid-from",
        "a@partner.test, b@evil.test, host-unknown",
        "a@@partner.test, b@example.test, improper-addressing",
    })
    void wrongAddresses(String from, String to, String condition) throws Exception {
        try (RawPeer peer = peer()) {
            peer.authenticate("partner.test", "example.test", PARTNER);
            peer.send("<message from='a@partner.test' to='b@example.test' id='good'/><message from='" + from + "' to='"
                    + to + "' id='bad'/><message from='a@partner.test' to='b@example.test' id='after'/>");
            assertThat(peer.awaitEnd()).contains("<" + condition + " ").endsWith("</stream:stream>");
        }
        assertThat(edge.publishedXml()).singleElement().asString().contains("good");
    }

    @Test
    @DisplayName("A4: every header has another id, and no id tells the next")
    @Spec({A4, B8})
    void ids() throws Exception {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(seen.add(StreamIds.next())).isTrue();
        }
        List<String> three = new ArrayList<>();
        try (RawPeer peer = peer()) {
            peer.send(header("partner.test", "example.test"));
            three.add(id(peer.await("</stream:features>")));
            peer.send(STARTTLS);
            peer.await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            peer.handshake(PARTNER);
            peer.send(header("partner.test", "example.test"));
            three.add(id(peer.await("</stream:features>")));
            peer.send(RawPeer.AUTH);
            peer.await("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            peer.send(header("partner.test", "example.test"));
            three.add(id(peer.await("</stream:features>")));
        }
        assertThat(three).doesNotHaveDuplicates().allMatch(each -> each.length() == 32);
    }

    private static String id(String xml) {
        assertThat(xml).contains("<?xml version='1.0'?><stream:stream ");
        Matcher matcher = ID.matcher(xml);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    @DisplayName("C3, C4: what is no TLS, or too old, ends the connection without a word, and is counted")
    @Spec(C3)
    void noTls() throws Exception {
        try (RawPeer peer = peer()) {
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            peer.send(STARTTLS);
            peer.await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            peer.send("<message from='a@partner.test' to='b@example.test'/>");
            assertThat(peer.awaitEnd()).doesNotContain("stream");
        }
        await().untilAsserted(() -> assertThat(edge.failures).containsExactly(HandshakeFailure.TLS_FAILED));
        assertThat(edge.published()).isEmpty();
    }

    @Test
    @DisplayName("C3: STARTTLS that is refused is answered with failure, our closing tag and the end of the connection")
    @Spec(C3)
    void starttlsRefused() throws Exception {
        edge.world.enabled(World.partner("plain.test", Negotiation.NotSupported, Negotiation.NotSupported, true));
        try (RawPeer peer = peer()) {
            peer.send(header("plain.test", "example.test"));
            assertThat(peer.await("</stream:features>")).doesNotContain("starttls");
            peer.send(STARTTLS);
            assertThat(peer.awaitEnd()).isEqualTo("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>");
        }
    }

    @Test
    @DisplayName("A9: a peer that is silent for longer than a handshake may take keeps its stream")
    @Spec(A9)
    void silence() throws Exception {
        try (RawPeer peer = peer()) {
            peer.authenticate("partner.test", "example.test", PARTNER);
            peer.expectNothing(Duration.ofMillis(2_500));
            peer.send("<message from='a@partner.test' to='b@example.test' id='late'/>");
            await().until(() -> edge.published().size() == 1);
        }
    }

    @Test
    @DisplayName("C4: renegotiation ends the connection at once")
    void renegotiation() throws Exception {
        try (RawPeer peer = peer()) {
            peer.secure("partner.test", "example.test", PARTNER, "TLSv1.2");
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            assertThatThrownBy(() -> {
                        peer.tls().startHandshake();
                        peer.send(" ");
                        peer.await("never");
                    })
                    .isInstanceOfAny(SSLException.class, AssertionError.class, IOException.class)
                    .satisfies(failure ->
                            assertThat(String.valueOf(failure.getMessage())).doesNotContain("nothing came"));
        }
        await().until(() -> edge.streams().isEmpty());
    }

    @Test
    @DisplayName("K1: above the bound a connection is closed before a stream exists")
    @Spec(K1)
    void tooMany() throws Exception {
        edge.close();
        edge = new TestEdge(new World().local("example.test").enabled("partner.test"))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .bounds(10, 3)
                .start();
        List<RawPeer> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RawPeer peer = peer();
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            peers.add(peer);
        }
        try (RawPeer peer = peer()) {
            assertThat(peer.awaitEnd()).isEmpty();
        }
        peers.removeFirst().close();
        await().until(() -> edge.endpoint().connections() == 2);
        try (RawPeer peer = peer()) {
            peer.send(header("partner.test", "example.test"));
            assertThat(peer.await("</stream:features>")).contains("starttls");
        }
        for (RawPeer each : peers) {
            each.close();
        }
    }

    @Test
    @DisplayName("connectionLimit: a partner gets no more streams than it may have, and its place is free again")
    void connectionLimit() throws Exception {
        List<RawPeer> peers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            peers.add(peer().authenticate("partner.test", "example.test", PARTNER));
        }
        try (RawPeer peer = peer()) {
            peer.secure("partner.test", "example.test", PARTNER);
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            peer.send(RawPeer.AUTH);
            assertThat(peer.awaitEnd())
                    .contains("<policy-violation", "20 streams")
                    .doesNotContain("<success");
        }
        peers.removeFirst().close();
        await().until(() -> edge.endpoint().connections() == 19);
        peers.add(peer().authenticate("partner.test", "example.test", PARTNER));
        for (RawPeer each : peers) {
            each.close();
        }
    }

    @Test
    @DisplayName("a port in use ends the start, and the message names the setting")
    void portInUse() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestEdge second = new TestEdge(new World())) {
            assertThatThrownBy(() -> second.bind(other.getLocalPort()))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("rehome.edge.s2s-port")
                    .hasMessageContaining(Integer.toString(other.getLocalPort()));
        }
    }

    @Test
    @DisplayName("connections that come before the edge is ready wait, and are served then")
    void earlyConnections() throws Exception {
        try (TestEdge late = new TestEdge(new World())) {
            late.credential("example.test", AUTHORITY.identity("example.test"));
            int port = late.bind(0);
            try (RawPeer peer = new RawPeer(port)) {
                peer.send(header("partner.test", "example.test"));
                late.world.local("example.test").enabled("partner.test");
                late.endpoint().open();
                assertThat(peer.await("</stream:features>")).contains("starttls");
            }
        }
    }

    @Test
    @DisplayName("many half-open connections with partial headers do not keep others out, and are gone in time")
    @Spec({K8, K1})
    void manyHalfOpen() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port());
            socket.getOutputStream().write("<stream:stream ".getBytes(StandardCharsets.US_ASCII));
            sockets.add(socket);
        }
        try (RawPeer peer = peer()) {
            peer.authenticate("partner.test", "example.test", PARTNER);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> edge.endpoint().connections() == 0);
        for (Socket each : sockets) {
            each.close();
        }
    }
}
