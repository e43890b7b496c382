package org.rehome.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jivesoftware.smack.packet.Presence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rehome.e2e.dns.Zones;
import org.rehome.e2e.peer.Authority;
import org.rehome.e2e.peer.Identity;
import org.rehome.e2e.peer.Peer;
import org.rehome.e2e.peer.Server;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.suite.LogsOfFailures;
import org.rehome.e2e.suite.Suite;

/// Test users of a Prosody pool write to contacts at a Prosody partner when the way to it is probed: one
/// may log in, the other has a wrong password. Its pool `legacy` is the same server.
@ExtendWith(LogsOfFailures.class)
@TestInstance(Lifecycle.PER_CLASS)
class ProbeTestUsersTest {
    private static final String ALICE = "alice@example.test";
    private static final String BOB = "bob@example.test";
    private static final String JULIA = "julia@partner.test";

    private final Suite suite = Suite.startWith(settings());
    private final Operator operator = new Operator(suite, "example.test", "partner.test");
    private Peer pool;
    private Peer partner;

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.putAll(testUser("NEW", ALICE, "testuser"));
        // the name of another secret
        settings.putAll(testUser("LEGACY", BOB, "legacy"));
        settings.put("REHOME_GATEWAY_SECRETS_TESTUSER", Peer.PASSWORD);
        settings.put("REHOME_GATEWAY_TEST_CONTACTS", JULIA);
        return settings;
    }

    private static Map<String, String> testUser(String poolName, String user, String secret) {
        String setting = "REHOME_GATEWAY_TEST_USERS_" + poolName;
        return Map.of(
                setting + "_JID",
                user,
                setting + "_SERVER",
                "pool-new:5222",
                setting + "_SECRET",
                secret,
                setting + "_TLS",
                "unverified");
    }

    @BeforeAll
    void deploy() {
        Authority organisation = new Authority("organisation");
        Authority partners = new Authority("partner");
        Identity own = organisation.forBothSides("example.test");
        String secret = suite.setting("REHOME_LINK_SECRET_NEW");
        pool = Peer.hooked(
                suite,
                Server.PROSODY,
                "pool-new",
                List.of(ALICE, BOB),
                List.of("gateway-1.example.test:" + secret),
                20_000,
                own,
                partners.pem());
        partner = Peer.partner(
                suite,
                Server.PROSODY,
                "partner-server",
                List.of(JULIA),
                partners.forBothSides("partner.test"),
                organisation.pem());
        Zones zones = new Zones(suite);
        zones.replace(
                "example.test",
                "_xmpp-server._tcp.example.test 1 SRV 10 0 5269 edge1.example.test.",
                "edge1.example.test 1 A " + suite.address("edge-proxy"));
        zones.replace(
                "partner.test",
                "_xmpp-server._tcp.partner.test 1 SRV 10 0 5269 xmpp.partner.test.",
                "xmpp.partner.test 1 A " + partner.address());
        operator.certify(own, partners.pem());
        operator.registerHookedPool("new", "pool-new", "pool-new:5222", false);
        operator.importUsers("new", List.of(ALICE, BOB));
        operator.admitEverybody();
        operator.configurePartner();
        operator.switchPartner("enable", "enabled");
    }

    @AfterAll
    void remove() {
        suite.close();
    }

    @Test
    void messages_and_presence_come_back_from_a_contact_that_is_there_and_a_wrong_password_is_told() throws Exception {
        try (User julia = User.login(JULIA, partner.clients())) {
            julia.sendReceipts();
            try (User alice = User.login(ALICE, pool.clients())) {
                alice.presence(JULIA, Presence.Type.subscribe);
                julia.awaitReceived(each -> each.type().equals("subscribe"));
                julia.presence(ALICE, Presence.Type.subscribed);
                // her pool knows that she may: of the subscription itself only who has asked for the roster hears
                alice.awaitReceived(each -> each.name().equals("presence")
                        && each.type().isEmpty()
                        && each.from().startsWith(JULIA));
            }
            JsonNode probe =
                    suite.gateway().post("/partners/partner.test/probe", "").ok();

            assertThat(steps(probe, "new"))
                    .as(probe.toPrettyString())
                    .extracting(step -> step.path("step").asText(), step -> step.path("reason")
                            .asText())
                    .containsExactly(tuple("login", "ok"), tuple("message", "ok"), tuple("presence", "ok"));
            assertThat(steps(probe, "new").get(1).path("detail").asText()).startsWith("a receipt of " + JULIA);
            assertThat(steps(probe, "legacy"))
                    .as(probe.toPrettyString())
                    .extracting(step -> step.path("reason").asText())
                    .containsExactly("login-refused", "not-reached", "not-reached");
            assertThat(probe.path("reason").asText()).isEqualTo("login-refused");
            JsonNode last = suite.gateway().get("/partners/partner.test/probe").ok();
            assertThat(last.path("pools")).isEqualTo(probe.path("pools"));
        }
    }

    @Test
    void a_message_to_a_contact_that_does_not_exist_comes_back() throws Exception {
        JsonNode probe = suite.gateway()
                .post("/partners/partner.test/probe?contact=nobody@partner.test", "")
                .ok();
        assertThat(steps(probe, "new"))
                .as(probe.toPrettyString())
                .extracting(step -> step.path("reason").asText(), step -> step.path("detail")
                        .asText())
                .contains(tuple("returned", "service-unavailable"));
        assertThat(steps(probe, "new").get(2).path("reason").asText()).isEqualTo("no-subscription");
    }

    private static List<JsonNode> steps(JsonNode probe, String pool) {
        return StreamSupport.stream(probe.path("pools").spliterator(), false)
                .filter(each -> each.path("pool").asText().equals(pool))
                .flatMap(each -> StreamSupport.stream(each.path("steps").spliterator(), false))
                .toList();
    }
}
