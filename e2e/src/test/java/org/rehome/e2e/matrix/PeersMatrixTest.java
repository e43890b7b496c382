package org.rehome.e2e.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.C5;
import static org.rehome.conformance.Requirement.C8;
import static org.rehome.conformance.Requirement.E3;
import static org.rehome.conformance.Requirement.F1;
import static org.rehome.conformance.Requirement.F8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Presence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.conformance.Spec;
import org.rehome.e2e.Operator;
import org.rehome.e2e.dns.Zones;
import org.rehome.e2e.matrix.Cell.Caller;
import org.rehome.e2e.matrix.Cell.Proof;
import org.rehome.e2e.matrix.Cell.Way;
import org.rehome.e2e.peer.Authority;
import org.rehome.e2e.peer.Identity;
import org.rehome.e2e.peer.Peer;
import org.rehome.e2e.peer.Server;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.suite.LogsOfFailures;
import org.rehome.e2e.suite.Suite;

/// Prosody and ejabberd, by STARTTLS and by direct TLS, by certificate and by dialback, called and calling.
/// Where DNS has records of one service only, nothing else is possible.
@ExtendWith(LogsOfFailures.class)
@TestInstance(Lifecycle.PER_CLASS)
class PeersMatrixTest {
    private static final String DOMAIN = "example.test";
    private static final String ALICE = "alice@" + DOMAIN;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Suite suite = Suite.start();
    private final Zones zones = new Zones(suite);
    private final Authority organisation = new Authority("organisation");
    private final Authority partners = new Authority("partners");
    private final Authority nobodys = new Authority("nobody knows it");
    private final Identity own = organisation.forBothSides(DOMAIN);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Map<Way, User> julias = new HashMap<>();
    private final Set<Way> tried = new HashSet<>();
    private User alice;

    static List<Cell> cells() {
        return Cell.all();
    }

    @BeforeAll
    void deploy() throws Exception {
        String secret = suite.setting("REHOME_LINK_SECRET_NEW");
        Peer pool = Peer.hooked(
                suite,
                Server.PROSODY,
                "pool-new",
                List.of(ALICE),
                List.of("gateway-1." + DOMAIN + ":" + secret),
                20_000,
                own,
                partners.pem());
        Operator operator = new Operator(suite, DOMAIN, "partner.test");
        operator.certify(own, partners.pem());
        operator.registerHookedPool("new", "pool-new", "pool-new:5222", false);
        operator.importUsers("new", List.of(ALICE));
        operator.admitEverybody();
        zones.replace(
                DOMAIN,
                "_xmpp-server._tcp.example.test 1 SRV 10 0 5269 edge1.example.test.",
                "edge1.example.test 1 A " + suite.address("edge-proxy"));
        alice = kept(User.login(ALICE, pool.clients()));
    }

    @AfterAll
    void remove() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        suite.close();
    }

    private User kept(User user) {
        opened.add(user);
        return user;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    @Spec({C5, C8, E3, F1, F8})
    void messages_presence_and_requests_pass_both_ways(Cell cell) throws Exception {
        assertThat(julias.containsKey(cell.way()) || tried.add(cell.way()))
                .as("the first cell of this way says why it failed")
                .isTrue();
        User julia = julias.get(cell.way());
        if (julia == null) {
            julia = meet(cell.way());
            julias.put(cell.way(), julia);
        }
        boolean theyCall = cell.caller() == Caller.THEY_CALL_US;
        exchange(theyCall ? julia : alice, theyCall ? alice : julia);
        exchange(theyCall ? alice : julia, theyCall ? julia : alice);
        JsonNode stream = established(cell.way(), theyCall ? "inbound" : "outbound");
        assertThat(stream.path("directTls").asBoolean())
                .as(stream.toString())
                .isEqualTo(cell.way().direct());
        assertThat(stream.path("tls").asText()).isIn("TLSv1.2", "TLSv1.3");
        assertThat(stream.path("authentication").asText())
                .isEqualTo(cell.way().proof() == Proof.EXTERNAL ? "external" : "dialback");
    }

    private User meet(Way way) throws Exception {
        if (way.direct()) {
            zones.replace(DOMAIN, "_xmpps-server._tcp.example.test 1 SRV 10 0 5269 edge1.example.test.");
            zones.remove(DOMAIN, "_xmpp-server._tcp.example.test", "SRV");
        }
        String domain = way.domain();
        List<String> users = List.of("julia@" + domain);
        String name = domain.substring(0, domain.indexOf('.')) + "-server";
        Peer server = way.proof() == Proof.EXTERNAL
                ? Peer.partner(suite, way.server(), name, users, partners.forBothSides(domain), organisation.pem())
                : Peer.dialbackPartner(suite, way.server(), name, users, nobodys.forBothSides(domain));
        String service = way.direct() ? "_xmpps-server" : "_xmpp-server";
        zones.replace(
                "partner.test",
                "%s._tcp.%s 1 SRV 10 0 %d xmpp.%2$s.".formatted(service, domain, way.direct() ? 5270 : 5269),
                "xmpp." + domain + " 1 A " + server.address());
        suite.gateway()
                .put("/partners/" + domain, """
                        {"partnerType": "Federated", "tlsNegotiation": "Required", "saslNegotiation": "%s",
                         "supportDialbackNegotiation": %b}
                        """.formatted(
                        way.proof() == Proof.EXTERNAL ? "Required" : "NotSupported", way.proof() == Proof.DIALBACK))
                .ok();
        new Operator(suite, DOMAIN, domain).switchPartner("enable", "enabled");
        return kept(User.login("julia@" + domain, server.clients()));
    }

    private static void exchange(User from, User to) {
        String body = UUID.randomUUID().toString();
        from.say(to.full(), body);
        to.awaitReceived(each -> each.body().equals(body));

        long before = presences(from, to);
        from.presence(to.full(), Presence.Type.available);
        await().atMost(PATIENCE).until(() -> presences(from, to) > before);
        from.presence(to.full(), Presence.Type.unavailable);

        assertThat(from.request(IQ.Type.get, to.full(), "ping", "urn:xmpp:ping", "")
                        .type())
                .isEqualTo("result");
    }

    private static long presences(User from, User to) {
        return to.received().stream()
                .filter(each -> each.name().equals("presence")
                        && each.type().isEmpty()
                        && each.from().equals(from.full()))
                .count();
    }

    private JsonNode established(Way way, String direction) {
        return await().atMost(PATIENCE)
                .until(
                        () -> StreamSupport.stream(
                                        suite.edge()
                                                .get("/streams?partner=" + way.domain())
                                                .ok()
                                                .path("items")
                                                .spliterator(),
                                        false)
                                .filter(each -> each.path("direction").asText().equals(direction)
                                        && each.path("state").asText().equals("established"))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }
}
