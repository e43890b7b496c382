package org.rehome.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rehome.e2e.dns.Zones;
import org.rehome.e2e.peer.Authority;
import org.rehome.e2e.peer.Client;
import org.rehome.e2e.peer.Peer;
import org.rehome.e2e.peer.Server;
import org.rehome.e2e.suite.LogsOfFailures;
import org.rehome.e2e.suite.Suite;

/// An edge in front of a legacy gateway (docs/splice.md), with stock servers on both sides of it. Each admits the
/// other by its certificate alone, so TLS goes from one to the other.
@ExtendWith(LogsOfFailures.class)
class SpliceRealPeersTest {
    private static final String JULIA = "julia@partner.test";
    private static final String ALICE = "alice@example.test";
    private static final String LEGACY_GATEWAY = "legacy-gateway";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Suite suite = Suite.startInFrontOf(LEGACY_GATEWAY, "edge-proxy", "gateway");

    @AfterEach
    void remove() {
        suite.close();
    }

    @Test
    void a_partner_talks_with_the_legacy_gateway_through_the_edge_until_it_is_enabled() {
        var organisation = new Authority("organisation");
        var partners = new Authority("partner");
        Peer legacy = Peer.partner(
                suite,
                Server.EJABBERD,
                LEGACY_GATEWAY,
                List.of(ALICE),
                organisation.forBothSides("example.test"),
                partners.pem());
        Peer partner = Peer.partner(
                suite,
                Server.PROSODY,
                "partner-server",
                List.of(JULIA),
                partners.forBothSides("partner.test"),
                organisation.pem());
        publish("partner.test", partner.address());
        publish("example.test", suite.address("edge-proxy"));
        new Operator(suite, "example.test", "partner.test")
                .certify(organisation.forBothSides("example.test"), partners.pem());

        try (Client alice = legacy.login(ALICE);
                Client julia = partner.login(JULIA)) {
            julia.awaitPathTo(alice, PATIENCE);
            alice.awaitPathTo(julia, PATIENCE);
            JsonNode splice = splices().get(0);
            assertThat(splice.path("partner").asText()).isEqualTo("partner.test");
            assertThat(splice.path("local").asText()).isEqualTo("example.test");
            assertThat(splice.path("bytesToLegacy").asLong()).isPositive();
            assertThat(streamsOfThePartner()).isZero();

            enable();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(splices()).as("cut when quiet").isEmpty());
        }
    }

    private void publish(String domain, String address) {
        new Zones(suite)
                .replace(
                        domain,
                        "_xmpp-server._tcp.%1$s 5 SRV 10 0 5269 xmpp.%1$s.".formatted(domain),
                        "xmpp." + domain + " 5 A " + address);
    }

    /// By force: there is no pool here that could be ready for it.
    private void enable() {
        suite.gateway().put("/partners/partner.test", """
                        {"partnerType": "Federated", "tlsNegotiation": "Required", "saslNegotiation": "Required",
                         "supportDialbackNegotiation": false}
                        """).ok();
        suite.gateway()
                .post("/partners/partner.test/enable", "{\"force\": true}")
                .ok();
    }

    private JsonNode splices() {
        return suite.edge().get("/splices").ok().path("items");
    }

    private long streamsOfThePartner() {
        long count = 0;
        for (JsonNode each : suite.edge().get("/streams").ok().path("items")) {
            boolean inbound = each.path("direction").asText().equals("inbound");
            if (inbound && each.path("pairs").toString().contains("example.test>partner.test")) {
                count++;
            }
        }
        return count;
    }
}
