package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.C4;
import static org.rehome.edge.socket.RawPeer.header;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;
import org.rehome.edge.negotiation.World;
import org.rehome.lab.certificate.LabAuthority;

/// Which TLS is spoken (RFC 7590 §3, RFC 8996).
@Timeout(value = 60, unit = SECONDS)
final class TlsVersionsTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");

    // RFC 8446 §6
    private static final byte ALERT = 21;
    private static final byte FATAL = 2;
    private static final byte PROTOCOL_VERSION = 70;

    // RFC 5246 §7.4.1.3: record header, handshake header, version, random
    private static final int BEFORE_SESSION = 5 + 4 + 2 + 32;

    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = new TestEdge(new World().local("example.test").enabled("partner.test"))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private RawPeer afterProceed() throws Exception {
        RawPeer peer = new RawPeer(edge.port());
        peer.send(header("partner.test", "example.test"));
        peer.await("</stream:features>");
        peer.send(RawPeer.STARTTLS);
        peer.await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        return peer;
    }

    @ParameterizedTest
    @Spec(C4)
    @DisplayName("C4: TLS 1.3 and 1.2 are spoken")
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void spoken(String version) throws Exception {
        try (RawPeer peer = afterProceed()) {
            peer.handshake(null, version);
            assertThat(peer.tls().getSession().getProtocol()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @Spec(C4)
    @DisplayName("C4: SSL 3.0, TLS 1.0 and 1.1 are answered with the alert protocol_version, and the connection ends")
    @ValueSource(ints = {0, 1, 2})
    void refused(int minor) throws Exception {
        try (RawPeer peer = afterProceed()) {
            peer.send(OldHello.of(minor));
            byte[] record = peer.readBytes(7);
            assertThat(record[0]).isEqualTo(ALERT);
            assertThat(record[5]).isEqualTo(FATAL);
            assertThat(record[6]).isEqualTo(PROTOCOL_VERSION);
            assertThat(peer.awaitEnd()).isEmpty();
        }
    }

    @Test
    @Spec(C4)
    @DisplayName("C4: a client that offers compression gets none")
    void noCompression() throws Exception {
        try (RawPeer peer = afterProceed()) {
            peer.send(OldHello.of(3));
            byte[] session = peer.readBytes(BEFORE_SESSION + 1);
            assertThat(session[0]).isEqualTo((byte) 22);
            int suiteAndCompression = Byte.toUnsignedInt(session[BEFORE_SESSION]) + 3;
            byte[] rest = peer.readBytes(suiteAndCompression);
            assertThat(rest[suiteAndCompression - 1]).isZero();
        }
    }
}
