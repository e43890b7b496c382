package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.A12;
import static org.rehome.conformance.Requirement.C10;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.PairPath;
import org.rehome.edge.delivery.Passage;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.trust.CertificateMaker;
import org.rehome.edge.trust.CertificateMaker.Made;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.StaticNextHops;

@DisplayName("The certificate of a peer that expires during its stream")
@Timeout(value = 60, unit = SECONDS)
@Spec(C10)
final class CertificateExpiryTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration BEGUN = Duration.ofHours(-1);
    private static final Duration SHORT = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofDays(1);

    private final Made root = new CertificateMaker("Root").authority(5).selfSigned();
    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = new TestEdge(new World().local("example.test").enabled("partner.test"))
                .credential("example.test", identity(LONG, root))
                .trust(root.certificate())
                .start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    /// @param issuers of the chain, the nearest first
    private static LabIdentity identity(Duration life, Made... issuers) {
        Made made = new CertificateMaker("leaf")
                .dns("partner.test")
                .dns("example.test")
                .valid(BEGUN, life)
                .signedBy(issuers[0]);
        List<java.security.cert.X509Certificate> chain = new java.util.ArrayList<>();
        chain.add(made.certificate());
        Arrays.stream(issuers).map(Made::certificate).forEach(chain::add);
        return new LabIdentity(made.keys().getPrivate(), chain);
    }

    private static String message(String id) {
        return "<message from='a@partner.test/r' to='b@example.test' id='" + id + "'/>";
    }

    @Test
    @Spec(A12)
    @DisplayName("resets the stream; what was on its way is taken, and the peer authenticates anew")
    void inbound() throws Exception {
        LabIdentity old = identity(SHORT, root);
        try (RawPeer peer = new RawPeer(edge.port()).authenticate("partner.test", "example.test", old)) {
            peer.send(message("m0"));
            assertThat(peer.await("</stream:stream>"))
                    .contains("<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>")
                    .contains("expired on");
            peer.send(message("m1") + "</stream:stream>");
            peer.awaitEnd();
        }
        assertThat(edge.published()).hasSize(2);
        assertThat(edge.failures).isEmpty();
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.secure("partner.test", "example.test", old);
            peer.send(RawPeer.header("partner.test", "example.test"));
            assertThat(peer.awaitEnd()).contains("<policy-violation", "expired");
        }
        assertThat(edge.failures).containsExactly(HandshakeFailure.UNTRUSTED_CERTIFICATE);
        try (RawPeer peer =
                new RawPeer(edge.port()).authenticate("partner.test", "example.test", identity(LONG, root))) {
            peer.send(message("m2"));
            await().atMost(SOON).until(() -> edge.published().size() == 3);
        }
    }

    @Test
    @DisplayName("resets the stream also when it is an issuer's, and acknowledges first what is durable")
    void issuer() throws Exception {
        Made middle =
                new CertificateMaker("Middle").authority(0).valid(BEGUN, SHORT).signedBy(root);
        try (RawPeer peer =
                new RawPeer(edge.port()).authenticate("partner.test", "example.test", identity(LONG, middle))) {
            peer.send("<enable xmlns='urn:xmpp:sm:3'/>").await("<enabled");
            edge.holdBack();
            peer.send(message("m0"));
            await().atMost(SOON).until(() -> edge.heldBack() == 1);
            // it has expired when nobody is authenticated by it any more
            await().atMost(SOON).until(() -> edge.streams().getFirst().state().equals("closing"));
            edge.letGo();
            assertThat(peer.await("</stream:stream>"))
                    .contains("<a xmlns='urn:xmpp:sm:3' h='1'/><stream:error><reset ");
        }
    }

    @Test
    @DisplayName("resets the stream that we opened when nothing is under way on it, and another one is refused")
    void outbound() throws Exception {
        StaticNextHops hops = new StaticNextHops();
        hops.set("example.test", new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port()));
        List<String> tapped = new CopyOnWriteArrayList<>();
        try (SimulatedPartner partner = SimulatedPartner.of("partner.test")
                .user("juliet@partner.test")
                .identity(identity(SHORT, root))
                .trust(root.certificate())
                .nextHops(hops)
                .timeout(Duration.ofSeconds(5))
                .tap((peer, xml) -> tapped.add(xml))
                .start()) {
            edge.dns
                    .add("_xmpp-server._tcp.partner.test. 60 IN SRV 10 0 " + partner.port() + " host.partner.test.")
                    .add("host.partner.test. 60 IN A 127.0.0.1");
            PairPath path = edge.path("example.test", "partner.test");
            StanzaStream stream =
                    ((Establishment.Established) path.establish(SOON).orElseThrow()).stream();
            assertThat(path.send(stream, List.of())).isEqualTo(Passage.ANSWERED);
            assertThat(stream.retiring().get(20, SECONDS)).contains("expired on");
            assertThat(stream.ended().get(20, SECONDS)).contains("expired on");
            assertThat(path.establish(SOON).orElseThrow())
                    .isInstanceOfSatisfying(Establishment.NoStream.class, none -> assertThat(none.reason())
                            .contains("untrusted-certificate", "expired"));
        }
    }
}
