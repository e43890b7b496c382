package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.C11;
import static org.rehome.conformance.Requirement.D10;
import static org.rehome.conformance.Requirement.D7;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.trust.CertificateMaker;
import org.rehome.edge.trust.CertificateMaker.Made;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.StaticNextHops;

@DisplayName("The certificate that a peer shows")
@Timeout(value = 60, unit = SECONDS)
final class PeerCertificateTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Made root = new CertificateMaker("Root").authority(5).selfSigned();
    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = new TestEdge(new World().local("example.test").enabled("partner.test"))
                .credential("example.test", identity(new CertificateMaker("own").dns("example.test")))
                .trust(root.certificate())
                .start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private LabIdentity identity(CertificateMaker maker) {
        Made made = maker.signedBy(root);
        return new LabIdentity(made.keys().getPrivate(), List.of(made.certificate()));
    }

    @Test
    @Spec(D7)
    @DisplayName("D7: proves nothing when it names the target of the SRV record, which DNS alone has told")
    void srvTarget() throws Exception {
        try (SimulatedPartner partner = SimulatedPartner.of("partner.test")
                .identity(identity(new CertificateMaker("host").dns("host.hoster.test")))
                .nextHops(new StaticNextHops())
                .start()) {
            edge.dns
                    .add("_xmpp-server._tcp.partner.test. 60 IN SRV 10 0 " + partner.port() + " host.hoster.test.")
                    .add("host.hoster.test. 60 IN A 127.0.0.1");
            assertThat(edge.path("example.test", "partner.test").establish(SOON).orElseThrow())
                    .isInstanceOfSatisfying(Establishment.NoStream.class, none -> assertThat(none.reason())
                            .contains("wrong-name", "host.hoster.test"));
        }
    }

    @Test
    @Spec(C11)
    @DisplayName("C11: is told as changed when it is not one that the peer has shown before")
    void changed() throws Exception {
        LabIdentity first = identity(new CertificateMaker("one").dns("partner.test"));
        LabIdentity second = identity(new CertificateMaker("two").dns("partner.test"));
        for (LabIdentity each : List.of(first, first, second, first)) {
            new RawPeer(edge.port())
                    .authenticate("partner.test", "example.test", each)
                    .close();
        }
        assertThat(edge.changes).containsExactly("partner.test");
    }

    @Test
    @Spec(D10)
    @DisplayName("D10: ends the handshake when it has 10,000 names, and the edge serves the next peer")
    void manyNames() throws Exception {
        CertificateMaker maker = new CertificateMaker("many").dns("partner.test");
        for (int i = 0; i < 10_000; i++) {
            maker.dns("n" + i + ".partner.test");
        }
        LabIdentity many = identity(maker);
        try (RawPeer peer = new RawPeer(edge.port())) {
            assertThatThrownBy(() -> {
                        peer.secure("partner.test", "example.test", many);
                        // in TLS 1.3 a client is refused after its own part of the handshake
                        peer.send(RawPeer.header("partner.test", "example.test"));
                        peer.await("<mechanism>EXTERNAL");
                    })
                    .isInstanceOfAny(IOException.class, AssertionError.class);
        }
        await().atMost(SOON).until(() -> edge.streams().isEmpty());
        try (RawPeer peer = new RawPeer(edge.port())
                .authenticate(
                        "partner.test", "example.test", identity(new CertificateMaker("x").dns("partner.test")))) {
            peer.send("<message from='a@partner.test' to='b@example.test'/>");
            await().atMost(SOON).until(() -> edge.published().size() == 1);
        }
    }
}
