package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.A12;
import static org.rehome.conformance.Requirement.A14;
import static org.rehome.conformance.Requirement.A8;
import static org.rehome.conformance.Requirement.A9;
import static org.rehome.conformance.Requirement.C11;
import static org.rehome.conformance.Requirement.C8;
import static org.rehome.conformance.Requirement.C9;
import static org.rehome.conformance.Requirement.D8;
import static org.rehome.conformance.Requirement.F8;
import static org.rehome.conformance.Requirement.I4;
import static org.rehome.conformance.Requirement.K6;
import static org.rehome.edge.socket.RawPeer.header;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

@Timeout(value = 60, unit = SECONDS)
final class InboundStreamTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity IDENTITY = AUTHORITY.identity("partner.test");
    private static final Partner PARTNER =
            World.partner("partner.test", Negotiation.Required, Negotiation.Required, true);

    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = edge().start();
    }

    private static TestEdge edge() throws Exception {
        return new TestEdge(new World().local("example.test").enabled(PARTNER))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate());
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
    }

    private RawPeer authenticated() throws Exception {
        return new RawPeer(edge.port()).authenticate("partner.test", "example.test", IDENTITY);
    }

    private static String message(String id) {
        return "<message from='a@partner.test/r' to='b@example.test' id='" + id + "'/>";
    }

    private static String numbered(int from, int to) {
        StringBuilder xml = new StringBuilder();
        for (int i = from; i < to; i++) {
            xml.append(message("m" + i));
        }
        return xml.toString();
    }

    private List<String> ids() {
        return edge.publishedXml().stream()
                .map(xml -> xml.substring(xml.indexOf("id='") + 4, xml.indexOf("'/>")))
                .toList();
    }

    private static List<String> expected(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add("m" + i);
        }
        return ids;
    }

    @ParameterizedTest
    @Spec(C8)
    @DisplayName("C8: a certificate with only the serverAuth usage authenticates a peer, in TLS 1.2 and 1.3")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void serverAuthOnly(String version) throws Exception {
        LabIdentity identity =
                AUTHORITY.issue().dns("partner.test").serverOnly().issue();
        assertThat(identity.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.secure("partner.test", "example.test", identity, version);
            peer.send(header("partner.test", "example.test"));
            assertThat(peer.await("</stream:features>")).contains("<mechanism>EXTERNAL</mechanism>");
            peer.send(RawPeer.AUTH);
            peer.await("<success");
            assertThat(peer.tls().getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    @Spec({C8, D8})
    @DisplayName("C8, D8: a peer without a certificate gets through TLS, and is told why it gets no further")
    void noCertificate() throws Exception {
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.secure("partner.test", "example.test", null);
            peer.send(header("partner.test", "example.test"));
            assertThat(peer.awaitEnd()).contains("<policy-violation", "absent: no certificate");
        }
    }

    @Test
    @DisplayName(
            "a stanza crosses byte for byte, prefixes of the stream root re-declared, on the lane of its recipient")
    void byteForByte() throws Exception {
        String stanza = "<message   to=\"B@Example.test/Desk\"\n from='a@partner.test/r' type='chat' id='ä&quot;1'>"
                + "<body>&lt;&amp;&#x41; <![CDATA[<x>]]>😀</body><x xmlns='urn:x' a = '1' ></x></message>";
        try (RawPeer peer = authenticated()) {
            peer.send(stanza + "<presence from='a@partner.test/r' to='example.test'/>");
            await().until(() -> edge.published().size() == 2);
        }
        LaneStanza first = edge.published().getFirst();
        assertThat(new String(first.xml(), StandardCharsets.UTF_8)).isEqualTo(stanza);
        assertThat(first.lane()).isEqualTo("b@example.test");
        assertThat(first.to()).isEqualTo(Jid.parse("b@example.test/Desk"));
        assertThat(first.from()).isEqualTo(Jid.parse("a@partner.test/r"));
        assertThat(first.kind()).isEqualTo(StanzaKind.MESSAGE);
        assertThat(first.stream()).startsWith("edge-1/s2s/");
        assertThat(first.returned()).isNull();
        assertThat(edge.published().getLast().lane()).isEqualTo("example.test");
    }

    @Test
    @DisplayName("A9: white space between elements is a keepalive and nothing more")
    @Spec(A9)
    void keepAlive() throws Exception {
        try (RawPeer peer = authenticated()) {
            peer.send(" ").send("\n \t").send(message("m0")).send(" ").send(message("m1"));
            await().until(() -> edge.published().size() == 2);
        }
    }

    @Test
    @DisplayName("RFC 6120 §10.1: stanzas keep their order, in whatever pieces they come")
    @Spec(I4)
    void order() throws Exception {
        byte[] all = numbered(0, 2_000).getBytes(StandardCharsets.UTF_8);
        java.util.Random random = new java.util.Random(6120);
        try (RawPeer peer = authenticated()) {
            int sent = 0;
            while (sent < all.length) {
                int piece = Math.min(all.length - sent, 1 + random.nextInt(5_000));
                peer.send(java.util.Arrays.copyOfRange(all, sent, sent + piece));
                sent += piece;
            }
            await().until(() -> edge.published().size() == 2_000);
        }
        assertThat(ids()).isEqualTo(expected(2_000));
    }

    @Test
    @DisplayName("A8: 100 stanzas after our closing tag are all accepted, then the connection ends in order")
    @Spec(A8)
    void drain() throws Exception {
        try (RawPeer peer = authenticated()) {
            peer.send(message("m0"));
            await().until(() -> edge.published().size() == 1);
            CompletableFuture<Void> ending = CompletableFuture.runAsync(() -> {
                try {
                    edge.endpoint().endStreams(Duration.ofSeconds(10));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(peer.await("</stream:stream>")).startsWith("<stream:error><system-shutdown ");
            peer.send(numbered(1, 101) + "</stream:stream>");
            assertThat(peer.awaitEnd()).isEmpty();
            ending.get(5, SECONDS);
        }
        assertThat(ids()).isEqualTo(expected(101));
    }

    @Test
    @DisplayName("A8: a peer that never closes is left after the bound")
    @Spec(A8)
    void drainBounded() throws Exception {
        try (RawPeer peer = authenticated()) {
            edge.endpoint().table().partnersChanged();
            edge.world.returned(PARTNER);
            edge.endpoint().table().partnersChanged();
            assertThat(peer.await("</stream:stream>")).startsWith("<stream:error><reset ");
            peer.send(message("m0"));
            await().until(() -> edge.published().size() == 1);
            assertThat(peer.awaitEnd()).isEmpty();
        }
        await().until(() -> edge.streams().isEmpty());
    }

    @Test
    @DisplayName("A8: the peer's close is answered only when all that it sent is durable")
    @Spec(A8)
    void closeWaits() throws Exception {
        edge.holdBack();
        try (RawPeer peer = authenticated()) {
            peer.send(numbered(0, 5) + "</stream:stream>");
            await().until(() -> edge.heldBack() == 5);
            assertThat(edge.streams()).singleElement().satisfies(stream -> {
                assertThat(stream.unconfirmed()).isEqualTo(5);
                assertThat(stream.state()).isEqualTo("closing");
            });
            edge.letGo();
            assertThat(peer.awaitEnd()).isEqualTo("</stream:stream>");
        }
    }

    @Test
    @DisplayName("at most 64 KiB of a stream are read and not durable; then it is not read on, and nothing is lost")
    @Spec(K6)
    void backPressure() throws Exception {
        edge.holdBack();
        String body = "x".repeat(1_000);
        int count = 5_000;
        try (RawPeer peer = authenticated()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        peer.send("<message from='a@partner.test/r' to='b@example.test' type='" + body + "' id='m" + i
                                + "'/>");
                    }
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            await().until(() -> edge.heldBack() >= 40);
            // it stays there
            await().during(Duration.ofMillis(700))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> edge.published().stream()
                                    .mapToInt(each -> each.xml().length)
                                    .sum()
                            <= 64 * 1024);
            assertThat(sender.isAlive()).isTrue();
            edge.letGo();
            await().atMost(Duration.ofSeconds(30)).until(() -> edge.published().size() == count);
            sender.join();
        }
        assertThat(ids()).isEqualTo(expected(count));
    }

    @Test
    @DisplayName(
            "RFC 6120 §10.1: a newer stream of a pair waits until an earlier one that was not read is read to its end")
    @Spec(A14)
    void newerStream() throws Exception {
        edge.holdBack();
        int count = 300;
        RawPeer earlier = authenticated();
        String stanzas = numbered(0, count).replace("<message ", "<message type='" + "x".repeat(1_000) + "' ");
        Thread sender = Thread.ofVirtual().start(() -> sendAndClose(earlier, stanzas));
        await().until(() -> edge.heldBack() >= 40);
        CompletableFuture<RawPeer> newer = CompletableFuture.supplyAsync(this::authenticatedLater);
        await().until(() -> edge.streams().size() == 2);
        await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(5)).until(() -> !newer.isDone());
        edge.letGo();
        try (RawPeer peer = newer.get(20, SECONDS)) {
            sender.join();
            peer.send(numbered(count, count + 5));
            await().until(() -> edge.published().size() == count + 5);
        }
        assertThat(ids()).isEqualTo(expected(count + 5));
    }

    @Test
    @DisplayName("RFC 6120 §4.9.3.3: a newer stream that waits too long for an earlier one ends with <conflict/>")
    @Spec({A12, A14})
    void newerStreamTooEarly() throws Exception {
        edge.close();
        edge = edge().establishment(Duration.ofSeconds(2)).start();
        edge.holdBack();
        try (RawPeer earlier = authenticated()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    earlier.send(numbered(0, 300).replace("<message ", "<message type='" + "x".repeat(1_000) + "' "));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            await().until(() -> edge.heldBack() >= 40);
            assertThatThrownBy(this::authenticated)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("<conflict ")
                    .hasMessageContaining("</stream:stream>");
            assertThat(edge.failures).containsExactly(HandshakeFailure.EARLIER_STREAM);
            edge.letGo();
            sender.join();
            await().until(() -> edge.published().size() == 300);
            try (RawPeer newer = authenticated()) {
                newer.send(message("m300"));
                await().until(() -> edge.published().size() == 301);
            }
        }
    }

    private static void sendAndClose(RawPeer peer, String stanzas) {
        try (peer) {
            peer.send(stanzas);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawPeer authenticatedLater() {
        try {
            return authenticated();
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    @Test
    @DisplayName("P2: a stanza that was not accepted ends its stream, and no later one of it is accepted")
    void notAccepted() throws Exception {
        try (RawPeer peer = authenticated()) {
            peer.send(message("m0"));
            await().until(() -> edge.published().size() == 1);
            edge.fail();
            peer.send(numbered(1, 10));
            assertThat(peer.awaitEnd()).contains("<internal-server-error").endsWith("</stream:stream>");
        }
        assertThat(edge.published()).hasSize(1);
    }

    @Test
    @Spec(C9)
    @DisplayName("C9: a new certificate serves the next handshake, and open streams live on")
    void newCertificate() throws Exception {
        try (RawPeer open = authenticated()) {
            X509Certificate before = peerCertificate(open);
            LabIdentity renewed = AUTHORITY.identity("example.test");
            edge.credential("example.test", renewed);
            try (RawPeer next = authenticated()) {
                assertThat(peerCertificate(next)).isEqualTo(renewed.leaf()).isNotEqualTo(before);
                open.send(message("m0"));
                next.send(message("m1"));
                await().until(() -> edge.published().size() == 2);
            }
        }
    }

    private static X509Certificate peerCertificate(RawPeer peer) throws Exception {
        return (X509Certificate) peer.tls().getSession().getPeerCertificates()[0];
    }

    @Test
    @Spec(C8)
    @DisplayName("C8: the certificate is chosen by the header's to, each domain of ours has its own")
    void certificateByDomain() throws Exception {
        LabIdentity other = AUTHORITY.identity("other.test");
        edge.world.local("other.test");
        edge.credential("other.test", other);
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.secure("partner.test", "other.test", IDENTITY);
            assertThat(peerCertificate(peer)).isEqualTo(other.leaf());
        }
    }

    @Test
    @DisplayName("answers to our pings are taken out of the stream, anybody else's are stanzas as others")
    void barriers() throws Exception {
        DomainPair pair = new DomainPair(World.domain("example.test"), World.domain("partner.test"));
        Barriers.Barrier barrier = edge.barriers.raise(pair);
        try (RawPeer peer = authenticated()) {
            String answer = "<iq type='result' from='partner.test' to='example.test' id='";
            peer.send(answer + "other'/>" + answer + barrier.id() + "'/>");
            assertThat(barrier.passed().get(10, SECONDS)).isTrue();
            await().until(() -> edge.published().size() == 1);
        }
        assertThat(edge.publishedXml()).singleElement().asString().contains("id='other'");
    }

    @Test
    @DisplayName("a paused partner's stanzas wait in its stream; its answers to pings pass; resumed, all come in order")
    void paused() throws Exception {
        DomainPair pair = new DomainPair(World.domain("example.test"), World.domain("partner.test"));
        Barriers.Barrier barrier = edge.barriers.raise(pair);
        edge.world.paused(PARTNER);
        edge.endpoint().table().partnersChanged();
        try (RawPeer peer = authenticated()) {
            peer.send(numbered(0, 10));
            peer.send("<iq type='result' from='partner.test' to='example.test' id='" + barrier.id() + "'/>");
            assertThat(barrier.passed().get(10, SECONDS)).isTrue();
            assertThat(edge.published()).isEmpty();
            edge.world.enabled(PARTNER);
            edge.endpoint().table().partnersChanged();
            await().until(() -> edge.published().size() == 10);
            peer.send(numbered(10, 12));
            await().until(() -> edge.published().size() == 12);
        }
        assertThat(ids()).isEqualTo(expected(12));
    }

    @Test
    @DisplayName("F8: keys are verified on a stream that is not authenticated")
    @Spec(F8)
    void verify() throws Exception {
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.secure("partner.test", "example.test", IDENTITY);
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            peer.send("<db:verify from='partner.test' to='example.test' id='x1'>"
                    + org.rehome.xmpp.dialback.DialbackKey.of(
                            World.SECRET, World.domain("partner.test"), World.domain("example.test"), "x1")
                    + "</db:verify>");
            assertThat(peer.await("/>"))
                    .isEqualTo("<db:verify from='example.test' to='partner.test' id='x1' type='valid'/>");
        }
    }

    @Test
    @Spec(C11)
    @DisplayName("C11: a stream tells how it is encrypted and authenticated, and what it carried")
    void report() throws Exception {
        try (RawPeer peer = authenticated()) {
            peer.send(numbered(0, 3));
            await().until(() -> edge.published().size() == 3);
            assertThat(edge.streams()).singleElement().satisfies(stream -> {
                assertThat(stream.direction()).isEqualTo("inbound");
                assertThat(stream.local()).isEqualTo("example.test");
                assertThat(stream.partner()).isEqualTo("partner.test");
                assertThat(stream.pairs()).containsExactly("example.test>partner.test");
                assertThat(stream.state()).isEqualTo("established");
                assertThat(stream.tls()).isEqualTo("TLSv1.3");
                assertThat(stream.cipher()).startsWith("TLS_");
                assertThat(stream.authentication()).isEqualTo("external");
                assertThat(stream.certificate())
                        .isEqualTo(org.rehome.edge.trust.CertificateTrust.fingerprint(IDENTITY.leaf()));
                assertThat(stream.stanzasIn()).isEqualTo(3);
            });
        }
        await().until(() -> edge.streams().isEmpty());
    }
}
