package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.H1;
import static org.rehome.conformance.Requirement.H2;
import static org.rehome.conformance.Requirement.H3;
import static org.rehome.conformance.Requirement.H4;
import static org.rehome.conformance.Requirement.H5;
import static org.rehome.conformance.Requirement.H6;
import static org.rehome.conformance.Requirement.K6;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

@DisplayName("A peer that enabled stream management")
@Timeout(value = 60, unit = SECONDS)
final class AcknowledgementTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity IDENTITY = AUTHORITY.identity("partner.test");
    private static final Partner PARTNER =
            World.partner("partner.test", Negotiation.Required, Negotiation.Required, true);
    private static final String ENABLE = "<enable xmlns='urn:xmpp:sm:3'/>";
    private static final String REQUEST = "<r xmlns='urn:xmpp:sm:3'/>";

    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = edge().start();
    }

    private static TestEdge edge() throws Exception {
        return new TestEdge(new World().local("example.test").enabled(PARTNER))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate())
                .acknowledgement(Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
    }

    private RawPeer authenticated() throws Exception {
        return new RawPeer(edge.port()).authenticate("partner.test", "example.test", IDENTITY);
    }

    private RawPeer managed() throws Exception {
        RawPeer peer = authenticated().send(ENABLE);
        peer.await("<enabled xmlns='urn:xmpp:sm:3'/>");
        return peer;
    }

    private static String messages(int from, int to) {
        StringBuilder xml = new StringBuilder();
        for (int i = from; i < to; i++) {
            xml.append("<message from='a@partner.test/r' to='b@example.test' id='m" + i + "'/>");
        }
        return xml.toString();
    }

    private static String answer(long h) {
        return "<a xmlns='urn:xmpp:sm:3' h='" + h + "'/>";
    }

    @Test
    @DisplayName("H2: has its stanzas counted from <enable/> on, also those before <enabled/>, and nothing else")
    @Spec(H2)
    void counts() throws Exception {
        try (RawPeer peer = authenticated()) {
            peer.send(messages(0, 3) + ENABLE + messages(3, 5) + REQUEST);
            assertThat(peer.await(">")).isEqualTo("<enabled xmlns='urn:xmpp:sm:3'/>");
            assertThat(peer.await(">")).isEqualTo(answer(2));
            peer.send(" " + messages(5, 6) + REQUEST);
            assertThat(peer.await(">")).isEqualTo(answer(3));
            peer.send(REQUEST);
            assertThat(peer.await(">")).isEqualTo(answer(3));
        }
        assertThat(edge.published()).hasSize(6);
    }

    @Test
    @DisplayName("H3: is answered when all that it had sent is durable, in whatever order the writes come through")
    @Spec(H3)
    void durable() throws Exception {
        edge.holdBack();
        try (RawPeer peer = managed()) {
            peer.send(messages(0, 3) + REQUEST);
            await().until(() -> edge.heldBack() == 3);
            edge.letGo(2);
            edge.letGo(1);
            peer.expectNothing(Duration.ofMillis(300));
            edge.letGo(0);
            assertThat(peer.await(">")).isEqualTo(answer(3));
        }
    }

    @Test
    @DisplayName("H3: does not wait for ever: hears what is durable in time, and unasked when the rest is")
    @Spec(H3)
    void late() throws Exception {
        edge.holdBack();
        try (RawPeer peer = managed()) {
            peer.send(messages(0, 4) + REQUEST);
            await().until(() -> edge.heldBack() == 4);
            edge.letGo(0);
            edge.letGo(1);
            assertThat(peer.await(">")).isEqualTo(answer(1));
            edge.letGo();
            assertThat(peer.await(">")).isEqualTo(answer(4));
            peer.expectNothing(Duration.ofMillis(1_300));
        }
    }

    @Test
    @DisplayName("at most 1 MiB of its stream are read and not durable; then it is not read on, and nothing is lost")
    @Spec(K6)
    void backPressure() throws Exception {
        edge.holdBack();
        String body = "x".repeat(1_000);
        int count = 5_000;
        try (RawPeer peer = managed()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < count; i++) {
                    send(
                            peer,
                            "<message from='a@partner.test/r' to='b@example.test' type='" + body + "' id='m" + i
                                    + "'/>");
                }
            });
            await().until(() -> publishedBytes() > 900 * 1024);
            // it stays there
            await().during(Duration.ofMillis(700))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> publishedBytes() <= 1024 * 1024);
            assertThat(sender.isAlive()).isTrue();
            edge.letGo();
            await().atMost(Duration.ofSeconds(30)).until(() -> edge.published().size() == count);
            sender.join();
        }
    }

    @Test
    @DisplayName(
            "RFC 6120 §4.4, XEP-0198 §4: hears of all that was taken before our closing tag, and nothing behind it is")
    void ended() throws Exception {
        edge.holdBack();
        try (RawPeer peer = managed()) {
            peer.send(messages(0, 3));
            await().until(() -> edge.heldBack() == 3);
            edge.world.returned(PARTNER);
            edge.endpoint().partnersChanged();
            await().until(() -> edge.streams().getFirst().state().equals("closing"));
            peer.send(messages(3, 5));
            peer.expectNothing(Duration.ofMillis(300));
            edge.letGo();
            assertThat(peer.await("</stream:stream>")).contains(answer(3) + "<stream:error><reset ");
            peer.send(messages(5, 6) + "</stream:stream>");
            assertThat(peer.awaitEnd()).isEmpty();
        }
        assertThat(edge.published()).hasSize(3);
    }

    @Test
    @DisplayName("that comes again by a new stream waits until what it sent by the last one is durable")
    void comesAgain() throws Exception {
        edge.holdBack();
        try (RawPeer peer = managed()) {
            peer.send(messages(0, 3));
            await().until(() -> edge.heldBack() == 3);
        }
        CompletableFuture<RawPeer> again = CompletableFuture.supplyAsync(() -> {
            try {
                return managed();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        await().until(() -> !edge.streams().isEmpty());
        await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(5)).until(() -> !again.isDone());
        edge.letGo();
        try (RawPeer peer = again.get(20, SECONDS)) {
            peer.send(messages(3, 4) + REQUEST);
            assertThat(peer.await(">")).isEqualTo(answer(1));
        }
        assertThat(edge.published()).hasSize(4);
    }

    @Test
    @DisplayName("is not read as far ahead while all streams together have much that is not durable")
    void sharedBound() throws Exception {
        edge.close();
        edge = edge().backlog(200 * 1024).start();
        edge.holdBack();
        int count = 400;
        String all = ("<message from='a@partner.test/r' to='b@example.test' type='" + "x".repeat(1_000) + "'/>")
                .repeat(count);
        try (RawPeer peer = managed();
                RawPeer other = managed()) {
            List<Thread> senders = Stream.of(peer, other)
                    .map(each -> Thread.ofVirtual().start(() -> send(each, all)))
                    .toList();
            await().until(() -> publishedBytes() >= 200 * 1024);
            await().during(Duration.ofMillis(700))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> publishedBytes() <= 300 * 1024);
            edge.letGo();
            await().atMost(Duration.ofSeconds(30)).until(() -> edge.published().size() == 2 * count);
            for (Thread each : senders) {
                each.join();
            }
        }
    }

    private static void send(RawPeer peer, String xml) {
        try {
            peer.send(xml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int publishedBytes() {
        return edge.published().stream().mapToInt(each -> each.xml().length).sum();
    }

    @Test
    @DisplayName("H3: of a paused partner nothing is acknowledged before it is resumed")
    @Spec(H3)
    void paused() throws Exception {
        edge.world.paused(PARTNER);
        try (RawPeer peer = managed()) {
            peer.send(messages(0, 2) + REQUEST);
            assertThat(peer.await(">")).isEqualTo(answer(0));
            assertThat(edge.published()).isEmpty();
            edge.world.enabled(PARTNER);
            edge.endpoint().table().partnersChanged();
            assertThat(peer.await(">")).isEqualTo(answer(2));
        }
    }

    @Test
    @DisplayName("H6: keeps what a paused partner's stream held when it was cut: it was never acknowledged")
    @Spec(H6)
    void cutWhilePaused() throws Exception {
        edge.world.paused(PARTNER);
        try (RawPeer peer = managed()) {
            peer.send(messages(0, 2) + REQUEST);
            assertThat(peer.await(">")).isEqualTo(answer(0));
        }
        await().until(() -> edge.streams().isEmpty());
        assertThat(edge.published()).isEmpty();
    }

    @Test
    @DisplayName("H2: answers to our pings and stanzas that are refused count, in their place")
    @Spec(H2)
    void others() throws Exception {
        DomainPair pair = new DomainPair(World.domain("example.test"), World.domain("partner.test"));
        Barriers.Barrier barrier = edge.barriers.raise(pair);
        edge.holdBack();
        try (RawPeer peer = managed()) {
            peer.send(messages(0, 1)
                    + "<iq type='result' from='partner.test' to='example.test' id='" + barrier.id() + "'/>"
                    // no type, so it goes back as an error; an error that is none of ours ends here
                    + "<iq from='a@partner.test' to='b@example.test' id='q'/>"
                    + "<iq type='error' from='a@partner.test' to='b@example.test'/>"
                    + REQUEST);
            assertThat(barrier.passed().get(10, SECONDS)).isTrue();
            peer.expectNothing(Duration.ofMillis(300));
            edge.letGo();
            assertThat(peer.await(">")).isEqualTo(answer(4));
        }
    }

    @Test
    @DisplayName("H3: an answer to another edge's ping counts when that edge can hear of it, and is on no lane")
    @Spec(H3)
    void forwarded() throws Exception {
        String id = "rehome-0123456789abcdef01234567-edge-2";
        edge.holdBack();
        try (RawPeer peer = managed()) {
            peer.send("<iq type='result' from='partner.test' to='example.test' id='" + id + "'/>" + REQUEST);
            await().until(() -> edge.heldBack() == 1);
            peer.expectNothing(Duration.ofMillis(300));
            edge.letGo();
            assertThat(peer.await(">")).isEqualTo(answer(1));
        }
        assertThat(edge.forwarded).singleElement().satisfies(each -> {
            assertThat(each.edge()).isEqualTo("edge-2");
            assertThat(each.id()).isEqualTo(id);
        });
        assertThat(edge.published()).isEmpty();
    }

    @Test
    @DisplayName("H5: hears the last count before our closing tag, when we close and when it does")
    @Spec(H5)
    void close() throws Exception {
        edge.holdBack();
        try (RawPeer peer = managed()) {
            peer.send(messages(0, 2));
            await().until(() -> edge.heldBack() == 2);
            CompletableFuture<Void> ending = CompletableFuture.runAsync(() -> {
                try {
                    edge.endpoint().endStreams(Duration.ofSeconds(10));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            peer.expectNothing(Duration.ofMillis(300));
            edge.letGo();
            assertThat(peer.await("</stream:stream>")).startsWith(answer(2) + "<stream:error><system-shutdown ");
            peer.send("</stream:stream>");
            assertThat(peer.awaitEnd()).isEmpty();
            ending.get(10, SECONDS);
        }
    }

    @Test
    @DisplayName("H5: that closes first hears all that it has sent")
    @Spec(H5)
    void closed() throws Exception {
        edge.holdBack();
        try (RawPeer peer = managed()) {
            peer.send(messages(0, 2) + "</stream:stream>");
            await().until(() -> edge.heldBack() == 2);
            edge.letGo();
            assertThat(peer.awaitEnd()).isEqualTo(answer(2) + "</stream:stream>");
        }
    }

    @Test
    @DisplayName("H3, P2: when a write fails it hears what was durable before, and no more")
    @Spec(H3)
    void failed() throws Exception {
        try (RawPeer peer = managed()) {
            peer.send(messages(0, 2));
            await().until(() -> edge.published().size() == 2);
            edge.fail();
            peer.send(messages(2, 4));
            assertThat(peer.awaitEnd())
                    .startsWith(answer(2) + "<stream:error><internal-server-error")
                    .endsWith("</stream:stream>");
        }
    }

    @Test
    @DisplayName("K6: that asks and asks without reading is read on, and costs one answer")
    @Spec(K6)
    void flood() throws Exception {
        String many = REQUEST.repeat(1_000);
        try (RawPeer peer = managed()) {
            for (int i = 0; i < 200; i++) {
                peer.send(many);
            }
            peer.send(messages(0, 1));
            await().until(() -> edge.published().size() == 1);
            peer.send(REQUEST);
            peer.await(answer(1));
        }
    }

    @Test
    @DisplayName("H4: that acknowledges what was never sent is told so, and closed")
    @Spec(H4)
    void nothingSent() throws Exception {
        try (RawPeer peer = managed()) {
            peer.send(messages(0, 1) + "<a xmlns='urn:xmpp:sm:3' h='3'/>");
            assertThat(peer.awaitEnd())
                    .contains(
                            "<undefined-condition",
                            "<handled-count-too-high xmlns='urn:xmpp:sm:3' h='3' send-count='0'/></stream:error>");
        }
    }

    @Test
    @DisplayName("H1: before authentication is refused, and counts nothing")
    @Spec(H1)
    void early() throws Exception {
        try (RawPeer peer = new RawPeer(edge.port()).secure("partner.test", "example.test", IDENTITY)) {
            peer.send(RawPeer.header("partner.test", "example.test"));
            peer.await("</stream:features>");
            peer.send(ENABLE + REQUEST + "<a xmlns='urn:xmpp:sm:3' h='3'/>");
            assertThat(peer.await("</failed>")).contains("<unexpected-request");
            peer.send(messages(0, 1));
            assertThat(peer.awaitEnd()).contains("<not-authorized");
        }
        assertThat(edge.published()).isEmpty();
    }
}
