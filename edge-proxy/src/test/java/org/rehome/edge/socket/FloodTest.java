package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.K1;
import static org.rehome.conformance.Requirement.K2;
import static org.rehome.conformance.Requirement.K3;
import static org.rehome.conformance.Requirement.K8;
import static org.rehome.conformance.Requirement.K9;
import static org.rehome.edge.socket.RawPeer.header;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.negotiation.World;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

/// Many at a time, none of whom has proved who it is.
@Timeout(value = 90, unit = SECONDS)
final class FloodTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity PARTNER = AUTHORITY.identity("partner.test");

    private TestEdge edge;

    @BeforeEach
    void prepare() throws Exception {
        edge = new TestEdge(new World()
                        .local("example.test")
                        .enabled("partner.test")
                        .enabled(World.partner("dialback.test", Negotiation.NotSupported, Negotiation.Optional, true)))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate());
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
    }

    @Test
    @DisplayName("K2: an address that connects too often is turned away before a stream exists")
    @Spec(K2)
    void attempts() throws Exception {
        edge.attempts(5).start();
        for (int i = 0; i < 5; i++) {
            try (RawPeer peer = new RawPeer(edge.port())) {
                peer.send(header("partner.test", "example.test")).await("</stream:features>");
            }
        }
        try (RawPeer peer = new RawPeer(edge.port())) {
            assertThat(peer.awaitEnd()).isEmpty();
        }
    }

    @Test
    @DisplayName("K1, K3, K8: 500 strangers with as much as they may send hold little memory, and keep nobody out")
    @Spec({K1, K3, K8})
    void strangers() throws Exception {
        edge.bounds(501, 501).establishment(Duration.ofMinutes(5)).start();
        long before = heldBytes();
        List<RawPeer> strangers = new ArrayList<>();
        String almost = header("partner.test", "example.test") + "<x a='" + "x".repeat(9_900);
        for (int i = 0; i < 500; i++) {
            strangers.add(new RawPeer(edge.port()).send(almost));
        }
        for (RawPeer each : strangers) {
            each.await("</stream:features>");
        }
        // 10,000 bytes each, and what a connection, its reader and this side of it take besides
        assertThat(heldBytes() - before).isLessThan(500 * 150_000L);
        try (RawPeer peer = new RawPeer(edge.port()).authenticate("partner.test", "example.test", PARTNER)) {
            peer.send("<message from='a@partner.test' to='b@example.test'/>");
            await().until(() -> edge.published().size() == 1);
        }
        for (RawPeer each : strangers) {
            each.close();
        }
        await().until(() -> edge.endpoint().connections() == 0);
    }

    private static long heldBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    @DisplayName("K9: dialback amplification: however many keys an address sends, few connections are made for it")
    @Spec(K9)
    void amplification() throws Exception {
        edge.start();
        try (ServerSocket victim = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
            edge.dns
                    .add("_xmpp-server._tcp.dialback.test. 60 IN SRV 1 0 " + victim.getLocalPort()
                            + " host.dialback.test.")
                    .add("host.dialback.test. 60 IN A 127.0.0.1");
            List<Socket> silent = new CopyOnWriteArrayList<>();
            Thread.ofVirtual().start(() -> accept(victim, silent));
            List<RawPeer> peers = new ArrayList<>();
            StringBuilder keys = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                keys.append("<db:result from='dialback.test' to='example.test'>key" + i + "</db:result>");
            }
            for (int i = 0; i < 20; i++) {
                RawPeer peer = new RawPeer(edge.port()).send(header("dialback.test", "example.test"));
                peer.await("</stream:features>");
                peers.add(peer.send(keys.toString()));
            }
            // a thousand keys: all but those under way are answered at once
            for (RawPeer each : peers) {
                each.await("<resource-constraint");
            }
            await().until(() -> !silent.isEmpty());
            assertThat(silent).hasSizeLessThanOrEqualTo(Questions.PER_ADDRESS);
            for (RawPeer each : peers) {
                each.close();
            }
            for (Socket each : silent) {
                each.close();
            }
        }
        assertThat(edge.published()).isEmpty();
    }

    private static void accept(ServerSocket victim, List<Socket> silent) {
        byte[] header = header("dialback.test", "example.test").getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                // says its name, and nothing else
                Socket asked = victim.accept();
                silent.add(asked);
                asked.getOutputStream().write(header);
            }
        } catch (IOException e) {
            // the test is over
        }
    }
}
