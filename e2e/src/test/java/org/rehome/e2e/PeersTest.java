package org.rehome.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/// The peers without the suite, so that a scenario's failure can be told from a failure of its ground.
@ExtendWith(LogsOfFailures.class)
class PeersTest {
    private final Suite bind = Suite.start("bind");

    @AfterEach
    void remove() {
        bind.close();
    }

    @Test
    void a_Prosody_and_an_ejabberd_partner_find_each_other_by_BIND_and_trust_their_certificates() {
        var zones = new Zones(bind);
        var authority = new Authority("PeersTest");
        Peer one = Peer.partner(
                bind,
                Server.PROSODY,
                "prosody-partner",
                List.of("julia@partner.test"),
                authority.forBothSides("partner.test"),
                authority.pem());
        Peer two = Peer.partner(
                bind,
                Server.EJABBERD,
                "ejabberd-partner",
                List.of("romeo@example.test"),
                authority.forBothSides("example.test"),
                authority.pem());
        publish(zones, "partner.test", one);
        publish(zones, "example.test", two);
        try (Client julia = one.login("julia@partner.test");
                Client romeo = two.login("romeo@example.test")) {
            julia.send("romeo@example.test", "1", "who is there?");
            awaitReceived(romeo, new Client.Received("julia@partner.test", "", "who is there?"));
            romeo.send("julia@partner.test", "2", "it is I");
            awaitReceived(julia, new Client.Received("romeo@example.test", "", "it is I"));
        }
    }

    private static void publish(Zones zones, String domain, Peer server) {
        zones.replace(
                domain,
                "_xmpp-server._tcp." + domain + " 5 SRV 10 0 5269 xmpp." + domain + ".",
                "xmpp." + domain + " 5 A " + server.address());
    }

    private static void awaitReceived(Client client, Client.Received message) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(client.received()).containsExactly(message));
    }
}
