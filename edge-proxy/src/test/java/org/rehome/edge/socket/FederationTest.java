package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.B12;
import static org.rehome.conformance.Requirement.C12;
import static org.rehome.conformance.Requirement.C6;
import static org.rehome.conformance.Requirement.C7;
import static org.rehome.conformance.Requirement.C8;
import static org.rehome.conformance.Requirement.D3;
import static org.rehome.conformance.Requirement.D8;
import static org.rehome.conformance.Requirement.F1;
import static org.rehome.conformance.Requirement.F12;
import static org.rehome.conformance.Requirement.F14;
import static org.rehome.conformance.Requirement.F4;
import static org.rehome.conformance.Requirement.F6;
import static org.rehome.conformance.Requirement.F7;
import static org.rehome.conformance.Requirement.F8;
import static org.rehome.conformance.Requirement.F9;
import static org.rehome.conformance.Requirement.I4;
import static org.rehome.conformance.Requirement.I6;
import static org.rehome.conformance.Requirement.K10;
import static org.rehome.edge.socket.RawPeer.header;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.PairPath;
import org.rehome.edge.delivery.Passage;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.negotiation.World;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.partner.Authentication;
import org.rehome.lab.partner.PartnerBuilder;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.StaticNextHops;
import org.rehome.lab.server.Inbox;
import org.rehome.lab.stanza.Stanza;

/// The edge and simulated partners, which have an XMPP code of their own: both directions, both authentications.
@Timeout(value = 60, unit = SECONDS)
final class FederationTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final String JULIET = "juliet@partner.test";

    private static final byte[] LOOPBACK_SIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final StaticNextHops hops = new StaticNextHops();
    private final List<String> tapped = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> running = new ArrayList<>();
    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = edge("example.test");
    }

    private TestEdge edge(String domain) throws Exception {
        TestEdge started = new TestEdge(new World().local(domain))
                .credential(domain, AUTHORITY.identity(domain))
                .trust(AUTHORITY.certificate())
                .establishment(Duration.ofSeconds(5))
                .start();
        running.add(started);
        hops.set(domain, new InetSocketAddress(InetAddress.getLoopbackAddress(), started.port()));
        return started;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : running) {
            each.close();
        }
    }

    private PartnerBuilder partner() {
        return SimulatedPartner.of("partner.test")
                .user(JULIET)
                .identity(AUTHORITY.identity("partner.test"))
                .trust(AUTHORITY.certificate())
                .nextHops(hops)
                .timeout(Duration.ofSeconds(5))
                .tap((peer, xml) -> tapped.add(xml));
    }

    private SimulatedPartner run(PartnerBuilder builder) throws Exception {
        SimulatedPartner started = builder.start();
        running.add(started);
        edge.dns
                .add("_xmpp-server._tcp.partner.test. 60 IN SRV 10 0 " + started.port() + " host.partner.test.")
                .add("host.partner.test. 60 IN A 127.0.0.1");
        return started;
    }

    private static Partner settings(Authentication authentication) {
        return switch (authentication) {
            case EXTERNAL -> World.partner("partner.test", Negotiation.Required, Negotiation.Required, true);
            case DIALBACK -> World.partner("partner.test", Negotiation.Required, Negotiation.NotSupported, true);
            case EITHER -> World.partner("partner.test", Negotiation.Required, Negotiation.Optional, true);
        };
    }

    private static LaneStanza message(String id, String body) {
        return new LaneStanza(
                "example.test>partner.test",
                Jid.parse("romeo@example.test/a"),
                Jid.parse(JULIET),
                StanzaKind.MESSAGE,
                Instant.now(),
                "test",
                "t",
                null,
                ("<message from='romeo@example.test/a' to='" + JULIET + "' id='" + id + "' type='chat'><body>" + body
                                + "</body></message>")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static StanzaStream established(PairPath path) throws InterruptedException {
        Establishment establishment = path.establish(SOON).orElseThrow();
        assertThat(establishment).isInstanceOf(Establishment.Established.class);
        return ((Establishment.Established) establishment).stream();
    }

    private void converse(SimulatedPartner partner) throws Exception {
        Inbox juliet = Inbox.of(partner, JULIET);
        PairPath path = edge.path("example.test", "partner.test");
        List<LaneStanza> window = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            window.add(message("out" + i, "&lt;ä😀&gt;"));
        }
        assertThat(path.send(established(path), window)).isEqualTo(Passage.ANSWERED);
        assertThat(juliet.await(100, SOON)).extracting(Stanza::id).isEqualTo(ids("out"));
        assertThat(tapped).contains(new String(window.getFirst().xml(), StandardCharsets.UTF_8));
        for (int i = 0; i < 100; i++) {
            partner.send(JULIET, Stanza.message("romeo@example.test", "in" + i, "x"));
        }
        await().until(() -> edge.published().size() == 100);
        assertThat(edge.publishedXml())
                .allSatisfy(xml -> assertThat(xml).contains("from='juliet@partner.test/lab'", "romeo@example.test"));
        assertThat(edge.published()).extracting(LaneStanza::lane).containsOnly("romeo@example.test");
    }

    private static List<String> ids(String prefix) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(prefix + i);
        }
        return ids;
    }

    @ParameterizedTest
    @DisplayName("both directions, barrier included, by EXTERNAL and by dialback, the partner found by SRV")
    @Spec({I4, B12, F4})
    @EnumSource(Authentication.class)
    void bothDirections(Authentication authentication) throws Exception {
        edge.world.enabled(settings(authentication));
        converse(run(partner().authentication(authentication)));
        assertThat(edge.streams())
                .filteredOn(stream -> stream.state().equals("established"))
                .extracting(StreamReport::direction)
                .containsExactlyInAnyOrder("inbound", "outbound");
        assertThat(edge.streams())
                .filteredOn(stream -> stream.direction().equals("outbound"))
                .filteredOn(stream -> stream.state().equals("established"))
                .singleElement()
                .satisfies(stream -> {
                    assertThat(stream.tls()).isEqualTo("TLSv1.3");
                    assertThat(stream.stanzasOut()).isEqualTo(100);
                });
    }

    @Test
    @Spec({C8, D3})
    @DisplayName("C8: a partner whose certificate is for servers only, by SRVName alone, authenticates by EXTERNAL")
    void serverOnly() throws Exception {
        edge.world.enabled(settings(Authentication.EXTERNAL));
        LabIdentity identity =
                AUTHORITY.issue().srv("partner.test").serverOnly().issue();
        converse(run(partner().identity(identity)));
    }

    @Test
    @DisplayName("dialback with a partner whose certificate nobody trusts")
    void dialbackWithoutTrust() throws Exception {
        edge.world.enabled(settings(Authentication.DIALBACK));
        converse(run(partner()
                .authentication(Authentication.DIALBACK)
                .identity(LabAuthority.create("Unknown").identity("elsewhere.test"))));
        assertThat(edge.methods).contains(org.rehome.edge.negotiation.Authentication.DIALBACK);
    }

    @Test
    @Spec(D8)
    @DisplayName("D8: EXTERNAL with a certificate of an unknown authority: no stream, and the reason says why")
    void untrustedPartner() throws Exception {
        edge.world.enabled(settings(Authentication.EXTERNAL));
        run(partner().identity(LabAuthority.create("Unknown").identity("partner.test")));
        assertThat(edge.path("example.test", "partner.test").establish(SOON).orElseThrow())
                .isInstanceOfSatisfying(Establishment.NoStream.class, none -> assertThat(none.reason())
                        .contains("untrusted-certificate", "unknown-authority"));
    }

    @Test
    @Spec(C6)
    @DisplayName("C6: a target that refuses is passed over, the next one by priority serves")
    void deadTarget() throws Exception {
        edge.world.enabled(settings(Authentication.EXTERNAL));
        try (ServerSocket closed = new ServerSocket(0)) {
            edge.dns.add(
                    "_xmpp-server._tcp.partner.test. 60 IN SRV 1 0 " + closed.getLocalPort() + " host.partner.test.");
        }
        converse(run(partner()));
    }

    @Test
    @Spec(C7)
    @DisplayName("C7: an IPv6 address that swallows connections is overtaken by IPv4 in well under a second")
    void blackHole() throws Exception {
        edge.world.enabled(settings(Authentication.EXTERNAL));
        SimulatedPartner partner = run(partner());
        try (BlackHole hole = new BlackHole(InetAddress.getByAddress(LOOPBACK_SIX), partner.port())) {
            edge.dns.add("host.partner.test. 60 IN AAAA ::1");
            long begin = System.nanoTime();
            established(edge.path("example.test", "partner.test"));
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(hole.swallows()).isTrue();
            assertThat(took).isBetween(Duration.ofMillis(250), Duration.ofSeconds(1));
        }
    }

    @Test
    @Spec(C6)
    @DisplayName("C6: where every SRV target fails there is no stream, and nobody asks for the domain's own address")
    void allTargetsDead() throws Exception {
        edge.world.enabled(settings(Authentication.EXTERNAL));
        try (ServerSocket closed = new ServerSocket(0)) {
            edge.dns
                    .add("_xmpp-server._tcp.partner.test. 60 IN SRV 1 0 " + closed.getLocalPort() + " a.test.")
                    .add("_xmpps-server._tcp.partner.test. 60 IN SRV 2 0 " + closed.getLocalPort() + " a.test.")
                    .add("a.test. 60 IN A 127.0.0.1")
                    .add("partner.test. 60 IN A 127.0.0.1");
        }
        assertThat(edge.path("example.test", "partner.test").establish(SOON).orElseThrow())
                .isInstanceOf(Establishment.NoStream.class);
        assertThat(edge.dns.queries("partner.test.")).isZero();
    }

    @Test
    @DisplayName("I6: a partner that does not resolve, and one that does not answer, fail differently")
    @Spec(I6)
    void outOfReach() throws Exception {
        edge.world.enabled(settings(Authentication.EXTERNAL));
        assertThat(edge.path("example.test", "partner.test").establish(SOON).orElseThrow())
                .isInstanceOf(Establishment.NotFound.class);
        SimulatedPartner partner = run(partner());
        await().atMost(Duration.ofSeconds(10))
                .until(() -> edge.path("example.test", "partner.test")
                                .establish(SOON)
                                .orElseThrow()
                        instanceof Establishment.Established);
        partner.cut();
        await().until(() ->
                edge.path("example.test", "partner.test").establish(SOON).orElseThrow()
                        instanceof Establishment.NoStream);
    }

    @Test
    @DisplayName("I6, RFC 6120 §8.3.3.16: without SRV records, and silent at its own address, a domain is not found")
    @Spec(I6)
    void nobodyAtItsOwnAddress() throws Exception {
        edge.dns.add("alone.test. 60 IN A 127.0.9.9");
        edge.world.enabled(World.partner("alone.test", Negotiation.Required, Negotiation.Required, false));
        assertThat(edge.path("example.test", "alone.test").establish(SOON).orElseThrow())
                .isInstanceOfSatisfying(Establishment.NotFound.class, none -> assertThat(none.reason())
                        .contains("no SRV record", "127.0.9.9:5269"));
    }

    @Test
    @Spec({C12, K10})
    @DisplayName("C12: a partner that comes back is found again, with a pause that does not grow beyond 5 s")
    void reconnect() throws Exception {
        edge.world.enabled(settings(Authentication.EXTERNAL));
        SimulatedPartner partner = run(partner());
        PairPath path = edge.path("example.test", "partner.test");
        StanzaStream first = established(path);
        partner.cut();
        assertThat(first.ended().get(10, SECONDS)).contains("peer-closed");
        partner.start();
        await().atMost(Duration.ofSeconds(12))
                .until(() -> path.establish(SOON).orElseThrow() instanceof Establishment.Established);
        assertThat(path.send(established(path), List.of())).isEqualTo(Passage.ANSWERED);
    }

    @Test
    @Spec(K10)
    @DisplayName("K10: a way that led nowhere is not tried again at once, by whichever of our domains, but soon after")
    void remembered() throws Exception {
        edge.world.local("second.test").enabled(settings(Authentication.EXTERNAL));
        edge.credential("second.test", AUTHORITY.identity("second.test"));
        assertThat(edge.path("example.test", "partner.test").establish(SOON).orElseThrow())
                .isInstanceOf(Establishment.NotFound.class);
        int asked = edge.dns.queries("_xmpp-server._tcp.partner.test.");
        assertThat(edge.path("second.test", "partner.test").establish(SOON).orElseThrow())
                .isInstanceOf(Establishment.NotFound.class);
        assertThat(edge.dns.queries("_xmpp-server._tcp.partner.test.")).isEqualTo(asked);
        run(partner());
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        edge.path("second.test", "partner.test").establish(SOON).orElseThrow()
                                instanceof Establishment.Established);
    }

    @Test
    @Spec({C12, K10})
    @DisplayName("C12: a server that takes connections and ends them comes after the others the next time")
    void uselessServer() throws Exception {
        edge.world.enabled(settings(Authentication.EXTERNAL));
        run(partner());
        try (ServerSocket useless = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            edge.dns.add(
                    "_xmpps-server._tcp.partner.test. 60 IN SRV 1 0 " + useless.getLocalPort() + " host.partner.test.");
            PairPath path = edge.path("example.test", "partner.test");
            CompletableFuture<Optional<Establishment>> first = CompletableFuture.supplyAsync(() -> establish(path));
            useless.accept().close();
            assertThat(first.get(10, SECONDS).orElseThrow()).isInstanceOf(Establishment.NoStream.class);
            established(path);
        }
    }

    private static Optional<Establishment> establish(PairPath path) {
        try {
            return path.establish(SOON);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Spec(C12)
    @DisplayName(
            "C12: a stream that is lost as soon as it was there does not make the next attempts come without a pause")
    void flapping() throws Exception {
        edge.world.enabled(settings(Authentication.EXTERNAL));
        SimulatedPartner partner = run(partner());
        PairPath path = edge.path("example.test", "partner.test");
        long begin = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            StanzaStream stream = established(path);
            partner.cut();
            stream.ended().get(10, SECONDS);
            partner.start();
        }
        established(path);
        // at least half of 250, 500, 1000 and 2000 ms
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1_875));
    }

    @Test
    @DisplayName("F7: a key that the authority does not know is told as invalid, and the stream ends")
    @Spec(F7)
    void wrongKey() throws Exception {
        edge.world.enabled(settings(Authentication.DIALBACK));
        run(partner().authentication(Authentication.DIALBACK));
        try (RawPeer impostor = new RawPeer(edge.port())) {
            impostor.secure("partner.test", "example.test", null);
            impostor.send(header("partner.test", "example.test"));
            impostor.await("</stream:features>");
            impostor.send("<db:result from='partner.test' to='example.test'>guessed</db:result>"
                    + "<message from='juliet@partner.test' to='romeo@example.test'/>");
            // the stanza comes before the authority has answered
            assertThat(impostor.awaitEnd()).contains("<not-authorized").doesNotContain("'valid'");
        }
        try (RawPeer impostor = new RawPeer(edge.port())) {
            impostor.secure("partner.test", "example.test", null);
            impostor.send(header("partner.test", "example.test"));
            impostor.await("</stream:features>");
            impostor.send("<db:result from='partner.test' to='example.test'>guessed</db:result>");
            assertThat(impostor.awaitEnd())
                    .contains("<db:result from='example.test' to='partner.test' type='invalid'/>")
                    .endsWith("</stream:stream>");
        }
        assertThat(edge.published()).isEmpty();
    }

    @Test
    @DisplayName("F6, F12: an authority that accepts and stays silent is an error in bounded time; the stream stays")
    @Spec({F6, F12})
    void silentAuthority() throws Exception {
        edge.world.enabled(settings(Authentication.DIALBACK));
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            edge.dns
                    .add("_xmpp-server._tcp.partner.test. 60 IN SRV 10 0 " + silent.getLocalPort()
                            + " host.partner.test.")
                    .add("host.partner.test. 60 IN A 127.0.0.1");
            try (RawPeer peer = new RawPeer(edge.port())) {
                peer.secure("partner.test", "example.test", null);
                peer.send(header("partner.test", "example.test"));
                peer.await("</stream:features>");
                peer.send("<db:result from='partner.test' to='example.test'>k</db:result>");
                assertThat(peer.await("</db:result>"))
                        .startsWith("<db:result from='example.test' to='partner.test' type='error'>"
                                + "<error type='wait'><remote-server-timeout");
                peer.send("<db:verify from='partner.test' to='example.test' id='1'>k</db:verify>");
                peer.await("type='invalid'/>");
            }
        }
    }

    @Test
    @Spec(F6)
    @DisplayName("F6: an authority that does not exist and one that nobody answers for are different errors")
    void noAuthority() throws Exception {
        edge.world.enabled(settings(Authentication.DIALBACK));
        try (RawPeer peer = new RawPeer(edge.port());
                ServerSocket closed = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            peer.secure("partner.test", "example.test", null);
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            peer.send("<db:result from='partner.test' to='example.test'>k1</db:result>");
            assertThat(peer.await("</db:result>")).contains("type='error'", "<remote-server-not-found ");
            int port = closed.getLocalPort();
            closed.close();
            edge.world.enabled(World.partner(
                    "partner.test", Negotiation.Required, Negotiation.NotSupported, true, "127.0.0.1:" + port));
            peer.send("<db:result from='partner.test' to='example.test'>k2</db:result>");
            assertThat(peer.await("</db:result>")).contains("type='error'", "<remote-connection-failed ");
        }
    }

    @Test
    @DisplayName("F9: an authority that hangs up before it has answered is an error, and the stream stays")
    @Spec({F9, F14})
    void authorityThatHangsUp() throws Exception {
        edge.world.enabled(settings(Authentication.DIALBACK));
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                RawPeer peer = new RawPeer(edge.port())) {
            edge.dns
                    .add("_xmpp-server._tcp.partner.test. 60 IN SRV 10 0 " + server.getLocalPort()
                            + " host.partner.test.")
                    .add("host.partner.test. 60 IN A 127.0.0.1");
            peer.secure("partner.test", "example.test", null);
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            peer.send("<db:result from='partner.test' to='example.test'>k</db:result>");
            try (RawPeer authority =
                    RawPeer.acceptSecured(server, "partner.test", AUTHORITY.identity("partner.test"))) {
                authority.answerHeader("partner.test", "");
                // on a connection of its own (F14), of which the stream that asked for it is no part
                assertThat(authority.await("</db:verify>")).endsWith(">k</db:verify>");
            }
            assertThat(peer.await("</db:result>")).contains("type='error'", "<remote-server-timeout");
            peer.send("<db:verify from='partner.test' to='example.test' id='1'>k</db:verify>");
            peer.await("type='invalid'/>");
        }
    }

    @Test
    @DisplayName("F1, F8: two edges authenticate to each other by dialback, crossing, each the other's authority")
    @Spec({F1, F8})
    void twoEdges() throws Exception {
        TestEdge other = edge("partner.test");
        edge.world.enabled(settings(Authentication.DIALBACK));
        other.world.enabled(World.partner(
                "example.test", Negotiation.Required, Negotiation.NotSupported, true, "127.0.0.1:" + edge.port()));
        edge.dns
                .add("_xmpp-server._tcp.partner.test. 60 IN SRV 10 0 " + other.port() + " host.partner.test.")
                .add("host.partner.test. 60 IN A 127.0.0.1");
        PairPath there = edge.path("example.test", "partner.test");
        PairPath back = other.path("partner.test", "example.test");
        StanzaStream stream = established(there);
        established(back);
        // an edge is no user's server: it publishes the ping instead of answering it
        stream.send(message("m1", "x").xml(), 1, 0);
        await().until(() -> other.published().size() == 1);
        assertThat(other.published().getFirst().lane()).isEqualTo(JULIET);
    }

    @Test
    @DisplayName("a partner that is returned to the legacy gateway has its streams ended, in both directions")
    void returned() throws Exception {
        Partner settings = settings(Authentication.EXTERNAL);
        edge.world.enabled(settings);
        converse(run(partner()));
        edge.world.returned(settings);
        edge.endpoint().table().partnersChanged();
        await().until(() -> edge.streams().isEmpty());
        assertThat(edge.path("example.test", "partner.test").establish(SOON).orElseThrow())
                .isInstanceOfSatisfying(Establishment.NoStream.class, none -> assertThat(none.reason())
                        .contains("not enabled"));
    }
}
