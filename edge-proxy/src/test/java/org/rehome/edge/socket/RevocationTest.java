package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.C10;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.trust.CertificateMaker;
import org.rehome.edge.trust.CertificateMaker.Made;
import org.rehome.edge.trust.OcspResponder;
import org.rehome.lab.certificate.LabIdentity;

@DisplayName("The certificate of a peer that its authority has revoked (RFC 6120 §13.7.2.3, RFC 6960)")
@Timeout(value = 60, unit = SECONDS)
@Spec(C10)
final class RevocationTest {
    private static final String RESET = "<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>";

    private final Made root = new CertificateMaker("Root").authority(5).selfSigned();
    private volatile Duration later = Duration.ZERO;
    private OcspResponder authority;
    private Made leaf;
    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        authority = new OcspResponder(root);
        leaf = new CertificateMaker("leaf")
                .dns("partner.test")
                .dns("example.test")
                .responder(authority.url())
                .signedBy(root);
        edge = new TestEdge(new World().local("example.test").enabled("partner.test"))
                .credential("example.test", identity())
                .trust(root.certificate())
                .asking(Revocations.asked(() -> Instant.now().plus(later)))
                .start();
    }

    @AfterEach
    void stop() {
        edge.close();
        authority.close();
    }

    private LabIdentity identity() {
        return new LabIdentity(leaf.keys().getPrivate(), List.of(leaf.certificate(), root.certificate()));
    }

    private RawPeer authenticated() throws Exception {
        return new RawPeer(edge.port()).authenticate("partner.test", "example.test", identity());
    }

    private void isRefused() throws Exception {
        try (RawPeer peer = new RawPeer(edge.port()).secure("partner.test", "example.test", identity())) {
            peer.send(RawPeer.header("partner.test", "example.test"));
            assertThat(peer.awaitEnd()).contains("<policy-violation", "revoked");
        }
        assertThat(edge.failures).containsExactly(HandshakeFailure.UNTRUSTED_CERTIFICATE);
    }

    @Test
    @DisplayName("before the stream: ends it as soon as the authority has said so, and proves nothing from then on")
    void before() throws Exception {
        authority.revoke(leaf.certificate().getSerialNumber());
        try (RawPeer peer = authenticated()) {
            peer.send("<message from='a@partner.test/r' to='b@example.test' id='m'/>");
            assertThat(peer.await("</stream:stream>")).contains(RESET, "revoked");
        }
        await().until(() -> edge.published().size() == 1);
        isRefused();
    }

    @Test
    @DisplayName("during the stream: ends it when the authority is asked again, after an hour")
    void during() throws Exception {
        try (RawPeer peer = authenticated()) {
            await().until(() -> authority.asked() == 1);
            authority.revoke(leaf.certificate().getSerialNumber());
            try (RawPeer soon = authenticated()) {
                assertThat(authority.asked()).isEqualTo(1);
                later = Duration.ofMinutes(61);
                try (RawPeer afterAnHour = authenticated()) {
                    for (RawPeer each : List.of(peer, soon, afterAnHour)) {
                        assertThat(each.await("</stream:stream>")).contains(RESET);
                    }
                }
            }
        }
        isRefused();
    }

    @Test
    @DisplayName("is not known where the authority has no answer: the stream stays")
    void silent() throws Exception {
        authority.breakDown();
        authority.revoke(leaf.certificate().getSerialNumber());
        try (RawPeer peer = authenticated()) {
            await().until(() -> authority.asked() > 0);
            try (RawPeer second = authenticated()) {
                second.send("<message from='a@partner.test/r' to='b@example.test' id='m'/>");
                await().until(() -> edge.published().size() == 1);
            }
        }
        assertThat(edge.failures).isEmpty();
    }
}
