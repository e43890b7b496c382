package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.C4;
import static org.rehome.conformance.Requirement.C5;
import static org.rehome.conformance.Requirement.C8;
import static org.rehome.edge.socket.RawPeer.header;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.PairPath;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.splice.LegacyGateway;
import org.rehome.edge.splice.ProxyProtocol;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

/// TLS from the first byte on (XEP-0368), in both directions.
@Timeout(value = 60, unit = SECONDS)
final class DirectTlsTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity IDENTITY = AUTHORITY.identity("partner.test");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String EXTERNAL =
            "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms>";

    private TestEdge edge;
    private int direct;

    @BeforeEach
    void start() throws Exception {
        edge = new TestEdge(new World()
                        .local("example.test")
                        .local("second.test")
                        .enabled(World.partner("partner.test", Negotiation.Required, Negotiation.Required, true)))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .credential("second.test", AUTHORITY.identity("second.test"))
                .trust(AUTHORITY.certificate())
                .start();
        direct = edge.bindDirect();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private int port(String where) {
        return where.equals("direct") ? direct : edge.port();
    }

    @ParameterizedTest
    @Spec({C5, C8})
    @DisplayName(
            "C5, C8: a peer that begins with TLS is served on either port, by the certificate of the name it asks for")
    @CsvSource({"direct, example.test", "direct, second.test", "usual, example.test", "usual, second.test"})
    void inbound(String where, String local) throws Exception {
        try (RawPeer peer = new RawPeer(port(where)).direct(local, IDENTITY, "xmpp-client", "xmpp-server")) {
            assertThat(peer.tls().getApplicationProtocol()).isEqualTo("xmpp-server");
            assertThat(peer.tls().getSession().getPeerCertificates()[0].toString())
                    .contains(local);
            peer.send(header("partner.test", local));
            assertThat(peer.await("</stream:features>"))
                    .contains("<mechanism>EXTERNAL</mechanism>")
                    .doesNotContain("starttls");
            peer.send(RawPeer.AUTH);
            peer.await("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            peer.send(header("partner.test", local));
            peer.await("</stream:features>");
            peer.send("<message from='a@partner.test' to='b@" + local + "' id='m1'/>");
            await().until(() -> edge.published().size() == 1);
            assertThat(edge.streams()).singleElement().satisfies(stream -> assertThat(stream.tls())
                    .isEqualTo("TLSv1.3"));
        }
    }

    @ParameterizedTest
    @Spec(C5)
    @DisplayName(
            "C5: a client that offers no application protocol, or asks for no name or a strange one, is served too")
    @CsvSource({"example.test,", ", xmpp-server", "nobody.test, xmpp-server", ","})
    void liberal(@Nullable String name, @Nullable String application) throws Exception {
        String[] applications = application == null ? new String[0] : new String[] {application};
        try (RawPeer peer = new RawPeer(direct).direct(name, IDENTITY, applications)) {
            peer.send(header("partner.test", "example.test"));
            peer.await("<mechanism>EXTERNAL</mechanism>");
        }
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: a client that offers other application protocols only gets the alert no_application_protocol")
    void otherApplication() throws Exception {
        try (RawPeer peer = new RawPeer(direct)) {
            assertThatThrownBy(() -> peer.direct("example.test", IDENTITY, "h2", "xmpp-client"))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("no_application_protocol");
        }
        await().until(() -> edge.failures.contains(HandshakeFailure.TLS_FAILED));
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: <starttls/> inside TLS fails, and the stream ends")
    void noStartTls() throws Exception {
        try (RawPeer peer = new RawPeer(direct).direct("example.test", IDENTITY, "xmpp-server")) {
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            peer.send(RawPeer.STARTTLS);
            assertThat(peer.awaitEnd()).isEqualTo("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>");
        }
    }

    @ParameterizedTest
    @Spec(C5)
    @DisplayName("C5: what is no TLS on the port for it ends the connection without a word, and is counted")
    @ValueSource(
            strings = {
                "<?xml version='1.0'?><stream:stream>",
                "GET / HTTP/1.1\r\n\r\n",
                "\u0016\u0003\u0001\u0000\u0000"
            })
    void noTls(String words) throws Exception {
        try (RawPeer peer = new RawPeer(direct)) {
            assertThat(peer.send(words).awaitEnd()).doesNotContain("stream");
        }
        await().untilAsserted(() -> assertThat(edge.failures).containsExactly(HandshakeFailure.TLS_FAILED));
        await().until(() -> edge.endpoint().connections() == 0);
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: a ClientHello that comes byte by byte is read all the same, and one that breaks off is forgotten")
    void slowHello() throws Exception {
        byte[] hello = OldHello.of(3);
        try (RawPeer peer = new RawPeer(direct)) {
            for (byte each : hello) {
                peer.send(new byte[] {each});
            }
            assertThat(peer.readBytes(1)[0]).isEqualTo((byte) 22);
        }
        try (RawPeer peer = new RawPeer(direct)) {
            peer.send(new byte[] {22, 3, 1, 1});
            peer.close();
        }
        await().until(() -> edge.endpoint().connections() == 0);
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: a ClientHello that never ends costs no more time than a stream may take to be authenticated")
    void endlessHello() throws Exception {
        try (TestEdge hurried = new TestEdge(new World().local("example.test").enabled("partner.test"))
                .establishment(Duration.ofSeconds(1))
                .start()) {
            for (int port : List.of(hurried.bindDirect(), hurried.port())) {
                try (RawPeer peer = new RawPeer(port)) {
                    peer.send(new byte[] {22, 3, 1, 1});
                    assertThat(peer.awaitEnd()).isEmpty();
                }
            }
            await().until(() -> hurried.endpoint().connections() == 0);
            assertThat(hurried.failures).containsExactly(HandshakeFailure.TIMEOUT, HandshakeFailure.TIMEOUT);
        }
    }

    @Test
    @Spec(C4)
    @DisplayName("C4: TLS 1.1 is refused here too, and renegotiation ends the connection")
    void versions() throws Exception {
        try (RawPeer peer = new RawPeer(direct)) {
            peer.send(OldHello.of(2));
            assertThat(peer.readBytes(7)).endsWith(2, 70);
            assertThat(peer.awaitEnd()).isEmpty();
        }
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.secure("partner.test", "example.test", IDENTITY, "TLSv1.2");
            assertThatThrownBy(() -> {
                        peer.tls().startHandshake();
                        peer.send(header("partner.test", "example.test"));
                        peer.await("never");
                    })
                    .isInstanceOfAny(SSLException.class, AssertionError.class, IOException.class)
                    .satisfies(failure ->
                            assertThat(String.valueOf(failure.getMessage())).doesNotContain("nothing came"));
        }
        await().until(() -> edge.endpoint().connections() == 0);
    }

    @Test
    @DisplayName("a connection to the port for TLS that comes before the edge is ready waits, and is served then")
    void waits() throws Exception {
        try (TestEdge late = new TestEdge(new World().local("example.test").enabled("partner.test"))
                .credential("example.test", AUTHORITY.identity("example.test"))) {
            late.bind(0);
            try (RawPeer peer = new RawPeer(late.bindDirect())) {
                CompletableFuture<RawPeer> secured = new CompletableFuture<>();
                Thread.ofVirtual().start(() -> {
                    try {
                        secured.complete(peer.direct("example.test", null, "xmpp-server"));
                    } catch (Exception e) {
                        secured.completeExceptionally(e);
                    }
                });
                await().until(() -> late.endpoint().connections() == 1);
                assertThat(secured).isNotDone();
                late.endpoint().open();
                assertThat(secured.get(10, SECONDS).tls().getApplicationProtocol())
                        .isEqualTo("xmpp-server");
            }
        }
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: in front of a legacy gateway that has no partner any more, the usual port serves direct TLS too")
    void behindTheDoorway() throws Exception {
        LegacyGateway gateway = new LegacyGateway(
                "127.0.0.1",
                1,
                ProxyProtocol.NONE,
                10_000,
                Duration.ofSeconds(10),
                Duration.ofMillis(50),
                Duration.ofSeconds(10),
                10);
        try (TestEdge front = new TestEdge(new World().local("example.test").enabled("partner.test"))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate())
                .legacy(gateway)
                .start()) {
            try (RawPeer peer = new RawPeer(front.port()).direct("example.test", IDENTITY, "xmpp-server")) {
                peer.send(header("partner.test", "example.test"));
                peer.await("</stream:features>");
            }
        }
    }

    private void srv(String record, ServerSocket server) throws IOException {
        edge.dns
                .add(record + ".partner.test. 60 IN SRV 10 0 " + server.getLocalPort() + " host.partner.test.")
                .add("host.partner.test. 60 IN A 127.0.0.1");
    }

    @ParameterizedTest
    @Spec(C5)
    @DisplayName("C5: to a target of _xmpps-server TLS comes at once, with the domain as SNI and xmpp-server as ALPN")
    @ValueSource(strings = {"xmpp-server", ""})
    void outbound(String known) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            srv("_xmpps-server._tcp", server);
            PairPath path = edge.path("example.test", "partner.test");
            CompletableFuture<Establishment> establishment = establish(path);
            String[] applications = known.isEmpty() ? new String[0] : new String[] {known};
            try (RawPeer peer = RawPeer.acceptDirect(server, "TLSv1.3", IDENTITY, applications)) {
                ExtendedSSLSession session = (ExtendedSSLSession) peer.tls().getSession();
                assertThat(session.getRequestedServerNames()).isEqualTo(List.of(new SNIHostName("partner.test")));
                assertThat(peer.tls().getApplicationProtocol()).isEqualTo(known);
                peer.answerHeader("partner.test", EXTERNAL);
                peer.await("</auth>");
                peer.send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
                peer.answerHeader("partner.test", "");
                assertThat(establishment.get(10, SECONDS)).isInstanceOf(Establishment.Established.class);
            }
        }
    }

    @Test
    @Spec(C4)
    @DisplayName("C4: a server that asks for renegotiation loses the connection")
    void renegotiatingServer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            srv("_xmpps-server._tcp", server);
            CompletableFuture<Establishment> establishment = establish(edge.path("example.test", "partner.test"));
            try (RawPeer peer = RawPeer.acceptDirect(server, "TLSv1.2", IDENTITY)) {
                peer.await("version='1.0'");
                assertThatThrownBy(() -> {
                            peer.tls().startHandshake();
                            peer.answerHeader("partner.test", EXTERNAL);
                            peer.await("</auth>");
                        })
                        .isInstanceOfAny(IOException.class, AssertionError.class)
                        .satisfies(failure ->
                                assertThat(String.valueOf(failure.getMessage())).doesNotContain("nothing came"));
            }
            assertThat(establishment.get(10, SECONDS)).isInstanceOf(Establishment.NoStream.class);
        }
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: to a target of _xmpp-server a header comes first, and STARTTLS asks for no application protocol")
    void outboundStartTls() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            srv("_xmpp-server._tcp", server);
            CompletableFuture<Establishment> establishment = establish(edge.path("example.test", "partner.test"));
            try (RawPeer peer = RawPeer.accept(server, "partner.test", IDENTITY, "")) {
                assertThat(peer.tls().getApplicationProtocol()).isEmpty();
                assertThat(establishment.get(10, SECONDS)).isInstanceOf(Establishment.Established.class);
            }
        }
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: two edges, by direct TLS and dialback in both directions")
    void twoEdges() throws Exception {
        edge.world.enabled(World.partner("partner.test", Negotiation.Required, Negotiation.NotSupported, true));
        try (TestEdge other = new TestEdge(new World()
                        .local("partner.test")
                        .enabled(World.partner("example.test", Negotiation.Required, Negotiation.NotSupported, true)))
                .credential("partner.test", IDENTITY)
                .start()) {
            edge.dns
                    .add("_xmpps-server._tcp.partner.test. 60 IN SRV 1 0 " + other.bindDirect() + " host.test.")
                    .add("host.test. 60 IN A 127.0.0.1");
            other.dns
                    .add("_xmpps-server._tcp.example.test. 60 IN SRV 1 0 " + direct + " host.test.")
                    .add("host.test. 60 IN A 127.0.0.1");
            assertThat(establish(edge.path("example.test", "partner.test")).get(20, SECONDS))
                    .isInstanceOf(Establishment.Established.class);
            assertThat(establish(other.path("partner.test", "example.test")).get(20, SECONDS))
                    .isInstanceOf(Establishment.Established.class);
        }
    }

    private static CompletableFuture<Establishment> establish(PairPath path) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return path.establish(SOON).orElseThrow();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
