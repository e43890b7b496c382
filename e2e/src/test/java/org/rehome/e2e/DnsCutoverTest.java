package org.rehome.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rehome.e2e.dns.Zones;
import org.rehome.e2e.rest.Answer;
import org.rehome.e2e.rest.Rest;
import org.rehome.e2e.suite.LogsOfFailures;
import org.rehome.e2e.suite.Suite;

/// Step 6 against BIND: signed updates under BIND's own access rules, and what BIND answers afterwards.
@ExtendWith(LogsOfFailures.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnsCutoverTest {
    private static final String LEGACY = "10 0 5269 legacy.";
    private static final String NEW = "10 0 5269 edge1.";

    private Suite suite;
    private Zones zones;
    private Rest dns;

    @BeforeAll
    void start() {
        suite = Suite.start("dns-service");
        zones = new Zones(suite);
        dns = suite.dns();
    }

    @AfterAll
    void remove() {
        suite.close();
    }

    @Test
    void a_cut_over_is_planned_applied_verified_and_rolled_back() {
        String domain = "example.test";
        desire(domain);

        dns.post("/cutovers", "{\"domain\": \"%s\"}".formatted(domain)).expect(422);
        JsonNode plan = plan(domain);
        assertThat(srv(domain)).as("a plan changes nothing").containsExactly(LEGACY + domain + ".");

        String cutover = "/cutovers/" + plan.path("id").asText();
        dns.post(cutover + "/apply", "{\"hash\": \"not this one\"}").expect(409);
        assertThat(srv(domain)).containsExactly(LEGACY + domain + ".");
        JsonNode applied = apply(plan).expect(200);
        assertThat(applied.path("state").asText()).isEqualTo("applied");
        assertThat(srv(domain)).containsExactly(NEW + domain + ".");
        assertThat(zones.ask("edge1." + domain, "A")).containsExactly("192.0.2.10");

        JsonNode verified = dns.post(cutover + "/verify", "").expect(200);
        assertThat(verified.path("verified").asBoolean())
                .as(verified.toString())
                .isTrue();
        assertThat(dns.get(cutover).expect(200).path("state").asText()).isEqualTo("verified");

        dns.post(cutover + "/rollback", "{\"reason\": \"to see it\"}").expect(200);
        assertThat(srv(domain)).containsExactly(LEGACY + domain + ".");
        assertThat(dns.get(cutover).expect(200).path("state").asText()).isEqualTo("rolled-back");
    }

    @Test
    void a_foreign_edit_after_the_plan_stops_the_cut_over_and_is_not_overwritten() {
        String domain = "drift.test";
        desire(domain);
        JsonNode plan = plan(domain);
        publish(domain, "somebody-else");

        JsonNode drift = apply(plan).expect(409);

        assertThat(drift.path("expected").toString()).contains("legacy." + domain);
        assertThat(drift.path("found").toString()).contains("somebody-else." + domain);
        assertThat(drift.path("wanted").toString()).contains("edge1." + domain);
        assertThat(srv(domain)).containsExactly("10 0 5269 somebody-else." + domain + ".");
    }

    @Test
    void a_foreign_edit_after_the_cut_over_stops_the_rollback_until_it_is_forced() {
        String domain = "undo.test";
        desire(domain);
        JsonNode plan = plan(domain);
        apply(plan).expect(200);
        publish(domain, "somebody-else");
        String cutover = "/cutovers/" + plan.path("id").asText();

        JsonNode verified = dns.post(cutover + "/verify", "").expect(200);
        assertThat(verified.path("verified").asBoolean()).isFalse();
        dns.post(cutover + "/rollback", "{}").expect(409);
        assertThat(srv(domain)).containsExactly("10 0 5269 somebody-else." + domain + ".");

        dns.post(cutover + "/rollback", "{\"force\": true}").expect(200);
        assertThat(srv(domain)).containsExactly(LEGACY + domain + ".");
    }

    /// What is there before, and what is wanted.
    private void desire(String domain) {
        publish(domain, "legacy");
        dns.put("/domains/" + domain, """
                        {"zone": "%1$s", "ttl": 5,
                         "edges": [{"host": "edge1.%1$s", "port": 5269, "addresses": ["192.0.2.10"]}]}
                        """.formatted(domain)).ok();
    }

    private void publish(String domain, String host) {
        zones.replace(domain, "_xmpp-server._tcp.%1$s 5 SRV 10 0 5269 %2$s.%1$s.".formatted(domain, host));
    }

    private List<String> srv(String domain) {
        return zones.ask("_xmpp-server._tcp." + domain, "SRV");
    }

    /// No partner is enabled and no edge is there, so the plan is forced.
    private JsonNode plan(String domain) {
        return dns.post("/cutovers", "{\"domain\": \"%s\", \"force\": true}".formatted(domain))
                .expect(201);
    }

    private Answer apply(JsonNode plan) {
        return dns.post(
                "/cutovers/" + plan.path("id").asText() + "/apply",
                "{\"hash\": \"%s\"}".formatted(plan.path("hash").asText()));
    }
}
