package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.D7;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.negotiation.World;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.StaticNextHops;

/// A partner whose zone says, by DNSSEC, which certificate its server has.
@Timeout(value = 60, unit = SECONDS)
@Spec(D7)
final class DaneTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final LabIdentity UNKNOWN = LabAuthority.create("Unknown").identity("elsewhere.test");

    private TestEdge edge;
    private final List<SimulatedPartner> partners = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        edge = new TestEdge(new World()
                        .local("example.test")
                        .enabled(World.partner("partner.test", Negotiation.Required, Negotiation.Optional, true)))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate())
                .validating()
                .start();
    }

    /// @return the port of its server
    private int partner(LabIdentity identity) throws Exception {
        SimulatedPartner partner = SimulatedPartner.of("partner.test")
                .user("juliet@partner.test")
                .identity(identity)
                .trust(AUTHORITY.certificate())
                .nextHops(hops())
                .start();
        partners.add(partner);
        edge.dns
                .add("_xmpp-server._tcp.partner.test. 60 IN SRV 10 0 " + partner.port() + " host.hoster.test.")
                .add("host.hoster.test. 60 IN A 127.0.0.1");
        return partner.port();
    }

    private StaticNextHops hops() {
        StaticNextHops hops = new StaticNextHops();
        hops.set("example.test", new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port()));
        return hops;
    }

    private void tlsa(int port, LabIdentity identity) throws Exception {
        byte[] key = identity.leaf().getPublicKey().getEncoded();
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        edge.dns.add("_" + port + "._tcp.host.hoster.test. 60 IN TLSA 3 1 1 " + digest);
    }

    @AfterEach
    void stop() throws Exception {
        for (SimulatedPartner each : partners) {
            each.close();
        }
        edge.close();
    }

    private Establishment establish() throws InterruptedException {
        return edge.path("example.test", "partner.test").establish(SOON).orElseThrow();
    }

    private void establishedByExternal() throws Exception {
        assertThat(establish()).isInstanceOf(Establishment.Established.class);
        await().until(() -> edge.methods.contains(org.rehome.edge.negotiation.Authentication.EXTERNAL));
    }

    @Test
    @DisplayName("D7: a certificate that nobody knows is the partner's when a secure TLSA record says so")
    void associated() throws Exception {
        tlsa(partner(UNKNOWN), UNKNOWN);
        establishedByExternal();
        assertThat(edge.streams())
                .anySatisfy(stream -> assertThat(stream.certificate()).endsWith("(DNSSEC)"));
    }

    @Test
    @DisplayName("D7: a trusted certificate for the partner is refused when a secure TLSA record names another one")
    void mismatch() throws Exception {
        tlsa(partner(AUTHORITY.identity("partner.test")), UNKNOWN);
        assertThat(establish()).isInstanceOfSatisfying(Establishment.NoStream.class, none -> assertThat(none.reason())
                .contains("untrusted-certificate", "tlsa-mismatch", "host.hoster.test"));
    }

    @Test
    @DisplayName("D7: the name of the server in a trusted certificate is enough where DNSSEC has secured the way to it")
    void serverName() throws Exception {
        partner(AUTHORITY.identity("host.hoster.test"));
        establishedByExternal();
    }

    @Test
    @DisplayName("D7: and is not enough where it has not")
    void insecure() throws Exception {
        edge.world.enabled(World.partner("partner.test", Negotiation.Required, Negotiation.Required, true));
        partner(AUTHORITY.identity("host.hoster.test"));
        edge.dns.insecure("_xmpp-server._tcp.partner.test.");
        assertThat(establish()).isInstanceOfSatisfying(Establishment.NoStream.class, none -> assertThat(none.reason())
                .contains("wrong-name"));
    }
}
