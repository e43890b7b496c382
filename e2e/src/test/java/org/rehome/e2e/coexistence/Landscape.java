package org.rehome.e2e.coexistence;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.rehome.e2e.Operator;
import org.rehome.e2e.dns.Zones;
import org.rehome.e2e.peer.Authority;
import org.rehome.e2e.peer.Identity;
import org.rehome.e2e.peer.Peer;
import org.rehome.e2e.peer.Server;
import org.rehome.e2e.suite.Suite;

/// The suite with an edge in front of the legacy gateway, the two pools with their hooks, and two
/// partners that find everybody by BIND. The legacy gateway is the old pool's own federation.
final class Landscape implements AutoCloseable {
    static final String DOMAIN = "example.test";

    private static final String LEGACY_GATEWAY = "legacy-gateway";
    private static final String NEW_POOL = "pool-new";

    private final Suite suite = Suite.startInFrontOf(LEGACY_GATEWAY);
    private final Authority organisation = new Authority("organisation");
    private final Authority partners = new Authority("partners");
    private final Peer oldPool;
    private final Peer newPool;
    private final List<Partner> everyPartner;

    /// A partner's server, and who switches it.
    record Partner(String domain, Peer server, Operator operator) {
        String room() {
            return "team@conference." + domain;
        }
    }

    Landscape(Server oldServer, Server newServer, List<String> users, List<String> partnerUsers) {
        try {
            Identity own = organisation.forBothSides(DOMAIN);
            oldPool = pool(oldServer, LEGACY_GATEWAY, "legacy", users, own);
            newPool = pool(newServer, NEW_POOL, "new", users, own);
            publish(DOMAIN, suite.address("edge-proxy"));
            everyPartner = List.of(
                    partner(Server.PROSODY, "partner.test", partnerUsers),
                    partner(Server.EJABBERD, "partner2.test", partnerUsers));
            everyPartner.forEach(each -> each.operator().certify(own, partners.pem()));
            Operator operator = operator();
            operator.registerHookedPool("legacy", LEGACY_GATEWAY, address(oldPool), true);
            operator.registerHookedPool("new", NEW_POOL, address(newPool), false);
            operator.importUsers("legacy", users);
            operator.admitEverybody();
            everyPartner.forEach(each -> each.operator().configurePartner());
        } catch (RuntimeException | Error e) {
            suite.close();
            throw e;
        }
    }

    private Peer pool(Server server, String name, String secretName, List<String> users, Identity own) {
        String secret = suite.setting("REHOME_LINK_SECRET_" + secretName.toUpperCase(Locale.ROOT));
        List<String> injections = List.of("gateway-1." + DOMAIN + ":" + secret);
        return Peer.hooked(suite, server, name, users, injections, 20_000, own, partners.pem());
    }

    private Partner partner(Server server, String domain, List<String> nicks) {
        List<String> users = nicks.stream().map(nick -> nick + "@" + domain).toList();
        Identity own = partners.forBothSides(domain, "conference." + domain);
        Peer peer = Peer.partner(suite, server, domain.replace('.', '-'), users, own, organisation.pem());
        publish(domain, peer.address());
        return new Partner(domain, peer, new Operator(suite, DOMAIN, domain));
    }

    private void publish(String domain, String address) {
        new Zones(suite)
                .replace(
                        domain,
                        "_xmpp-server._tcp.%1$s 5 SRV 10 0 5269 xmpp.%1$s.".formatted(domain),
                        "_xmpp-server._tcp.conference.%1$s 5 SRV 10 0 5269 xmpp.%1$s.".formatted(domain),
                        "xmpp." + domain + " 5 A " + address);
    }

    private static String address(Peer pool) {
        return pool.clients().getHostString() + ":" + pool.clients().getPort();
    }

    Operator operator() {
        return everyPartner.getFirst().operator();
    }

    List<Partner> partners() {
        return everyPartner;
    }

    Peer oldPool() {
        return oldPool;
    }

    Peer newPool() {
        return newPool;
    }

    /// Which way stanzas of a local user take to a partner now, by the gateway's own explanation.
    String wayOut(String from, Partner partner) {
        JsonNode route = suite.gateway()
                .get("/routes/explain?from=%s&to=julia@%s".formatted(from, partner.domain()))
                .ok()
                .path("route");
        // what the legacy server keeps for its own streams is not handed over at all
        return route.path("rule").asText().equals("captured-on-legacy")
                ? "the old pool's own streams"
                : route.path("route").asText() + " (" + route.path("rule").asText() + ")";
    }

    /// How many of a partner's stanzas for others wait because it is paused.
    int held(Partner partner) {
        return suite.gateway()
                .get("/held?direction=outbound&limit=200&partner=" + partner.domain())
                .ok()
                .path("items")
                .size();
    }

    /// Which way a partner's stanzas come, by the connections at the edge.
    ///
    /// @param spliced whether they should be passed through to the legacy gateway
    String wayIn(Partner partner, boolean spliced) {
        await().alias(partner.domain() + " spliced")
                .atMost(Person.PATIENCE)
                .until(() -> isSpliced(partner), now -> now == spliced);
        return spliced ? "spliced to the old pool" : "edge";
    }

    private boolean isSpliced(Partner partner) {
        JsonNode splices = suite.edge().get("/splices/partners").ok();
        return splices.findValuesAsText("partner").contains(partner.domain());
    }

    @Override
    public void close() {
        suite.close();
    }
}
