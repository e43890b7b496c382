package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.A11;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

@Timeout(value = 60, unit = SECONDS)
@Spec(A11)
@DisplayName("<see-other-host/> (RFC 6120 §4.9.3.19)")
final class RedirectionTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity IDENTITY = AUTHORITY.identity("partner.test");

    private TestEdge edge;
    private ServerSocket server;
    private ServerSocket other;

    @BeforeEach
    void start() throws Exception {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        edge = new TestEdge(new World()
                        .local("example.test")
                        .enabled(World.partner("partner.test", Negotiation.Required, Negotiation.Required, true)))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate())
                .start();
        edge.dns
                .add("_xmpp-server._tcp.partner.test. 60 IN SRV 10 0 " + server.getLocalPort() + " host.partner.test.")
                .add("host.partner.test. 60 IN A 127.0.0.1");
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
        server.close();
        other.close();
    }

    private CompletableFuture<Establishment> establish() {
        return edge.endpoint()
                .outbound()
                .establish(new DomainPair(World.domain("example.test"), World.domain("partner.test")));
    }

    private static String reason(CompletableFuture<Establishment> establishing) throws Exception {
        return ((Establishment.NoStream) establishing.get(20, SECONDS)).reason();
    }

    private static String to(String place) {
        return "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>" + place
                + "</see-other-host></stream:error></stream:stream>";
    }

    private static String place(ServerSocket where) {
        return "127.0.0.1:" + where.getLocalPort();
    }

    /// Sends the next connection elsewhere, inside TLS.
    ///
    /// @return the edge's header there
    private static String redirect(ServerSocket from, String place) throws Exception {
        try (RawPeer peer = RawPeer.acceptSecured(from, "partner.test", IDENTITY)) {
            String header = peer.await("<stream:stream") + peer.await(">");
            peer.send(RawPeer.answer("partner.test") + to(place));
            assertThat(peer.await("</stream:stream>")).isEqualTo("</stream:stream>");
            return header;
        }
    }

    @Test
    @DisplayName("is followed, to the same domain")
    void isFollowed() throws Exception {
        var establishing = establish();
        String header = redirect(server, " " + place(other) + "\n");
        try (RawPeer peer = RawPeer.acceptSecured(other, "partner.test", IDENTITY)) {
            assertThat(peer.answerHeader("partner.test", RawPeer.EXTERNAL))
                    .isEqualTo(header)
                    .contains("to='partner.test'");
            peer.await("</auth>");
            peer.send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            peer.answerHeader("partner.test", "");
            assertThat(establishing.get(10, SECONDS)).isInstanceOf(Establishment.Established.class);
        }
    }

    @Test
    @DisplayName("leads to no host that does not prove the domain")
    void samePolicy() throws Exception {
        var establishing = establish();
        redirect(server, place(other));
        LabIdentity foreign = AUTHORITY.identity("elsewhere.test");
        try (RawPeer peer = RawPeer.acceptSecured(other, "partner.test", foreign)) {
            peer.answerHeader("partner.test", RawPeer.EXTERNAL);
            assertThat(peer.await("</stream:stream>")).doesNotContain("<auth");
        }
        assertThat(reason(establishing)).startsWith("untrusted-certificate: wrong-name");
    }

    @Test
    @DisplayName("that leads round in a circle is given up after three times")
    void circle() throws Exception {
        List<String> headers = new CopyOnWriteArrayList<>();
        var establishing = establish();
        for (int i = 0; i < 4; i++) {
            headers.add(redirect(server, place(server)));
        }
        assertThat(reason(establishing))
                .isEqualTo("see-other-host: redirected 4 times, now to \"" + place(server) + "\"");
        assertThat(headers).hasSize(4).containsOnly(headers.getFirst());
        await().until(() -> edge.streams().isEmpty());
    }

    @Test
    @DisplayName("is followed by a probe too, which tells of it")
    void isFollowedByProbes() throws Exception {
        CompletableFuture<Prober.Found> probing = probe();
        // whether anybody is there is tried first
        server.accept().close();
        redirect(server, place(other));
        try (RawPeer peer = RawPeer.acceptSecured(other, "partner.test", IDENTITY)) {
            peer.answerHeader("partner.test", RawPeer.EXTERNAL);
            peer.await("</auth>");
            peer.send("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>");
            peer.await("</stream:stream>");
        }
        server.close();
        List<ProbeStep> steps = probing.get(60, SECONDS).steps().all();
        assertThat(steps)
                .as("%s", steps)
                .extracting(ProbeStep::step, ProbeStep::reason, ProbeStep::detail)
                .contains(tuple("stream", "ok", "header and features; redirected to " + place(other)))
                .contains(
                        tuple("authentication", "external-refused", "the peer refuses SASL EXTERNAL: not-authorized"));
    }

    @Test
    @DisplayName("that leads round in a circle is given up by a probe too")
    void circleOfProbes() throws Exception {
        CompletableFuture<Prober.Found> probing = probe();
        // whether anybody is there is tried first
        server.accept().close();
        for (int i = 0; i < 4; i++) {
            redirect(server, place(server));
        }
        server.close();
        List<ProbeStep> steps = probing.get(60, SECONDS).steps().all();
        assertThat(steps)
                .as("%s", steps)
                .extracting(ProbeStep::step, ProbeStep::reason, ProbeStep::detail)
                .contains(tuple(
                        "authentication",
                        "stream-refused",
                        "see-other-host: redirected 4 times, now to \"" + place(server) + "\""));
        await().until(() -> edge.streams().isEmpty());
    }

    private CompletableFuture<Prober.Found> probe() {
        DomainPair pair = new DomainPair(World.domain("example.test"), World.domain("partner.test"));
        CompletableFuture<Prober.Found> found = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                found.complete(edge.endpoint()
                        .prober()
                        .probe(pair, edge.world.partners.find(pair.partner()).orElseThrow(), target -> false));
            } catch (InterruptedException | RuntimeException e) {
                found.completeExceptionally(e);
            }
        });
        return found;
    }

    @Test
    @DisplayName("in plain text is not followed")
    void beforeTls() throws Exception {
        var establishing = establish();
        try (RawPeer peer = RawPeer.accept(server)) {
            peer.await("<stream:stream");
            peer.send(RawPeer.answer("partner.test") + to(place(other)));
            assertThat(peer.await("</stream:stream>")).doesNotContain("<stream:error");
        }
        assertThat(reason(establishing)).isEqualTo("peer-error: see-other-host");
    }

    @Test
    @DisplayName("to no place, or to where nobody is, is told as that")
    void nowhere() throws Exception {
        int free;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = closed.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        for (String place : List.of("", "a b:c", "[::", "127.0.0.1:" + free)) {
            var establishing = establish();
            redirect(server, place);
            assertThat(reason(establishing)).as(place).isNotBlank();
        }
    }
}
