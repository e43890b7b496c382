package org.rehome.lab.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabCertificate;
import org.rehome.lab.server.Inbox;
import org.rehome.lab.stanza.Stanza;

/// Two partners with each other: everything that the lab does, seen from both ends.
final class FederationTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final String ROMEO = "romeo@a.test";
    private static final String JULIET = "juliet@b.test";

    private final StaticNextHops table = new StaticNextHops();
    private final List<SimulatedPartner> running = new ArrayList<>();

    private PartnerBuilder builder(String domain, String user) {
        return SimulatedPartner.of(domain)
                .user(user)
                .identity(AUTHORITY.identity(domain))
                .trust(AUTHORITY.certificate())
                .timeout(Duration.ofSeconds(5))
                .nextHops(table);
    }

    private SimulatedPartner start(PartnerBuilder builder) throws IOException {
        SimulatedPartner partner = builder.start();
        running.add(partner);
        partner.domains().forEach(domain -> table.set(domain, partner.address()));
        return partner;
    }

    @AfterEach
    void stop() {
        running.forEach(SimulatedPartner::close);
    }

    private static void converse(SimulatedPartner a, SimulatedPartner b) throws InterruptedException {
        Inbox romeo = Inbox.of(a, ROMEO);
        Inbox juliet = Inbox.of(b, JULIET);
        for (int i = 0; i < 200; i++) {
            assertThat(a.send(ROMEO, Stanza.message(JULIET, "a" + i, "<&>'\"ä😀")))
                    .isTrue();
            assertThat(b.send(JULIET, Stanza.message(ROMEO, "b" + i, "x"))).isTrue();
        }
        List<Stanza> atJuliet = juliet.await(200, SOON);
        List<Stanza> atRomeo = romeo.await(200, SOON);
        for (int i = 0; i < 200; i++) {
            assertThat(atJuliet.get(i).id()).isEqualTo("a" + i);
            assertThat(atJuliet.get(i).body()).isEqualTo("<&>'\"ä😀");
            assertThat(atJuliet.get(i).element().attribute("from")).contains(ROMEO + "/lab");
            assertThat(atRomeo.get(i).id()).isEqualTo("b" + i);
        }
    }

    private static Stanza returned(SimulatedPartner a) throws InterruptedException {
        Inbox romeo = Inbox.of(a, ROMEO);
        a.send(ROMEO, Stanza.message(JULIET, "m1", "x"));
        Stanza error = romeo.await(1, SOON).getFirst();
        assertThat(error.id()).isEqualTo("m1");
        assertThat(error.isError()).isTrue();
        return error;
    }

    @ParameterizedTest
    @DisplayName("messages pass in both directions and in order, by EXTERNAL and by dialback, one stream each way")
    @EnumSource(Authentication.class)
    void bothDirections(Authentication authentication) throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO).authentication(authentication));
        SimulatedPartner b = start(builder("b.test", JULIET).authentication(authentication));
        converse(a, b);

        for (SimulatedPartner partner : List.of(a, b)) {
            assertThat(partner.streams())
                    .extracting(PartnerStream::direction)
                    .containsExactlyInAnyOrder(PartnerStream.Direction.INBOUND, PartnerStream.Direction.OUTBOUND);
            assertThat(partner.streams()).extracting(PartnerStream::tls).containsOnly(Optional.of("TLSv1.3"));
        }
    }

    @Test
    @DisplayName(
            "XEP-0198 §4: what the peer has not acknowledged when a stream is reset comes by the next one, in order")
    void acknowledged() throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO).streamManagement());
        SimulatedPartner b = start(builder("b.test", JULIET).streamManagement());
        Inbox juliet = Inbox.of(b, JULIET);
        for (int i = 0; i < 2_000; i++) {
            assertThat(a.send(ROMEO, Stanza.message(JULIET, "m" + i, "x".repeat(500))))
                    .isTrue();
            if (i % 400 == 200) {
                int before = i / 2;
                await().until(() -> ids(juliet).size() > before && !b.streams().isEmpty());
                b.reset();
            }
        }
        await().atMost(SOON).until(() -> ids(juliet).contains("m1999"));
        List<String> first = ids(juliet).stream().distinct().toList();
        for (int i = 0; i < 2_000; i++) {
            assertThat(first.get(i)).isEqualTo("m" + i);
        }
    }

    private static List<String> ids(Inbox inbox) {
        return inbox.stanzas().stream().map(Stanza::id).toList();
    }

    @Test
    @DisplayName("XEP-0198 §3: acknowledgements are for those who both can; others talk as before")
    void oneCannot() throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO).streamManagement());
        SimulatedPartner b = start(builder("b.test", JULIET));
        converse(a, b);
    }

    @ParameterizedTest
    @DisplayName("C4: TLS 1.2 and 1.3, each alone")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void tlsVersions(String version) throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO).tlsVersions(version));
        SimulatedPartner b = start(builder("b.test", JULIET));
        converse(a, b);
        assertThat(a.streams()).extracting(PartnerStream::tls).containsOnly(Optional.of(version));
    }

    @Test
    @DisplayName("C8: certificates for servers only authenticate both ends by EXTERNAL")
    void serverOnlyCertificates() throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO)
                .identity(AUTHORITY.issue().dns("a.test").serverOnly().issue()));
        SimulatedPartner b = start(builder("b.test", JULIET)
                .identity(AUTHORITY.issue().srv("b.test").serverOnly().issue()));
        converse(a, b);
    }

    @Test
    @DisplayName("a reset breaks every stream within a stanza, which reaches nobody; new ones carry what comes then")
    void resets() throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO));
        SimulatedPartner b = start(builder("b.test", JULIET));
        converse(a, b);
        a.reset();
        await().until(() -> a.streams().isEmpty() && b.streams().isEmpty());
        converse(a, b);
    }

    @Test
    @DisplayName("dialback needs neither TLS nor a certificate that somebody trusts")
    void dialbackWithoutTrust() throws Exception {
        SimulatedPartner a = start(
                builder("a.test", ROMEO).authentication(Authentication.DIALBACK).encryption(Encryption.NOT_SUPPORTED));
        SimulatedPartner b = start(builder("b.test", JULIET)
                .authentication(Authentication.DIALBACK)
                .encryption(Encryption.NOT_SUPPORTED));
        converse(a, b);
        assertThat(a.streams()).extracting(PartnerStream::tls).containsOnly(Optional.empty());

        SimulatedPartner c = start(builder("a.test", ROMEO)
                .authentication(Authentication.DIALBACK)
                .identity(LabAuthority.create("Unknown").identity("elsewhere.test")));
        SimulatedPartner d = start(builder("b.test", JULIET).authentication(Authentication.DIALBACK));
        converse(c, d);
    }

    @Test
    @DisplayName("D8: a partner with a bad certificate is not spoken to, and its own streams are refused")
    void badCertificates() throws Exception {
        List<LabCertificate> bad = List.of(
                AUTHORITY.issue().dns("a.test").expired(),
                AUTHORITY.issue().dns("other.test"),
                LabAuthority.create("Unknown").issue().dns("a.test"));
        SimulatedPartner b = start(builder("b.test", JULIET));
        for (LabCertificate certificate : bad) {
            SimulatedPartner a = start(builder("a.test", ROMEO).identity(certificate.issue()));
            assertThat(returned(a).condition()).contains("remote-server-timeout");
            assertThat(a.lastFailure("a.test", "b.test")).contains("does not offer SASL EXTERNAL");

            Inbox juliet = Inbox.of(b, JULIET);
            b.send(JULIET, Stanza.message(ROMEO, "m2", "x"));
            assertThat(juliet.await(1, SOON).getFirst().condition()).contains("remote-server-timeout");
            assertThat(b.lastFailure("b.test", "a.test")).contains("not trusted");
        }
        assertThat(b.streams()).isEmpty();
    }

    @Test
    @DisplayName("an authority trusted later lets streams through that were refused before")
    void trustedLater() throws Exception {
        LabAuthority other = LabAuthority.create("Other");
        SimulatedPartner a = start(builder("a.test", ROMEO).identity(other.identity("a.test")));
        SimulatedPartner b = start(builder("b.test", JULIET));
        assertThat(returned(a).condition()).contains("remote-server-timeout");
        b.trust(other.certificate());
        converse(a, b);
    }

    @Test
    @DisplayName(
            "RFC 6120 §10.4.3, I6: no such domain returns remote-server-not-found, no stream remote-server-timeout")
    void noPath() throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO));
        assertThat(returned(a).condition()).contains("remote-server-not-found");
        assertThat(a.lastFailure("a.test", "b.test")).contains("not in the table");

        SimulatedPartner b = start(builder("b.test", JULIET));
        b.stop();
        assertThat(returned(a).condition()).contains("remote-server-timeout");
        b.start();
        converse(a, b);
    }

    @Test
    @DisplayName("stanzas wait while the stream is being established, and go back together when there is none")
    void waitsForStream() throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO).timeout(Duration.ofMillis(500)));
        Inbox romeo = Inbox.of(a, ROMEO);
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            table.set("b.test", (InetSocketAddress) silent.getLocalSocketAddress());
            for (int i = 0; i < 50; i++) {
                a.send(ROMEO, Stanza.message(JULIET, "m" + i, "x"));
            }
            List<Stanza> errors = romeo.await(50, SOON);
            for (int i = 0; i < 50; i++) {
                assertThat(errors.get(i).id()).isEqualTo("m" + i);
                assertThat(errors.get(i).condition()).contains("remote-server-timeout");
            }
        }
    }

    @Test
    @DisplayName("XEP-0220 §2.1.1, F5, F7: who cannot prove its domain by dialback gets invalid, and sends nothing")
    void impostor() throws Exception {
        SimulatedPartner victim = start(builder("a.test", ROMEO).authentication(Authentication.DIALBACK));
        SimulatedPartner b = start(builder("b.test", JULIET).authentication(Authentication.DIALBACK));
        Inbox juliet = Inbox.of(b, JULIET);
        SimulatedPartner impostor =
                builder("a.test", ROMEO).authentication(Authentication.DIALBACK).start();
        running.add(impostor);

        assertThat(table.find("a.test")).isEqualTo(new NextHops.Answer.Hops(List.of(victim.address()), true));
        assertThat(returned(impostor).condition()).contains("internal-server-error");
        assertThat(juliet.stanzas()).isEmpty();
        converse(victim, b);
    }

    @Test
    @DisplayName("XEP-0220 §2.5, F6, F12: when the authority cannot be asked, the answer is error, not silence")
    void authorityAway() throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO).authentication(Authentication.DIALBACK));
        start(builder("b.test", JULIET).authentication(Authentication.DIALBACK).timeout(Duration.ofMillis(300)));
        table.remove("a.test");
        assertThat(returned(a).condition()).contains("remote-server-timeout");
        assertThat(a.lastFailure("a.test", "b.test")).contains("could not verify");
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            table.set("a.test", (InetSocketAddress) silent.getLocalSocketAddress());
            assertThat(returned(a).condition()).contains("remote-server-timeout");
        }
    }

    @Test
    @DisplayName("a partner with several domains speaks for each on a stream of its own")
    void severalDomains() throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO)
                .domain("rooms.a.test")
                .user("hall@rooms.a.test")
                .identity(AUTHORITY.identity("a.test", "*.a.test")));
        SimulatedPartner b = start(builder("b.test", JULIET));
        converse(a, b);
        Inbox hall = Inbox.of(a, "hall@rooms.a.test");
        Inbox juliet = Inbox.of(b, JULIET);
        b.send(JULIET, Stanza.message("hall@rooms.a.test", "m", "x"));
        hall.await(1, SOON);
        a.send("hall@rooms.a.test", Stanza.message(JULIET, "m", "x"));
        juliet.await(1, SOON);
        assertThat(b.streams()).hasSize(4);
    }

    @Test
    @DisplayName("XEP-0199: servers and sessions answer pings, and the answer comes back by the other stream")
    void pings() throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO));
        start(builder("b.test", JULIET));
        Inbox romeo = Inbox.of(a, ROMEO);
        a.send(ROMEO, Stanza.ping("b.test", "p1"));
        a.send(ROMEO, Stanza.ping(JULIET + "/lab", "p2"));
        a.send(ROMEO, Stanza.ping("nobody@b.test", "p3"));
        List<Stanza> answers = romeo.await(3, SOON);
        assertThat(answers).extracting(Stanza::id).containsExactly("p1", "p2", "p3");
        assertThat(answers).extracting(Stanza::type).containsExactly("result", "result", "error");
        assertThat(answers.get(2).condition()).contains("service-unavailable");
    }

    @ParameterizedTest
    @DisplayName("RFC 6120 §4.6.4, A9: an authenticated stream may be idle for longer than its negotiation may take")
    @EnumSource(Authentication.class)
    void toleratesIdleStreams(Authentication authentication) throws Exception {
        Duration bound = Duration.ofSeconds(1);
        SimulatedPartner a =
                start(builder("a.test", ROMEO).authentication(authentication).timeout(bound));
        SimulatedPartner b =
                start(builder("b.test", JULIET).authentication(authentication).timeout(bound));
        converse(a, b);
        List<PartnerStream> streams = a.streams();
        assertThat(streams).hasSize(2);
        await().during(bound.multipliedBy(3)).until(() -> a.streams().containsAll(streams));
        converse(a, b);
        assertThat(a.streams()).containsExactlyInAnyOrderElementsOf(streams);
    }

    @Test
    @DisplayName("a partner that stands still keeps its streams, reads nothing, and then everything in order")
    void standsStill() throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO));
        SimulatedPartner b = start(builder("b.test", JULIET));
        converse(a, b);
        Inbox juliet = Inbox.of(b, JULIET);
        b.stall(Duration.ofMinutes(5));
        for (int i = 0; i < 1_000; i++) {
            a.send(ROMEO, Stanza.message(JULIET, "m" + i, "x".repeat(1_000)));
        }
        await().during(Duration.ofMillis(200)).until(() -> juliet.stanzas().isEmpty());
        assertThat(b.streams()).hasSize(2);
        b.stall(Duration.ZERO);
        List<Stanza> stanzas = juliet.await(1_000, SOON);
        for (int i = 0; i < 1_000; i++) {
            assertThat(stanzas.get(i).id()).isEqualTo("m" + i);
        }
    }

    @Test
    @DisplayName("presence passes too")
    void presence() throws Exception {
        SimulatedPartner a = start(builder("a.test", ROMEO));
        SimulatedPartner b = start(builder("b.test", JULIET));
        Inbox juliet = Inbox.of(b, JULIET);
        a.send(ROMEO, Stanza.presence(JULIET, "s1", "subscribe"));
        a.send(ROMEO, Stanza.presence(JULIET, "s2", ""));
        assertThat(juliet.await(2, SOON)).extracting(Stanza::type).containsExactly("subscribe", "");
    }

    @Test
    @DisplayName("a changed SRV record counts from the next stream on, and open streams stay")
    void followsDns() throws Exception {
        try (TestDns dns = new TestDns()) {
            SimulatedPartner old = start(builder("b.test", JULIET));
            SimulatedPartner fresh = start(builder("b.test", JULIET));
            dns.xmpp("b.test", old.port());
            SimulatedPartner a = start(builder("a.test", ROMEO).nextHops(dns.lookup()));
            Inbox atOld = Inbox.of(old, JULIET);
            Inbox atFresh = Inbox.of(fresh, JULIET);
            a.send(ROMEO, Stanza.message(JULIET, "m1", "x"));
            atOld.await(1, SOON);

            dns.clear();
            dns.xmpp("b.test", fresh.port());
            a.send(ROMEO, Stanza.message(JULIET, "m2", "x"));
            atOld.await(2, SOON);
            a.closeOutbound();
            a.send(ROMEO, Stanza.message(JULIET, "m3", "x"));
            assertThat(atFresh.await(1, SOON).getFirst().id()).isEqualTo("m3");
            await().until(() -> old.streams().isEmpty());
        }
    }
}
