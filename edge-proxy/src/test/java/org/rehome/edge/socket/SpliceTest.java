package org.rehome.edge.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.splice.LegacyGateway;
import org.rehome.edge.splice.ProxyProtocol;
import org.rehome.edge.splice.SpliceEnd;
import org.rehome.edge.splice.SpliceRefusal;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

/// Splicing on real sockets; the legacy gateway is a socket of the test.
@Timeout(90)
class SpliceTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity OURS = AUTHORITY.identity("example.test");
    private static final LabIdentity PARTNERS = AUTHORITY.identity("partner.test");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HEADER = RawPeer.header("partner.test", "example.test");

    private final World world = new World().local("example.test").legacy("partner.test");
    private ServerSocket legacy;
    private TestEdge edge;

    @BeforeEach
    void listen() throws Exception {
        legacy = new ServerSocket(0, 600, InetAddress.getLoopbackAddress());
        legacy.setSoTimeout(20_000);
        edge = new TestEdge(world).credential("example.test", OURS).trust(AUTHORITY.certificate());
    }

    @AfterEach
    void close() throws Exception {
        edge.close();
        legacy.close();
    }

    private void start(ProxyProtocol proxy) throws Exception {
        start(proxy, Duration.ofSeconds(20), Duration.ofSeconds(20), 1_000);
    }

    private void start(ProxyProtocol proxy, Duration headerTime, Duration cutLimit, int most) throws Exception {
        edge.bounds(2_000, 2_000)
                .legacy(new LegacyGateway(
                        "127.0.0.1",
                        legacy.getLocalPort(),
                        proxy,
                        10_000,
                        headerTime,
                        Duration.ofMillis(50),
                        cutLimit,
                        most))
                .start();
    }

    private Socket connect() throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    private static void expect(Socket socket, String text) throws Exception {
        assertThat(new String(socket.getInputStream().readNBytes(text.length()), UTF_8))
                .isEqualTo(text);
    }

    /// A spliced connection, both ends of it.
    private record Ends(Socket partner, Socket behind) {}

    private Ends splice(String header) throws Exception {
        Socket partner = connect();
        send(partner, header);
        Socket behind = legacy.accept();
        behind.setSoTimeout(20_000);
        expect(behind, header);
        return new Ends(partner, behind);
    }

    @Test
    @DisplayName("random bytes pass both ways at once, to readers that are slow, and each end is closed by its half")
    void bytesAndHalfClose() throws Exception {
        start(ProxyProtocol.NONE);
        Ends ends = splice(HEADER);
        byte[] there = random(8_000_000, 1);
        byte[] back = random(5_000_000, 2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<byte[]> arrived = read(ends.behind(), threads);
            CompletableFuture<byte[]> returned = read(ends.partner(), threads);
            CompletableFuture.allOf(write(ends.partner(), there, threads), write(ends.behind(), back, threads))
                    .get();
            assertThat(arrived.get()).isEqualTo(there);
            assertThat(returned.get()).isEqualTo(back);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(edge.splices.ends).hasSize(1));
        assertThat(edge.splices.toLegacy.sum()).isEqualTo(HEADER.length() + there.length);
        assertThat(edge.splices.toPartner.sum()).isEqualTo(back.length);
        assertThat(edge.endpoint().splices().count()).isZero();
    }

    @Test
    @DisplayName("after the partner has closed its half, what the legacy gateway still says arrives")
    void halfClose() throws Exception {
        start(ProxyProtocol.NONE);
        Ends ends = splice(HEADER);
        ends.partner().shutdownOutput();
        assertThat(ends.behind().getInputStream().read()).isEqualTo(-1);
        send(ends.behind(), "last words");
        expect(ends.partner(), "last words");
        ends.behind().shutdownOutput();
        assertThat(ends.partner().getInputStream().read()).isEqualTo(-1);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(edge.splices.ends).containsExactly(SpliceEnd.PARTNER_CLOSED));
    }

    @Test
    @DisplayName("a side that does not read stops the other, so little is in memory")
    void backPressure() throws Exception {
        start(ProxyProtocol.NONE);
        Ends ends = splice(HEADER);
        byte[] much = random(64_000_000, 3);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Void> writing = write(ends.partner(), much, threads);
            long[] before = {-1};
            // taken from the partner until the buffers of the system are full, and then no more
            await().atMost(SOON).pollInterval(Duration.ofMillis(500)).until(() -> {
                long now = edge.splices.toLegacy.sum();
                boolean still = now == before[0];
                before[0] = now;
                return still;
            });
            assertThat(writing).isNotDone();
            assertThat(edge.splices.toLegacy.sum()).isLessThan(much.length);
            CompletableFuture<byte[]> arrived = read(ends.behind(), threads);
            writing.get();
            assertThat(arrived.get()).isEqualTo(much);
        }
        ends.behind().close();
    }

    @Test
    @DisplayName("the PROXY protocol's header comes ahead of the stream header")
    void proxyProtocol() throws Exception {
        start(ProxyProtocol.V1);
        Socket partner = connect();
        send(partner, HEADER);
        Socket behind = legacy.accept();
        behind.setSoTimeout(20_000);
        expect(
                behind,
                "PROXY TCP4 127.0.0.1 127.0.0.1 " + partner.getLocalPort() + " " + edge.port() + "\r\n" + HEADER);
    }

    @Test
    @DisplayName("a partner that is enabled ends here, a domain that is not known and garbage are passed through")
    void whichOnes() throws Exception {
        world.enabled("new.test");
        start(ProxyProtocol.NONE);
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.send(RawPeer.header("new.test", "example.test")).await("</stream:features>");
        }
        splice(RawPeer.header("stranger.test", "example.test"));
        splice("GET / HTTP/1.0\r\n\r\n");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(edge.splices.spliced).containsExactly("example.test>stranger.test"));
        assertThat(edge.endpoint().splices().count()).isEqualTo(2);
    }

    @Test
    @DisplayName("a header that is slow, or huge, is refused in words, and nothing of it reaches the legacy gateway")
    void slowAndHuge() throws Exception {
        start(ProxyProtocol.NONE, Duration.ofSeconds(1), Duration.ofSeconds(20), 1_000);
        try (RawPeer slow = new RawPeer(edge.port());
                RawPeer huge = new RawPeer(edge.port())) {
            slow.send("<stream:str");
            huge.send("<stream:stream x='" + "y".repeat(12_000));
            assertThat(huge.awaitEnd()).contains("policy-violation").endsWith("</stream:stream>");
            assertThat(slow.awaitEnd()).contains("connection-timeout").endsWith("</stream:stream>");
        }
        assertThat(edge.splices.refusals)
                .containsExactlyInAnyOrder(SpliceRefusal.HEADER_TOO_LARGE, SpliceRefusal.HEADER_LATE);
        await().atMost(SOON).until(() -> edge.endpoint().connections() == 0);
    }

    @Test
    @DisplayName("above the limit, and without a legacy gateway that answers, a connection is refused in words")
    void refused() throws Exception {
        start(ProxyProtocol.NONE, Duration.ofSeconds(20), Duration.ofSeconds(20), 1);
        Ends first = splice(HEADER);
        try (RawPeer second = new RawPeer(edge.port())) {
            assertThat(second.send(HEADER).awaitEnd()).contains("resource-constraint");
        }
        first.partner().close();
        first.behind().close();
        await().atMost(SOON).until(() -> edge.endpoint().splices().count() == 0);
        legacy.close();
        try (RawPeer third = new RawPeer(edge.port())) {
            assertThat(third.send(HEADER).awaitEnd()).contains("remote-connection-failed");
        }
        assertThat(edge.endpoint().splices().count()).isZero();
    }

    @Test
    @DisplayName("500 connections at a time each carry their own bytes")
    void many() throws Exception {
        start(ProxyProtocol.NONE);
        List<Socket> partners = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Socket partner = connect();
            partners.add(partner);
            send(partner, HEADER + "<n>%04d</n>".formatted(i));
        }
        for (int i = 0; i < 500; i++) {
            Socket behind = legacy.accept();
            behind.setSoTimeout(20_000);
            expect(behind, HEADER);
            String own = new String(behind.getInputStream().readNBytes("<n>0000</n>".length()), UTF_8);
            send(behind, own);
        }
        for (int i = 0; i < 500; i++) {
            expect(partners.get(i), "<n>%04d</n>".formatted(i));
        }
        assertThat(edge.endpoint().splices().count()).isEqualTo(500);
        for (Socket each : partners) {
            each.close();
        }
    }

    @Test
    @DisplayName("a partner that is enabled is cut when it is quiet, not before, and what it had on its way arrives")
    void cutWhenQuiet() throws Exception {
        start(ProxyProtocol.NONE);
        Ends ends = splice(HEADER);
        await().atMost(SOON).until(() -> edge.endpoint().splices().count() == 1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Void> stop = new CompletableFuture<>();
            CompletableFuture<Integer> written = CompletableFuture.supplyAsync(() -> chatter(ends, stop), threads);
            world.enabled("partner.test");
            edge.endpoint().splices().partnersChanged();
            // busy for several times as long as quiet is
            expect(ends.behind(), "x".repeat(60));
            assertThat(edge.splices.ends).isEmpty();
            stop.complete(null);
            int all = written.get();
            assertThat(ends.partner().getInputStream().read()).isEqualTo(-1);
            // the partner has not heard of it yet
            send(ends.partner(), "on its way");
            ends.partner().close();
            expect(ends.behind(), "x".repeat(all - 60) + "on its way");
            assertThat(ends.behind().getInputStream().read()).isEqualTo(-1);
        }
        ends.behind().close();
        await().atMost(SOON).untilAsserted(() -> assertThat(edge.splices.ends).containsExactly(SpliceEnd.CUT));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(edge.splices.unspliced).containsExactly("partner.test 2"));
    }

    /// Sends a letter each 10 ms.
    private static int chatter(Ends ends, CompletableFuture<Void> stop) {
        try {
            int count = 0;
            while (!stop.isDone() || count < 60) {
                send(ends.partner(), "x");
                count++;
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
            return count;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("a new stream is not told that it is authenticated before the pair's spliced connections have ended")
    void newStreamWaits() throws Exception {
        start(ProxyProtocol.NONE);
        Ends ends = splice(HEADER);
        world.enabled("partner.test");
        // nobody has told the splices yet: as if this one stayed busy
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.secure("partner.test", "example.test", PARTNERS);
            peer.send(HEADER);
            peer.await("</stream:features>");
            peer.send(RawPeer.AUTH);
            peer.expectNothing(Duration.ofMillis(500));
            assertThat(edge.endpoint().splices().remaining())
                    .containsExactly(new Splices.Remaining(World.domain("partner.test"), 1, 0, 1));
            ends.partner().close();
            ends.behind().close();
            peer.await("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            peer.send(HEADER);
            peer.await("</stream:features>");
            peer.send("<message from='a@partner.test' to='b@example.test'><body>new</body></message>");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(edge.publishedXml()).hasSize(1));
        }
    }

    @Test
    @DisplayName("RFC 6120 §4.9.3.3: a new stream whose pair's spliced connections do not end in time gets conflict;"
            + " a forced cut makes way")
    void conflictAndForce() throws Exception {
        start(ProxyProtocol.NONE, Duration.ofSeconds(20), Duration.ofMillis(500), 1_000);
        splice(HEADER);
        world.enabled("partner.test");
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.secure("partner.test", "example.test", PARTNERS);
            peer.send(HEADER);
            peer.await("</stream:features>");
            peer.send(RawPeer.AUTH);
            assertThat(peer.awaitEnd()).contains("<conflict").doesNotContain("<success");
        }
        assertThat(edge.endpoint().splices().cut(World.domain("partner.test"), true))
                .isEqualTo(1);
        await().atMost(SOON).untilAsserted(() -> assertThat(edge.splices.ends).containsExactly(SpliceEnd.FORCED));
        DomainPair pair = new DomainPair(World.domain("example.test"), World.domain("partner.test"));
        assertThat(edge.endpoint().splices().blocks(pair)).isFalse();
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.authenticate("partner.test", "example.test", PARTNERS);
        }
    }

    @Test
    @DisplayName("a cut that is no longer wanted, because the partner has returned, does not happen")
    void spared() throws Exception {
        start(ProxyProtocol.NONE);
        Ends ends = splice(HEADER);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Void> stop = new CompletableFuture<>();
            CompletableFuture<Integer> written = CompletableFuture.supplyAsync(() -> chatter(ends, stop), threads);
            world.enabled("partner.test");
            edge.endpoint().splices().partnersChanged();
            await().atMost(SOON)
                    .until(() -> edge.endpoint().splices().reports().getFirst().state(), "cutting"::equals);
            world.returned(World.partner("partner.test", Negotiation.Required, Negotiation.Required, true));
            edge.endpoint().splices().partnersChanged();
            await().atMost(SOON)
                    .until(() -> edge.endpoint().splices().reports().getFirst().state(), "open"::equals);
            stop.complete(null);
            expect(ends.behind(), "x".repeat(written.get()));
        }
        assertThat(ends.behind().getInputStream().available()).isZero();
        ends.behind().setSoTimeout(500);
        assertThatThrownBy(() -> ends.behind().getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        assertThat(edge.splices.ends).isEmpty();
    }

    @Test
    @DisplayName("XEP-0220 §2.2: a key that is not ours is the legacy gateway's to judge, and its answer is passed on")
    void keysOfTheLegacyGateway() throws Exception {
        world.enabled("partner.test");
        start(ProxyProtocol.V1);
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.secure("partner.test", "example.test", PARTNERS);
            peer.send(HEADER);
            peer.await("</stream:features>");
            peer.send("<db:verify from='partner.test' to='example.test' id='s1'>its-key</db:verify>");
            Socket behind = legacy.accept();
            behind.setSoTimeout(20_000);
            expect(behind, "PROXY TCP4 127.0.0.1 127.0.0.1 ");
            send(
                    behind,
                    "<stream:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback'"
                            + " xmlns:stream='http://etherx.jabber.org/streams' from='example.test'"
                            + " to='partner.test' id='l1' version='1.0'><stream:features/>");
            StringBuilder came = new StringBuilder();
            while (came.indexOf("</db:verify>") < 0) {
                came.append((char) behind.getInputStream().read());
            }
            assertThat(came).contains("from='partner.test' to='example.test' id='s1'>its-key</db:verify>");
            // our domain is nobody's partner, and the question goes on all the same
            edge.endpoint().table().partnersChanged();
            send(behind, "<db:verify from='example.test' to='partner.test' id='s1' type='valid'/>");
            assertThat(peer.await("type='valid'/>")).contains("from='example.test' to='partner.test' id='s1'");
        }
        legacy.close();
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.secure("partner.test", "example.test", PARTNERS);
            peer.send(HEADER);
            peer.await("</stream:features>");
            peer.send("<db:verify from='partner.test' to='example.test' id='s2'>its-key</db:verify>");
            assertThat(peer.await("</db:verify>")).contains("id='s2' type='error'", "remote-server-timeout");
        }
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static CompletableFuture<Void> write(Socket socket, byte[] bytes, java.util.concurrent.Executor threads) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        socket.getOutputStream().write(bytes);
                        socket.shutdownOutput();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                threads);
    }

    /// In small pieces, now and then with a rest.
    private static CompletableFuture<byte[]> read(Socket socket, java.util.concurrent.Executor threads) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        ByteArrayOutputStream all = new ByteArrayOutputStream();
                        InputStream in = socket.getInputStream();
                        byte[] piece = new byte[5_000];
                        int reads = 0;
                        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                            all.write(piece, 0, count);
                            if (++reads % 400 == 0) {
                                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
                            }
                        }
                        return all.toByteArray();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                threads);
    }
}
