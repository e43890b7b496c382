package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.A7;
import static org.rehome.conformance.Requirement.K6;
import static org.rehome.edge.socket.RawPeer.header;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Confirmation;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

/// What a partner's settings come to on its streams, and what a change does to those that are open
/// (docs/partner-settings.md).
@Timeout(value = 60, unit = SECONDS)
final class SettingsOnTheWireTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity IDENTITY = AUTHORITY.identity("partner.test", "chat.partner.test");
    private static final String SM = "<sm xmlns='urn:xmpp:sm:3'/>";
    private static final String RESET = "<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>";

    private TestEdge edge;

    /// Settings that differ in some from the usual ones.
    private static final class Settings {
        private List<Domain> additional = List.of();
        private Negotiation sasl = Negotiation.Optional;
        private int connectionLimit = 20;
        private @Nullable String proxyFqdn;
        private Confirmation confirmation = Confirmation.Automatic;
        private int stanzaRate;
        private int byteRate;

        Partner partner() {
            return new Partner(
                    World.domain("partner.test"),
                    additional,
                    null,
                    PartnerType.Federated,
                    Negotiation.Required,
                    sasl,
                    true,
                    true,
                    connectionLimit,
                    proxyFqdn,
                    null,
                    confirmation,
                    stanzaRate,
                    byteRate,
                    false);
        }
    }

    private final Settings settings = new Settings();

    @BeforeEach
    void start() throws Exception {
        edge = new TestEdge(new World().local("example.test"))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate())
                .acknowledgement(Duration.ofSeconds(2))
                .start();
        apply();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private void apply() {
        edge.world.enabled(settings.partner());
        edge.endpoint().partnersChanged();
    }

    private RawPeer external() throws Exception {
        return new RawPeer(edge.port()).authenticate("partner.test", "example.test", IDENTITY);
    }

    private RawPeer byDialback(String domain) throws Exception {
        RawPeer peer = new RawPeer(edge.port()).secure(domain, "example.test", IDENTITY);
        peer.send(header(domain, "example.test")).await("</stream:features>");
        peer.send("<db:result from='" + domain + "' to='example.test'>k</db:result>")
                .await("type='valid'/>");
        return peer;
    }

    private static String message(String id) {
        return "<message from='a@partner.test' to='b@example.test' id='" + id + "'/>";
    }

    @Test
    @DisplayName("a method that is forbidden ends the streams that it authenticated with <reset/>, and no others")
    void methodForbidden() throws Exception {
        try (RawPeer kept = external();
                RawPeer forbidden = byDialback("partner.test")) {
            edge.holdBack();
            forbidden.send(message("before"));
            await().until(() -> edge.heldBack() == 1);
            settings.sasl = Negotiation.Required;
            apply();
            assertThat(forbidden.await("</stream:stream>")).contains(RESET);
            // what was on its way when it heard of that is still taken
            forbidden.send(message("behind"));
            await().until(() -> edge.heldBack() == 2);
            edge.letGo();
            forbidden.send("</stream:stream>");
            assertThat(forbidden.awaitEnd()).isEmpty();
            kept.send(message("kept"));
            await().until(() -> edge.published().size() == 3);
        }
        try (RawPeer peer = new RawPeer(edge.port()).secure("partner.test", "example.test", IDENTITY)) {
            peer.send(header("partner.test", "example.test"));
            assertThat(peer.await("</stream:features>")).doesNotContain("dialback xmlns=");
        }
    }

    @Test
    @DisplayName("A7, RFC 6120 §4.3.2: the streams that a new policy forbids end one after the other")
    @Spec(A7)
    void oneAfterTheOther() throws Exception {
        List<RawPeer> peers = new ArrayList<>();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> ends = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                RawPeer peer = byDialback("partner.test");
                peers.add(peer);
                ends.add(readers.submit(() -> {
                    peer.await(RESET);
                    return System.nanoTime();
                }));
            }
            settings.sasl = Negotiation.Required;
            apply();
            List<Long> times = new ArrayList<>();
            for (Future<Long> each : ends) {
                times.add(each.get());
            }
            assertThat(Collections.max(times) - Collections.min(times))
                    .as("nanoseconds between the first and the last")
                    .isGreaterThan(20_000_000);
        } finally {
            for (RawPeer each : peers) {
                each.close();
            }
        }
    }

    @Test
    @DisplayName("a peer that has its stanzas acknowledged hears the last count before <reset/>")
    void acknowledgedBeforeReset() throws Exception {
        try (RawPeer peer = external()) {
            peer.send("<enable xmlns='urn:xmpp:sm:3'/>").await("<enabled xmlns='urn:xmpp:sm:3'/>");
            peer.send(message("1") + message("2"));
            await().until(() -> edge.published().size() == 2);
            settings.sasl = Negotiation.NotSupported;
            apply();
            assertThat(peer.await("</stream:stream>")).startsWith("<a xmlns='urn:xmpp:sm:3' h='2'/>" + RESET);
        }
    }

    @Test
    @DisplayName("a lower connectionLimit ends the youngest streams; those of additional domains count too")
    void connectionLimit() throws Exception {
        settings.additional = List.of(World.domain("chat.partner.test"));
        apply();
        try (RawPeer first = external();
                RawPeer second = byDialback("chat.partner.test");
                RawPeer third = external()) {
            settings.connectionLimit = 2;
            apply();
            assertThat(third.await("</stream:stream>")).contains("<policy-violation", "connectionLimit");
            first.send(message("1"));
            second.send("<message from='a@chat.partner.test' to='b@example.test'/>");
            await().until(() -> edge.published().size() == 2);
            third.send("</stream:stream>").awaitEnd();
            try (RawPeer fourth = new RawPeer(edge.port()).secure("partner.test", "example.test", IDENTITY)) {
                fourth.send(header("partner.test", "example.test")).await("</stream:features>");
                assertThat(fourth.send(RawPeer.AUTH).awaitEnd()).contains("<policy-violation", "2 streams");
            }
        }
    }

    @Test
    @DisplayName("an additional domain that is taken away has its streams ended, and no others")
    void additionalDomain() throws Exception {
        settings.additional = List.of(World.domain("chat.partner.test"));
        apply();
        try (RawPeer own = external();
                RawPeer additional = byDialback("chat.partner.test")) {
            settings.additional = List.of();
            apply();
            additional.await("</stream:stream>");
            own.send(message("1"));
            await().until(() -> edge.published().size() == 1);
        }
    }

    @Test
    @DisplayName("K6: stanzaRate and byteRate are kept by reading more slowly: all arrives, in order and in time")
    @Spec(K6)
    void rates() throws Exception {
        settings.stanzaRate = 200;
        apply();
        sendsInTime(1_000);
        settings.stanzaRate = 0;
        settings.byteRate = 20_000;
        apply();
        sendsInTime(100_000 / message("000").length());
        settings.byteRate = 0;
        apply();
        long begin = System.nanoTime();
        send(300);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    }

    /// What takes five seconds at the rate, but for the burst of one, and for what was read with the last piece.
    private void sendsInTime(int stanzas) throws Exception {
        long begin = System.nanoTime();
        send(stanzas);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(1_800), Duration.ofSeconds(8));
    }

    private void send(int stanzas) throws Exception {
        int before = edge.published().size();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < stanzas; i++) {
            all.append(message(Integer.toString(1_000 + i).substring(1)));
        }
        try (RawPeer peer = external()) {
            peer.send(all.toString());
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> edge.published().size() == before + stanzas);
        }
        assertThat(String.join("", edge.publishedXml().subList(before, before + stanzas)))
                .isEqualTo(all.toString());
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private Establishment attempt(ServerSocket server, String features) throws Exception {
        var attempt = edge.endpoint().outbound().establish(pair());
        RawPeer.accept(server, "partner.test", IDENTITY, features);
        return attempt.get(10, SECONDS);
    }

    private static DomainPair pair() {
        return new DomainPair(World.domain("example.test"), World.domain("partner.test"));
    }

    @Test
    @DisplayName("another proxyFqdn ends our stream with <reset/> when all is confirmed, and the next goes there")
    void nextHop() throws Exception {
        try (ServerSocket before = server();
                ServerSocket after = server()) {
            settings.proxyFqdn = "127.0.0.1:" + before.getLocalPort();
            apply();
            var attempt = edge.endpoint().outbound().establish(pair());
            try (RawPeer peer = RawPeer.accept(before, "partner.test", IDENTITY, SM)) {
                peer.await("<enable xmlns='urn:xmpp:sm:3'/>");
                peer.send("<enabled xmlns='urn:xmpp:sm:3'/>");
                StanzaStream stream = ((Establishment.Established) attempt.get(10, SECONDS)).stream();
                stream.send(
                        "<message to='b@partner.test' from='a@example.test'/>".getBytes(StandardCharsets.US_ASCII),
                        1,
                        stream::confirmed);
                peer.await("<message");
                settings.proxyFqdn = "127.0.0.1:" + after.getLocalPort();
                apply();
                peer.await("/>");
                assertThat(peer.isQuiet(Duration.ofMillis(500))).isTrue();
                peer.send("<a xmlns='urn:xmpp:sm:3' h='1'/>");
                assertThat(peer.await("</stream:stream>")).contains(RESET);
            }
            assertThat(attempt(after, "")).isInstanceOf(Establishment.Established.class);
        }
    }

    @Test
    @DisplayName("our stream ends with <reset/> in bounded time also when nothing is confirmed")
    void unconfirmed() throws Exception {
        try (ServerSocket before = server();
                ServerSocket after = server()) {
            settings.proxyFqdn = "127.0.0.1:" + before.getLocalPort();
            apply();
            var attempt = edge.endpoint().outbound().establish(pair());
            try (RawPeer peer = RawPeer.accept(before, "partner.test", IDENTITY, "")) {
                StanzaStream stream = ((Establishment.Established) attempt.get(10, SECONDS)).stream();
                stream.send("<message/>".getBytes(StandardCharsets.US_ASCII), 1, 0);
                peer.await("<message");
                settings.proxyFqdn = "127.0.0.1:" + after.getLocalPort();
                long begin = System.nanoTime();
                apply();
                assertThat(peer.await("</stream:stream>")).contains(RESET);
                assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    @Test
    @DisplayName("confirmation StreamManagement uses no stream without it, and Ping no stream management")
    void confirmation() throws Exception {
        try (ServerSocket server = server()) {
            settings.proxyFqdn = "127.0.0.1:" + server.getLocalPort();
            settings.confirmation = Confirmation.StreamManagement;
            apply();
            assertThat(attempt(server, ""))
                    .isInstanceOfSatisfying(Establishment.NoStream.class, none -> assertThat(none.reason())
                            .contains("XEP-0198"));
            settings.confirmation = Confirmation.Ping;
            apply();
            StanzaStream stream = ((Establishment.Established) attempt(server, SM)).stream();
            assertThat(stream.acknowledged()).isFalse();
            settings.confirmation = Confirmation.Automatic;
            apply();
            assertThat(stream.ended().get(10, SECONDS)).contains("settings");
        }
    }
}
