package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.A8;
import static org.rehome.conformance.Requirement.H1;
import static org.rehome.conformance.Requirement.H2;
import static org.rehome.conformance.Requirement.H3;
import static org.rehome.conformance.Requirement.H4;
import static org.rehome.conformance.Requirement.H5;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

/// Our stream to a peer that says, byte for byte, what a test wants.
@DisplayName("A stream to a peer that acknowledges")
@Timeout(value = 60, unit = SECONDS)
final class AcknowledgedStreamTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity IDENTITY = AUTHORITY.identity("partner.test");
    private static final DomainPair PAIR = new DomainPair(World.domain("example.test"), World.domain("partner.test"));
    private static final String SM = "<sm xmlns='urn:xmpp:sm:3'/>";
    private static final String ENABLE = "<enable xmlns='urn:xmpp:sm:3'/>";
    private static final String ENABLED = "<enabled xmlns='urn:xmpp:sm:3' resume='true'/>";

    private final List<Integer> handled = new CopyOnWriteArrayList<>();
    private TestEdge edge;
    private ServerSocket server;

    @BeforeEach
    void start() throws Exception {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
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
    }

    private record Both(StanzaStream stream, RawPeer peer) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            peer.close();
        }
    }

    private Both managed() throws Exception {
        var establishing = edge.endpoint().outbound().establish(PAIR);
        RawPeer peer = RawPeer.accept(server, "partner.test", IDENTITY, SM);
        peer.await(ENABLE);
        peer.send(ENABLED);
        StanzaStream stream = ((Establishment.Established) establishing.get(10, SECONDS)).stream();
        assertThat(stream.acknowledged()).isTrue();
        return new Both(stream, peer);
    }

    private static byte[] messages(int from, int to) {
        StringBuilder xml = new StringBuilder();
        for (int i = from; i < to; i++) {
            xml.append("<message from='a@example.test' to='b@partner.test' id='m")
                    .append(i)
                    .append("'/>");
        }
        return xml.append("<r xmlns='urn:xmpp:sm:3'/>").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String answer(long h) {
        return "<a xmlns='urn:xmpp:sm:3' h='" + h + "'/>";
    }

    @Test
    @DisplayName("H2, H3: counts all that we sent after <enable/>, and tells each sender of his own")
    @Spec({H2, H3})
    void counts() throws Exception {
        List<Integer> other = new CopyOnWriteArrayList<>();
        try (Both both = managed()) {
            both.stream().send(messages(0, 2), 2, handled::add);
            edge.endpoint().sendIfOpen(PAIR, "<message type='error' from='b@example.test' to='a@partner.test'/>");
            both.stream().send(messages(2, 4), 2, other::add);
            both.peer().await("id='m3'/><r xmlns='urn:xmpp:sm:3'/>");
            both.peer().send(answer(1));
            await().until(() -> handled.equals(List.of(1)));
            both.peer().send(answer(4) + answer(4) + answer(5));
            await().until(() -> other.equals(List.of(1, 1)));
            assertThat(handled).containsExactly(1, 1);
        }
    }

    @Test
    @DisplayName("H3: is answered when it asks itself: nothing comes from it on our stream")
    @Spec(H3)
    void asked() throws Exception {
        try (Both both = managed()) {
            both.peer().send("<r xmlns='urn:xmpp:sm:3'/>");
            assertThat(both.peer().await(">")).isEqualTo(answer(0));
        }
    }

    @ParameterizedTest
    @DisplayName("H4: is closed when it counts what cannot be, and nothing is confirmed by that")
    @Spec(H4)
    @CsvSource({
        "h='3', undefined-condition, \"<handled-count-too-high xmlns='urn:xmpp:sm:3' h='3' send-count='2'/>\"",
        "h='2147483647', undefined-condition, handled-count-too-high",
        "h='0', policy-violation, 'stanzas acknowledged'",
        "h='4294967295', policy-violation, 'stanzas acknowledged'",
        "'', invalid-xml, acknowledgement",
        "h='many', invalid-xml, acknowledgement",
    })
    void miscounts(String h, String condition, String said) throws Exception {
        try (Both both = managed()) {
            both.stream().send(messages(0, 2), 2, handled::add);
            both.peer().await("<r xmlns='urn:xmpp:sm:3'/>");
            both.peer().send(answer(1));
            await().until(() -> handled.equals(List.of(1)));
            both.peer().send("<a xmlns='urn:xmpp:sm:3' " + h + "/>");
            assertThat(both.peer().await("</stream:stream>")).contains("<" + condition, said.replace("\"", ""));
            both.peer().send(answer(2));
            assertThat(both.stream().ended().get(10, SECONDS)).startsWith("stream: ");
            assertThat(handled).containsExactly(1);
        }
    }

    @Test
    @DisplayName("H5, A8: may acknowledge until it closes, also after our closing tag")
    @Spec({H5, A8})
    void closing() throws Exception {
        try (Both both = managed()) {
            both.stream().send(messages(0, 2), 2, handled::add);
            both.peer().await("<r xmlns='urn:xmpp:sm:3'/>");
            edge.endpoint().release(PAIR);
            both.peer().await("</stream:stream>");
            both.peer().send(answer(2) + "</stream:stream>");
            await().until(() -> handled.equals(List.of(2)));
        }
    }

    @Test
    @DisplayName("H1: that refuses is none: its stream is ready, and pings are the barrier")
    @Spec(H1)
    void refused() throws Exception {
        var establishing = edge.endpoint().outbound().establish(PAIR);
        try (RawPeer peer = RawPeer.accept(server, "partner.test", IDENTITY, SM)) {
            peer.await(ENABLE);
            peer.send("<failed xmlns='urn:xmpp:sm:3'/>");
            StanzaStream stream = ((Establishment.Established) establishing.get(10, SECONDS)).stream();
            assertThat(stream.acknowledged()).isFalse();
            peer.send(answer(7));
            peer.expectNothing(Duration.ofMillis(200));
            assertThat(stream.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("G4: between two edges each direction is acknowledged by itself, by what is durable")
    void edges() throws Exception {
        TestEdge other = new TestEdge(new World()
                        .local("partner.test")
                        .enabled(World.partner("example.test", Negotiation.Required, Negotiation.Required, true)))
                .credential("partner.test", IDENTITY)
                .trust(AUTHORITY.certificate())
                .start();
        try {
            edge.world.enabled(World.partner(
                    "partner.test", Negotiation.Required, Negotiation.Required, true, "127.0.0.1:" + other.port()));
            other.holdBack();
            StanzaStream stream = ((Establishment.Established)
                            edge.endpoint().outbound().establish(PAIR).get(10, SECONDS))
                    .stream();
            stream.send(messages(0, 5), 5, handled::add);
            await().until(() -> other.heldBack() == 5);
            assertThat(handled).isEmpty();
            other.letGo();
            await().until(() -> handled.stream().mapToInt(Integer::intValue).sum() == 5);
        } finally {
            other.close();
        }
    }
}
