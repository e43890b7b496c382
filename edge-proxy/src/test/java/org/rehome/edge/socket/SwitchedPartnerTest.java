package org.rehome.edge.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.splice.LegacyGateway;
import org.rehome.edge.splice.ProxyProtocol;
import org.rehome.edge.splice.SpliceRefusal;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

@DisplayName("The streams of a partner that is being switched")
@Timeout(value = 60, unit = SECONDS)
final class SwitchedPartnerTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity IDENTITY = AUTHORITY.identity("partner.test");
    private static final Partner PARTNER =
            World.partner("partner.test", Negotiation.Required, Negotiation.Required, true);
    private static final String HEADER = RawPeer.header("partner.test", "example.test");
    private static final Duration SOON = Duration.ofSeconds(20);

    private final World world = new World().local("example.test");
    private ServerSocket legacy;
    private TestEdge edge;

    @BeforeEach
    void listen() throws Exception {
        legacy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        legacy.setSoTimeout(20_000);
        edge = new TestEdge(world)
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate());
    }

    @AfterEach
    void close() throws Exception {
        edge.close();
        legacy.close();
    }

    private void start(Duration cutLimit) throws Exception {
        edge.legacy(new LegacyGateway(
                        "127.0.0.1",
                        legacy.getLocalPort(),
                        ProxyProtocol.NONE,
                        10_000,
                        Duration.ofSeconds(20),
                        Duration.ofMillis(50),
                        cutLimit,
                        100))
                .start();
    }

    private static String message(String id) {
        return "<message from='a@partner.test/r' to='b@example.test' id='" + id + "'/>";
    }

    /// Has proved whose it is, and waits for the answer.
    private RawPeer proved() throws Exception {
        RawPeer peer = new RawPeer(edge.port()).secure("partner.test", "example.test", IDENTITY);
        peer.send(HEADER).await("</stream:features>");
        peer.send(RawPeer.AUTH);
        return peer;
    }

    @Test
    @DisplayName("on its way here are told that they are authenticated when it has come, and not before")
    void entering() throws Exception {
        world.entering(PARTNER);
        start(SOON);
        try (RawPeer peer = proved()) {
            peer.expectNothing(Duration.ofMillis(500));
            world.enabled(PARTNER);
            edge.endpoint().partnersChanged();
            peer.await("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            peer.send(HEADER).await("</stream:features>");
            peer.send(message("m0"));
            await().atMost(SOON).until(() -> edge.published().size() == 1);
        }
    }

    @Test
    @DisplayName("on its way here end when it has gone back, and were never told that they are authenticated")
    void enteringInVain() throws Exception {
        world.entering(PARTNER);
        start(SOON);
        try (RawPeer peer = proved()) {
            peer.expectNothing(Duration.ofMillis(300));
            world.returned(PARTNER);
            edge.endpoint().partnersChanged();
            assertThat(peer.awaitEnd()).endsWith("</stream:stream>").doesNotContain("<success");
        }
        assertThat(edge.methods).isEmpty();
    }

    @Test
    @DisplayName("RFC 6120 §4.9.3.3: on its way here that wait for longer than cut-limit end with <conflict/>")
    void enteringForTooLong() throws Exception {
        world.entering(PARTNER);
        start(Duration.ofMillis(500));
        try (RawPeer peer = proved()) {
            assertThat(peer.awaitEnd()).contains("<conflict").doesNotContain("<success");
        }
        assertThat(edge.failures).containsExactly(HandshakeFailure.STILL_SPLICED);
    }

    @Test
    @DisplayName("on its way back end in order, and are told as ended when all that they brought is durable")
    void leaving() throws Exception {
        world.enabled(PARTNER);
        start(SOON);
        try (RawPeer peer = new RawPeer(edge.port()).authenticate("partner.test", "example.test", IDENTITY)) {
            edge.holdBack();
            peer.send(message("m0"));
            await().atMost(SOON).until(() -> edge.heldBack() == 1);
            world.leaving(PARTNER);
            edge.endpoint().partnersChanged();
            // RFC 6120 §4.4: what is on its way until the peer's own closing tag still counts
            assertThat(peer.await("</stream:stream>")).contains("<stream:error><reset ");
            peer.send(message("m1") + "</stream:stream>");
            await().atMost(SOON).until(() -> edge.heldBack() == 2);
            await().during(Duration.ofMillis(300)).atMost(SOON).until(edge.splices.streamsEnded::isEmpty);
            edge.letGo();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(edge.splices.streamsEnded).containsExactly("partner.test 2"));
        }
        assertThat(edge.published()).hasSize(2);
    }

    @Test
    @DisplayName("on its way back are told as ended at once when there are none")
    void nothingToLeave() throws Exception {
        world.enabled(PARTNER);
        start(SOON);
        world.leaving(PARTNER);
        edge.endpoint().partnersChanged();
        assertThat(edge.splices.streamsEnded).containsExactly("partner.test 2");
    }

    /// A new connection of the partner while it is on its way back; nothing of it has gone anywhere.
    private Socket atTheDoor() throws Exception {
        world.leaving(PARTNER);
        start(SOON);
        Socket partner = new Socket(InetAddress.getLoopbackAddress(), edge.port());
        partner.setSoTimeout(500);
        partner.getOutputStream().write((HEADER + "<more/>").getBytes(UTF_8));
        assertThatThrownBy(() -> partner.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        partner.setSoTimeout(20_000);
        assertThat(edge.endpoint().splices().count()).isZero();
        return partner;
    }

    @Test
    @DisplayName("on its way back: a new connection waits, and is passed through whole when the partner has returned")
    void waitsForTheLegacyGateway() throws Exception {
        try (Socket partner = atTheDoor()) {
            world.returned(PARTNER);
            edge.endpoint().partnersChanged();
            try (Socket behind = legacy.accept()) {
                behind.setSoTimeout(20_000);
                String all = HEADER + "<more/>";
                assertThat(new String(behind.getInputStream().readNBytes(all.length()), UTF_8))
                        .isEqualTo(all);
            }
        }
    }

    @Test
    @DisplayName("on its way back: a new connection that waits ends here when the partner stays after all")
    void waitsForTheEdge() throws Exception {
        try (Socket partner = atTheDoor()) {
            world.enabled(PARTNER);
            edge.endpoint().partnersChanged();
            String opening = new String(partner.getInputStream().readNBytes(21), UTF_8);
            assertThat(opening).isEqualTo("<?xml version='1.0'?>");
        }
        assertThat(edge.endpoint().splices().count()).isZero();
    }

    @Test
    @DisplayName("on its way back: a new connection that waits for longer than cut-limit is refused in words")
    void waitsTooLong() throws Exception {
        world.leaving(PARTNER);
        start(Duration.ofMillis(500));
        try (RawPeer peer = new RawPeer(edge.port())) {
            assertThat(peer.send(HEADER).awaitEnd()).contains("connection-timeout", "being switched");
        }
        assertThat(edge.splices.refusals).containsExactly(SpliceRefusal.SWITCHING);
    }
}
