package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.B13;
import static org.rehome.conformance.Requirement.B6;
import static org.rehome.conformance.Requirement.D10;
import static org.rehome.conformance.Requirement.K4;
import static org.rehome.conformance.Requirement.K5;
import static org.rehome.conformance.Requirement.K8;
import static org.rehome.edge.socket.RawPeer.header;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.conformance.Spec;
import org.rehome.edge.negotiation.World;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.xmpp.stream.StreamLimits;

/// What peers send at the limits passes, and what is over them ends their stream at once, whatever it is.
@Timeout(value = 60, unit = SECONDS)
final class PeersOverLimitsTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity PARTNER = AUTHORITY.identity("partner.test");
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final StreamLimits LIMITS = StreamLimits.afterAuthentication();
    private static final String MESSAGE = "<message from='a@partner.test' to='b@example.test'>";
    private static final String TOO_BIG = "<policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>";

    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = new TestEdge(new World().local("example.test").enabled("partner.test"))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate())
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
    }

    private RawPeer authenticated() throws Exception {
        return new RawPeer(edge.port()).authenticate("partner.test", "example.test", PARTNER);
    }

    private static String sized(int bytes) {
        String end = "</message>";
        return MESSAGE + "x".repeat(bytes - MESSAGE.length() - end.length()) + end;
    }

    private static String nested(int depth) {
        return MESSAGE + "<a>".repeat(depth) + "</a>".repeat(depth) + "</message>";
    }

    private static String attributes(int count, String prefix) {
        return MESSAGE
                + IntStream.range(0, count)
                        .mapToObj(i -> " " + prefix + i + "='urn:" + i + "'")
                        .collect(Collectors.joining("", "<a", "/>"))
                + "</message>";
    }

    static List<String> atTheLimits() {
        return List.of(
                sized(LIMITS.bytes()),
                // the stream root and the message are around them
                nested(LIMITS.depth() - 2),
                MESSAGE + "<a/>".repeat(LIMITS.elements() - 1) + "</message>",
                attributes(LIMITS.attributes(), "a"),
                attributes(LIMITS.attributes(), "xmlns:a"));
    }

    static List<String> overTheLimits() {
        return List.of(
                sized(LIMITS.bytes() + 1),
                nested(LIMITS.depth() - 1),
                nested(100_000),
                MESSAGE + "<a/>".repeat(LIMITS.elements()) + "</message>",
                attributes(LIMITS.attributes() + 1, "a"),
                attributes(10_000, "a"),
                attributes(10_000, "xmlns:a"),
                MESSAGE
                        + IntStream.range(0, 10_000)
                                .mapToObj(i -> "<a" + i + " xmlns='urn:" + i + "'/>")
                                .collect(Collectors.joining())
                        + "</message>");
    }

    @ParameterizedTest
    @DisplayName("K4: at every limit a stanza passes")
    @MethodSource("atTheLimits")
    @Spec({K4, B13})
    void pass(String stanza) throws Exception {
        try (RawPeer peer = authenticated()) {
            peer.send(stanza);
            await().until(() -> edge.publishedXml().equals(List.of(stanza)));
        }
    }

    @ParameterizedTest
    @DisplayName("K8: over every limit it ends the stream, and costs no time: deep, wide, and with many names")
    @MethodSource("overTheLimits")
    @Spec({K8, B13})
    void end(String stanza) throws Exception {
        try (RawPeer peer = authenticated()) {
            long begin = System.nanoTime();
            peer.send(stanza);
            assertThat(peer.awaitEnd()).contains(TOO_BIG).endsWith("</stream:stream>");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
        }
        assertThat(edge.published()).isEmpty();
    }

    @Test
    @DisplayName("K4: one that is too big is told so, and those before it are taken")
    @Spec(K4)
    void tooBig() throws Exception {
        try (RawPeer peer = authenticated()) {
            peer.send(MESSAGE + "</message>" + sized(LIMITS.bytes() + 1));
            assertThat(peer.awaitEnd()).contains(TOO_BIG, "<stanza-too-big xmlns='urn:xmpp:errors'/>");
        }
        assertThat(edge.publishedXml()).containsExactly(MESSAGE + "</message>");
    }

    @ParameterizedTest
    @DisplayName("K5, K8: the same before authentication, where limits are much smaller")
    @MethodSource("overTheLimits")
    @Spec({K5, K8})
    void beforeAuthentication(String stanza) throws Exception {
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.send(header("partner.test", "example.test"));
            peer.await("</stream:features>");
            long begin = System.nanoTime();
            peer.send(stanza);
            assertThat(peer.awaitEnd()).contains(TOO_BIG).endsWith("</stream:stream>");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
        }
    }

    @Test
    @DisplayName("B6, K8: entities that would grow to gigabytes are refused at their declaration")
    @Spec({B6, K8})
    void entities() throws Exception {
        StringBuilder laughs = new StringBuilder("<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY a0 'ha'>");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY a" + i + " '&a" + (i - 1) + ";&a" + (i - 1) + ";'>");
        }
        long begin = System.nanoTime();
        try (RawPeer peer = new RawPeer(edge.port())) {
            peer.send(laughs + "]>" + header("&a29;", "example.test"));
            assertThat(peer.awaitEnd()).contains("<restricted-xml").endsWith("</stream:stream>");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
    }

    @Test
    @DisplayName("D10, K8: a certificate with ten thousand names authenticates nobody, and the next peer is served")
    @Spec({D10, K8})
    void manyNames() throws Exception {
        String[] names = IntStream.range(0, 10_000)
                .mapToObj(i -> "n" + i + ".partner.test")
                .toArray(String[]::new);
        names[0] = "partner.test";
        LabIdentity huge = AUTHORITY.identity(names);
        long begin = System.nanoTime();
        try (RawPeer peer = new RawPeer(edge.port())) {
            assertThat(offered(peer, huge)).doesNotContain("EXTERNAL");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        try (RawPeer peer = authenticated()) {
            peer.send(MESSAGE + "</message>");
            await().until(() -> edge.published().size() == 1);
        }
    }

    /// What follows the handshake; empty when TLS itself refuses the certificate.
    private static String offered(RawPeer peer, LabIdentity identity) throws Exception {
        try {
            peer.secure("partner.test", "example.test", identity);
            return peer.send(header("partner.test", "example.test")).awaitEnd();
        } catch (java.io.IOException e) {
            return "";
        }
    }
}
