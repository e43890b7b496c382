package org.rehome.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.rehome.e2e.peer.Identity;
import org.rehome.e2e.peer.Peer;
import org.rehome.e2e.suite.Suite;

/// Takes the six steps by REST, in words of the job; waits where an operator would look whether it is
/// done.
public final class Operator {
    private static final String PEM = "application/x-pem-file";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Suite suite;
    private final String domain;
    private final String partner;

    public Operator(Suite suite, String domain, String partner) {
        this.suite = suite;
        this.domain = domain;
        this.partner = partner;
    }

    /// Step 1.
    ///
    /// @param name of the pool and of its secret
    /// @param host on the network
    void registerPool(String name, String host, Peer server, boolean legacy) {
        suite.directory()
                .put("/pools/" + name, """
                        {"domains": ["%s"], "legacy": %b,
                         "link": {"kind": "component", "host": "%s", "injectionPort": %d, "capturePort": %d, "secret": "%s"}}
                        """.formatted(
                                domain, legacy, host, Peer.INJECTION_PORT, server.capturePort(), name))
                .ok();
    }

    /// Step 1, for a pool whose server has the hook.
    ///
    /// @param host on the network
    /// @param clients where her users' clients are sent to, `host:port`
    public void registerHookedPool(String name, String host, String clients, boolean legacy) {
        suite.directory()
                .put("/pools/" + name, """
                        {"domains": ["%s"], "legacy": %b, "clientAddress": "%s",
                         "link": {"kind": "hook", "host": "%s", "injectionPort": %d, "secret": "%s"}}
                        """.formatted(domain, legacy, clients, host, Peer.INJECTION_PORT, name))
                .ok();
    }

    public void importUsers(String pool, List<String> users) {
        String lines = users.stream().map(user -> user + "," + pool + "\n").collect(Collectors.joining());
        JsonNode imported = suite.directory()
                .post("/users/import", "text/csv", "jid,pool\n" + lines)
                .ok();
        assertThat(imported.path("imported").asInt()).isEqualTo(users.size());
    }

    /// Step 4.
    public void admitEverybody() {
        suite.directory()
                .put("/policies/global", "{\"enableFederationAccess\": true, \"enableXmppAccess\": true}")
                .ok();
    }

    /// Step 4.
    ///
    /// @param partnerAuthority PEM
    public void certify(Identity own, String partnerAuthority) {
        suite.edge()
                .put("/certificates/" + domain, PEM, own.chain() + own.key())
                .ok();
        suite.edge()
                .put("/authorities/" + partner.replace('.', '-'), PEM, partnerAuthority)
                .ok();
    }

    /// Step 5: by certificates alone.
    void enablePartner() {
        suite.gateway().put("/partners/" + partner, """
                        {"partnerType": "Federated", "tlsNegotiation": "Required", "saslNegotiation": "Required",
                         "supportDialbackNegotiation": false}
                        """).ok();
        awaitLinks();
        // The certificate's event is on its way to the gateway.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(suite.gateway()
                        .post("/partners/" + partner + "/enable", "")
                        .ok()
                        .path("state")
                        .asText())
                .isEqualTo("enabled"));
        awaitLinks();
    }

    /// The partner and its rooms, by certificates alone; the legacy gateway's until something else is
    /// said.
    public void configurePartner() {
        suite.gateway().put("/partners/" + partner, """
                        {"partnerType": "Federated", "tlsNegotiation": "Required", "saslNegotiation": "Required",
                         "supportDialbackNegotiation": false, "additionalDomains": ["conference.%s"]}
                        """.formatted(partner)).ok();
        awaitLinks();
    }

    /// Asks for a step of the partner's and waits until the gateway says that it is done; enabling is
    /// done when the partner confirms.
    ///
    /// @param step `stage`, `enable`, `pause`, `resume`, `return`
    /// @param state the state that it leads to
    public void switchPartner(String step, String state) {
        // what it asks for may be on its way to the gateway
        await().atMost(PATIENCE)
                .until(
                        () -> suite.gateway().post("/partners/" + partner + "/" + step, ""),
                        answer -> answer.status() != 422)
                .ok();
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode now = suite.gateway().get("/partners/" + partner).ok();
            assertThat(now.path("state").asText()).as(now.toString()).isEqualTo(state);
            assertThat(!state.equals("enabled")
                            || now.path("confirmingOutbound").asBoolean())
                    .as(now.toString())
                    .isTrue();
        });
    }

    /// Step 6.
    void cutOver() {
        suite.dns()
                .put("/domains/" + domain, """
                        {"zone": "%1$s", "ttl": 5,
                         "edges": [{"host": "edge1.%1$s", "port": 5269, "addresses": ["%2$s"]}]}
                        """.formatted(domain, suite.address("edge-proxy")))
                .ok();
        JsonNode plan = await().atMost(PATIENCE)
                .until(
                        () -> suite.dns().post("/cutovers", "{\"domain\": \"%s\"}".formatted(domain)),
                        // The partner's event is on its way to the dns-service.
                        answer -> answer.status() != 422)
                .expect(201);
        String cutover = "/cutovers/" + plan.path("id").asText();
        suite.dns()
                .post(
                        cutover + "/apply",
                        "{\"hash\": \"%s\"}".formatted(plan.path("hash").asText()))
                .ok();
        JsonNode verified = suite.dns().post(cutover + "/verify", "").ok();
        assertThat(verified.path("verified").asBoolean())
                .as(verified.toString())
                .isTrue();
        suite.dns().post(cutover + "/complete", "").ok();
    }

    /// Until the partner's answers to our pings come, its outbound traffic is not ours.
    void awaitConfirming() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode state = suite.gateway().get("/partners/" + partner).ok();
            assertThat(state.path("confirmingOutbound").asBoolean())
                    .as(state.toString())
                    .isTrue();
        });
    }

    private void awaitLinks() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode links = suite.gateway().get("/links").ok();
            assertThat(links).isNotEmpty();
            assertThat(StreamSupport.stream(links.spliterator(), false)
                            .map(link -> link.path("state").asText()))
                    .as(links.toString())
                    .containsOnly("open");
        });
    }

    /// Step 3.
    ///
    /// @return the move
    public String startMove(String user, String target) {
        return startMove(List.of(user), target);
    }

    /// @return the move
    public String startMove(List<String> users, String target) {
        String quoted = users.stream().map(user -> "\"" + user + "\"").collect(Collectors.joining(", "));
        return suite.directory()
                .post("/moves", "{\"users\": [%s], \"target\": \"%s\"}".formatted(quoted, target))
                .expect(202)
                .path("id")
                .asText();
    }

    /// @return the move that takes a move back
    String startReverse(String move) {
        return suite.directory()
                .post("/moves/" + move + "/reverse", "")
                .expect(202)
                .path("id")
                .asText();
    }

    public void awaitMoved(String move, String user, String target) {
        JsonNode ended = await().atMost(PATIENCE)
                .until(
                        () -> suite.directory().get("/moves/" + move).ok(),
                        state -> !state.path("state").asText().equals("running"));
        assertThat(ended.path("state").asText()).as(users(move)).isEqualTo("completed");
        JsonNode home = home(user);
        assertThat(home.path("pool").asText()).isEqualTo(target);
        assertThat(home.path("state").asText()).isEqualTo("homed");
    }

    /// What became of each user of a move, in words.
    public List<String> moved(String move) {
        JsonNode users = suite.directory().get("/moves/" + move + "/users").ok().path("items");
        return StreamSupport.stream(users.spliterator(), false)
                .map(user ->
                        "%s from %s to %s: held for %d ms; %d contacts, %d blocked, %d offline messages brought over"
                                .formatted(
                                        user.path("user").asText(),
                                        user.path("from").asText(),
                                        user.path("to").asText(),
                                        user.path("holdMillis").asInt(),
                                        user.path("transferred").path("roster").asInt(),
                                        user.path("transferred").path("blocked").asInt(),
                                        user.path("transferred").path("offline").asInt()))
                .toList();
    }

    /// Users of a move with their results, for messages.
    public String users(String move) {
        return suite.directory().get("/moves/" + move + "/users").text();
    }

    public JsonNode home(String user) {
        return suite.directory().get("/users/" + user).ok();
    }

    void awaitMoving(String user) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> assertThat(
                        home(user).path("state").asText())
                .isEqualTo("moving"));
    }
}
