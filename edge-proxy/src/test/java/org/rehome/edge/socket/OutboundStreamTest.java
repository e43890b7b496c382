package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.A1;
import static org.rehome.conformance.Requirement.A12;
import static org.rehome.conformance.Requirement.A13;
import static org.rehome.conformance.Requirement.A14;
import static org.rehome.conformance.Requirement.A2;
import static org.rehome.conformance.Requirement.A4;
import static org.rehome.conformance.Requirement.A5;
import static org.rehome.conformance.Requirement.A9;
import static org.rehome.conformance.Requirement.B1;
import static org.rehome.conformance.Requirement.B3;
import static org.rehome.conformance.Requirement.B7;
import static org.rehome.conformance.Requirement.B8;
import static org.rehome.conformance.Requirement.C1;
import static org.rehome.conformance.Requirement.C3;
import static org.rehome.conformance.Requirement.F11;
import static org.rehome.conformance.Requirement.F2;
import static org.rehome.conformance.Requirement.F4;
import static org.rehome.conformance.Requirement.F5;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

@Timeout(value = 60, unit = SECONDS)
@DisplayName("A stream that the edge opens")
final class OutboundStreamTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity IDENTITY = AUTHORITY.identity("partner.test");
    private static final Partner PARTNER =
            World.partner("partner.test", Negotiation.Required, Negotiation.Optional, true);
    private static final String DIALBACK = "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>";

    private TestEdge edge;
    private ServerSocket server;

    @BeforeEach
    void start() throws Exception {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        edge = new TestEdge(new World().local("example.test").enabled(PARTNER).enabled("chat.partner.test"))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate())
                .start();
        edge.dns.add("host.partner.test. 60 IN A 127.0.0.1");
        for (String domain : List.of("partner.test", "chat.partner.test")) {
            edge.dns.add("_xmpp-server._tcp." + domain + ". 60 IN SRV 10 0 " + server.getLocalPort()
                    + " host.partner.test.");
        }
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
        server.close();
    }

    private CompletableFuture<Establishment> establish() {
        return establish("partner.test");
    }

    private CompletableFuture<Establishment> establish(String partner) {
        return edge.endpoint()
                .outbound()
                .establish(new DomainPair(World.domain("example.test"), World.domain(partner)));
    }

    private static StanzaStream stream(CompletableFuture<Establishment> establishing) throws Exception {
        return ((Establishment.Established) establishing.get(10, SECONDS)).stream();
    }

    private RawPeer secured() throws Exception {
        return RawPeer.acceptSecured(server, "partner.test", IDENTITY);
    }

    @Test
    @Spec({A4, A5, B8, F2})
    @DisplayName("has the same header in plain text, in TLS and after SASL: declaration, db, from and to, and no id")
    void headers() throws Exception {
        var establishing = establish();
        try (RawPeer peer = RawPeer.accept(server)) {
            String plain = peer.answerHeader("partner.test", RawPeer.STARTTLS_OFFER);
            peer.await(RawPeer.STARTTLS);
            peer.send(RawPeer.PROCEED).acceptHandshake(IDENTITY);
            String encrypted = peer.answerHeader("partner.test", RawPeer.EXTERNAL);
            peer.await("</auth>");
            peer.send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            String authenticated = peer.answerHeader("partner.test", "");
            assertThat(List.of(plain, encrypted, authenticated))
                    .containsOnly("<?xml version='1.0'?><stream:stream xmlns='jabber:server'"
                            + " xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback'"
                            + " from='example.test' to='partner.test' version='1.0' xml:lang='en'>");
            stream(establishing);
        }
    }

    @Test
    @Spec(A9)
    @DisplayName("sends no white space while it negotiates, and as keep-alive when it is ready")
    void whiteSpace() throws Exception {
        Duration quiet = Duration.ofMillis(300);
        var establishing = establish();
        try (RawPeer peer = RawPeer.accept(server)) {
            peer.answerHeader("partner.test", RawPeer.STARTTLS_OFFER);
            peer.await(RawPeer.STARTTLS);
            peer.expectNothing(quiet);
            peer.send(RawPeer.PROCEED).acceptHandshake(IDENTITY);
            peer.answerHeader("partner.test", RawPeer.EXTERNAL);
            peer.await("</auth>");
            peer.expectNothing(quiet);
            peer.send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            peer.answerHeader("partner.test", "");
            ((OutboundStream) stream(establishing)).keepAlive(50);
            assertThat(peer.await("  ")).isBlank();
        }
    }

    @Test
    @Spec(C1)
    @DisplayName("takes nothing that came in plain text behind <proceed/>")
    void plaintextInjection() throws Exception {
        var establishing = establish();
        try (RawPeer peer = RawPeer.accept(server)) {
            peer.answerHeader("partner.test", RawPeer.STARTTLS_OFFER);
            peer.await(RawPeer.STARTTLS);
            peer.send(RawPeer.PROCEED + RawPeer.answer("partner.test") + "<stream:features>" + DIALBACK
                    + "</stream:features><stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                    + "</stream:error></stream:stream>");
            peer.acceptHandshake(IDENTITY);
            peer.answerHeader("partner.test", RawPeer.EXTERNAL);
            peer.await("</auth>");
            peer.send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            peer.answerHeader("partner.test", "");
            stream(establishing);
        }
    }

    @Test
    @Spec(C3)
    @DisplayName("ends without a closing tag when the TLS handshake fails, and with one when TLS is refused")
    void noTls() throws Exception {
        var establishing = establish();
        try (RawPeer peer = RawPeer.accept(server)) {
            peer.answerHeader("partner.test", RawPeer.STARTTLS_OFFER);
            peer.await(RawPeer.STARTTLS);
            peer.send(RawPeer.PROCEED);
            // the name that is asked for (SNI) stands in plain text in the first words of TLS
            peer.await("partner.test");
            peer.send("this is no TLS");
            assertThat(peer.awaitEnd()).doesNotContain("stream");
        }
        assertThat(reason(establishing)).startsWith("tls-failed");
        establishing = establish();
        try (RawPeer peer = RawPeer.accept(server)) {
            peer.answerHeader("partner.test", RawPeer.STARTTLS_OFFER);
            peer.await(RawPeer.STARTTLS);
            peer.send("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>");
            assertThat(peer.awaitEnd()).isEqualTo("</stream:stream>");
        }
        assertThat(reason(establishing)).startsWith("tls-required");
    }

    private static String reason(CompletableFuture<Establishment> establishing) throws Exception {
        return ((Establishment.NoStream) establishing.get(10, SECONDS)).reason();
    }

    static List<String> garbage() {
        String header = RawPeer.answer("partner.test");
        return List.of(
                "not-well-formed|SSH-2.0-OpenSSH_9.2\r\n",
                "invalid-namespace|" + header.replace("jabber:server'", "jabber:client'"),
                "invalid-namespace|" + header.replace("etherx.jabber.org", "example.com"),
                "unsupported-encoding|" + header.replace("?>", " encoding='ISO-8859-1'?>"),
                "unsupported-version|" + header.replace("id='s1' version='1.0'", "id='s1' version='2.0'"),
                "restricted-xml|<!DOCTYPE x [<!ENTITY a 'b'>]>" + header,
                "restricted-xml|" + header + "<!-- x -->",
                "not-well-formed|" + header + "<stream:features></features>",
                "unsupported-feature|" + header
                        + "<stream:features><x xmlns='urn:x'><required/></x></stream:features>");
    }

    @ParameterizedTest
    @Spec({A1, A2, A13, B1, B3, B7})
    @DisplayName("ends with an error and its closing tag, behind its header, when what the peer says cannot be")
    @MethodSource("garbage")
    void garbage(String line) throws Exception {
        var establishing = establish();
        try (RawPeer peer = RawPeer.accept(server)) {
            peer.send(line.substring(line.indexOf('|') + 1));
            String condition = line.substring(0, line.indexOf('|'));
            String all = peer.await("</stream:stream>");
            assertThat(all)
                    .startsWith("<?xml version='1.0'?><stream:stream")
                    .contains("<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>")
                    .endsWith("</stream:error></stream:stream>");
            assertThat(all.split("<stream:stream", -1)).hasSize(2);
        }
        establishing.get(10, SECONDS);
    }

    @Test
    @Spec(A14)
    @DisplayName("that the peer refuses with conflict is tried again, and the pair is not given up")
    void conflict() throws Exception {
        var establishing = establish();
        try (RawPeer peer = secured()) {
            peer.answerHeader("partner.test", RawPeer.EXTERNAL);
            peer.await("</auth>");
            peer.send("<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                    + "</stream:stream>");
            assertThat(peer.await("</stream:stream>")).doesNotContain("<stream:error");
        }
        assertThat(reason(establishing)).isEqualTo("conflict: conflict");
        assertThat(edge.failures).containsExactly(HandshakeFailure.CONFLICT);
        establishing = establish();
        try (RawPeer peer = RawPeer.accept(server, "partner.test", IDENTITY, "")) {
            assertThat(stream(establishing).ended()).isNotDone();
        }
    }

    @ParameterizedTest
    @Spec(A12)
    @DisplayName("ends with system-shutdown when the edge stops, with reset when the partner is no longer enabled")
    @CsvSource({"true, system-shutdown", "false, reset"})
    void endsWithTheReason(boolean stopping, String condition) throws Exception {
        var establishing = establish();
        try (RawPeer peer = RawPeer.accept(server, "partner.test", IDENTITY, "")) {
            stream(establishing);
            var ending = end(stopping);
            assertThat(peer.await("</stream:stream>"))
                    .startsWith("<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>");
            peer.send("</stream:stream>");
            assertThat(peer.awaitEnd()).isEmpty();
            ending.get(10, SECONDS);
        }
    }

    @Test
    @Spec(A12)
    @DisplayName("ends with its closing tag alone while what it carried is not confirmed: an error could destroy that")
    void endsWithoutErrorWhileNotConfirmed() throws Exception {
        var establishing = establish();
        try (RawPeer peer = RawPeer.accept(server, "partner.test", IDENTITY, "")) {
            String stanza = "<message from='a@example.test' to='b@partner.test' id='m0'/>";
            stream(establishing).send(stanza.getBytes(StandardCharsets.UTF_8), 1, 0);
            peer.await("id='m0'/>");
            var ending = end(true);
            assertThat(peer.await("</stream:stream>")).isEqualTo("</stream:stream>");
            peer.send("</stream:stream>");
            ending.get(10, SECONDS);
        }
    }

    private CompletableFuture<Void> end(boolean stopping) {
        if (!stopping) {
            edge.world.returned(PARTNER);
            edge.endpoint().table().partnersChanged();
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(() -> {
            try {
                edge.endpoint().endStreams(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @ParameterizedTest
    @Spec({F4, F5})
    @DisplayName("is not ready before its key is valid; invalid, error and the end of the stream are told apart")
    @CsvSource(
            delimiter = '|',
            value = {
                "<db:result from='partner.test' to='example.test' type='valid'/>|Established",
                "<db:result from='partner.test' to='example.test' type='invalid'/>|Rejected",
                "<db:result from='partner.test' to='example.test' type='error'><error type='wait'><remote-server-timeout"
                        + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></db:result>|NoStream",
                "</stream:stream>|NoStream",
                "|NoStream",
            })
    void dialback(String answer, String outcome) throws Exception {
        var establishing = establish();
        try (RawPeer peer = secured()) {
            peer.answerHeader("partner.test", DIALBACK);
            assertThat(peer.await("</db:result>")).startsWith("<db:result from='example.test' to='partner.test'>");
            peer.expectNothing(Duration.ofMillis(300));
            assertThat(establishing).isNotDone();
            if (answer == null) {
                peer.close();
            } else {
                peer.send(answer);
            }
            assertThat(establishing.get(10, SECONDS).getClass().getSimpleName()).isEqualTo(outcome);
        }
    }

    @Test
    @Spec(F11)
    @DisplayName("is for one target: another domain of the partner, at the same place, has a stream of its own")
    void oneTarget() throws Exception {
        var first = establish("partner.test");
        try (RawPeer peer = RawPeer.accept(server, "partner.test", IDENTITY, "")) {
            stream(first);
            var second = establish("chat.partner.test");
            LabIdentity chat = AUTHORITY.identity("chat.partner.test");
            try (RawPeer other = RawPeer.accept(server, "chat.partner.test", chat, "")) {
                assertThat(stream(second)).isNotSameAs(stream(first));
                peer.expectNothing(Duration.ofMillis(300));
                await().until(() -> edge.streams().size() == 2);
                assertThat(edge.streams()).extracting(StreamReport::partner).contains("chat.partner.test");
            }
        }
    }
}
