package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.K7;
import static org.rehome.conformance.Requirement.K8;
import static org.rehome.edge.socket.RawPeer.header;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.negotiation.World;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// Peers that go on too slowly, or not at all: whatever they do costs a bounded time, and what is held for them is
/// bounded too.
@Timeout(value = 90, unit = SECONDS)
final class StuckPeersTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity PARTNER = AUTHORITY.identity("partner.test");
    private static final int SMALL_WINDOW = 4096;

    private TestEdge edge;

    @BeforeEach
    void prepare() throws Exception {
        edge = new TestEdge(new World().local("example.test").enabled("partner.test"))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate());
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
    }

    private RawPeer peer() throws IOException {
        return new RawPeer(edge.port());
    }

    private static Partner quiet() {
        return new Partner(
                World.domain("partner.test"),
                List.of(),
                null,
                PartnerType.Federated,
                Negotiation.Required,
                Negotiation.Required,
                true,
                false,
                20,
                null);
    }

    @Test
    @DisplayName("K8: a header that comes a byte at a time has no more time than any other")
    @Spec(K8)
    void drip() throws Exception {
        edge.establishment(Duration.ofSeconds(2)).start();
        byte[] header = header("partner.test", "example.test").getBytes(StandardCharsets.US_ASCII);
        long begin = System.nanoTime();
        try (RawPeer peer = peer()) {
            int sent = 0;
            while (peer.send(new byte[] {header[sent]}).isQuiet(Duration.ofMillis(50))) {
                sent++;
            }
            assertThat(sent).isLessThan(header.length);
            assertThat(peer.awaitEnd()).contains("<connection-timeout").endsWith("</stream:stream>");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    @DisplayName("K8: zero window: a peer that asks and does not read is left, long before its time is up")
    @Spec(K8)
    void readsNoAnswers() throws Exception {
        edge.establishment(Duration.ofMinutes(10)).start();
        byte[] questions = "<db:verify from='partner.test' to='example.test' id='1'>k</db:verify>"
                .repeat(200)
                .getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(SMALL_WINDOW);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port()));
            socket.getOutputStream()
                    .write(header("partner.test", "example.test").getBytes(StandardCharsets.US_ASCII));
            // the operating systems' buffers are a few megabytes
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            socket.getOutputStream().write(questions);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> edge.endpoint().connections() == 0);
    }

    @Test
    @DisplayName("K8: zero window: a partner that takes nothing of our stream is left in bounded time")
    @Spec(K8)
    void takesNothing() throws Exception {
        edge.start();
        try (ServerSocket server = new ServerSocket()) {
            server.setReceiveBufferSize(SMALL_WINDOW);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            edge.world.enabled(World.partner(
                    "partner.test",
                    Negotiation.Required,
                    Negotiation.Required,
                    true,
                    "127.0.0.1:" + server.getLocalPort()));
            var attempt = edge.endpoint().outbound().establish(pair());
            try (RawPeer peer = RawPeer.accept(server, "partner.test", PARTNER, "")) {
                Establishment.Established established = (Establishment.Established) attempt.get(10, SECONDS);
                StanzaStream stream = established.stream();
                byte[] much = "<message from='a@example.test' to='b@partner.test'/>"
                        .repeat(200_000)
                        .getBytes(StandardCharsets.US_ASCII);
                stream.send(much, 200_000, 0);
                // nothing answers what is behind it
                stream.end(StreamErrorCondition.CONNECTION_TIMEOUT, "a ping was not answered");
                assertThat(stream.ended().get(5, SECONDS)).contains("ping");
                await().atMost(Duration.ofSeconds(15))
                        .until(() -> edge.streams().isEmpty());
                assertThat(peer.tls().isClosed()).isFalse();
            }
        }
    }

    private static org.rehome.edge.partner.DomainPair pair() {
        return new org.rehome.edge.partner.DomainPair(World.domain("example.test"), World.domain("partner.test"));
    }

    @Test
    @DisplayName(
            "K7, K8: half-open: a stream of which nothing comes for the idle time is closed in order, and then gone")
    @Spec({K7, K8})
    void halfOpen() throws Exception {
        edge.idle(Duration.ofMillis(800)).start();
        try (RawPeer peer = peer().authenticate("partner.test", "example.test", PARTNER)) {
            // white space is a sign of life
            for (int i = 0; i < 10; i++) {
                assertThat(peer.send(" ").isQuiet(Duration.ofMillis(200))).isTrue();
            }
            assertThat(peer.await("</stream:stream>")).doesNotContain("error");
            // it does not close its side, as a peer that is gone
            await().atMost(Duration.ofSeconds(10)).until(() -> edge.streams().isEmpty());
        }
    }

    @Test
    @DisplayName("enableKeepAlive: a partner that need not send keep-alives may be silent")
    void mayBeSilent() throws Exception {
        edge.idle(Duration.ofMillis(200)).start();
        edge.world.enabled(quiet());
        try (RawPeer peer = peer().authenticate("partner.test", "example.test", PARTNER)) {
            assertThat(peer.isQuiet(Duration.ofMillis(1_500))).isTrue();
        }
    }
}
