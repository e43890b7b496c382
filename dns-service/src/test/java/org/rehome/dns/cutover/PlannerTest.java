package org.rehome.dns.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.dns.cutover.Example.EDGE_A;
import static org.rehome.dns.cutover.Example.EDGE_SRV;
import static org.rehome.dns.cutover.Example.LEGACY_SRV;
import static org.rehome.dns.cutover.Example.desired;
import static org.rehome.dns.cutover.Example.plan;
import static org.rehome.dns.cutover.Example.present;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rehome.dns.record.RecordSet;

class PlannerTest {
    private static final String DIRECT_TLS =
            "_xmpps-server._tcp.example.test. 300 IN SRV 5 0 5270 legacy.example.test.";

    private static String fence(Plan plan) {
        return plan.fenceAfter().lines().getFirst();
    }

    @Test
    void a_plan_replaces_the_SRV_set_and_adds_the_edge_in_one_update_that_expects_what_was_there() {
        Plan plan = plan(desired("127.0.0.21"), present(LEGACY_SRV));
        assertThat(plan.before()).containsExactly(LEGACY_SRV);
        assertThat(plan.after()).containsExactly(EDGE_A, EDGE_SRV);
        assertThat(plan.update().script())
                .containsExactly(
                        "zone example.test.",
                        "prereq nxrrset _state._xmpp-migrate.example.test. IN TXT",
                        "prereq nxrrset edge1.example.test. IN A",
                        "prereq nxrrset edge1.example.test. IN AAAA",
                        "prereq yxrrset _xmpp-server._tcp.example.test. IN SRV 10 0 5269 legacy.example.test.",
                        "prereq nxrrset _xmpps-server._tcp.example.test. IN SRV",
                        "update add " + fence(plan),
                        "update add " + EDGE_A,
                        "update delete _xmpp-server._tcp.example.test. SRV",
                        "update add " + EDGE_SRV,
                        "send");
    }

    @Test
    void the_inverse_expects_what_the_update_wrote_and_restores_but_leaves_the_addresses_of_new_hosts() {
        Plan plan = plan(desired("127.0.0.21"), present(LEGACY_SRV));
        assertThat(plan.inverse().script())
                .containsExactly(
                        "zone example.test.",
                        "prereq yxrrset _state._xmpp-migrate.example.test. IN TXT \"v=xmig1 gen=1 op=" + Example.ID
                                + " plan=" + plan.hash() + "\"",
                        "prereq yxrrset edge1.example.test. IN A 127.0.0.21",
                        "prereq yxrrset _xmpp-server._tcp.example.test. IN SRV 10 0 5269 edge1.example.test.",
                        "update delete _state._xmpp-migrate.example.test. TXT",
                        "update add _state._xmpp-migrate.example.test. 60 IN TXT \"v=xmig1 gen=2 op=" + plan.inverseOp()
                                + " plan=" + plan.hash() + "\"",
                        "update delete _xmpp-server._tcp.example.test. SRV",
                        "update add " + LEGACY_SRV,
                        "send");
    }

    @Test
    void the_generation_follows_on_the_one_that_is_there() {
        String old = new Fence(41, Example.ID, "0".repeat(64))
                .record(Example.DOMAIN)
                .lines()
                .getFirst();
        Plan plan = plan(desired("127.0.0.21"), present(LEGACY_SRV, old));
        assertThat(plan.generation()).isEqualTo(42);
        assertThat(plan.update().script()).contains("prereq yxrrset " + old.replace(" 60 IN", " IN"));
    }

    @Test
    void records_for_direct_TLS_are_removed_and_the_reviewer_is_told_XEP_0368() {
        Plan plan = plan(desired("127.0.0.21"), present(LEGACY_SRV, DIRECT_TLS));
        assertThat(plan.update().script()).contains("update delete _xmpps-server._tcp.example.test. SRV");
        assertThat(plan.inverse().script()).contains("update add " + DIRECT_TLS);
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("XEP-0368"));
    }

    @Test
    void an_edge_without_given_addresses_keeps_those_that_it_has_and_must_have_some() {
        Plan plan = plan(desired(), present(LEGACY_SRV, EDGE_A));
        assertThat(plan.after()).containsExactly(EDGE_A, EDGE_SRV);
        assertThat(plan.update().script())
                .contains("prereq yxrrset edge1.example.test. IN A 127.0.0.21")
                .doesNotContain("update add " + EDGE_A);
        assertRefused("address", Planner.plan(Example.ID, desired(), present(LEGACY_SRV), List.of()));
    }

    @Test
    void an_address_that_is_not_given_any_more_is_removed() {
        Plan plan = plan(
                desired("127.0.0.21"),
                present(
                        LEGACY_SRV,
                        "edge1.example.test. 60 IN A 127.0.0.9",
                        "edge1.example.test. 60 IN AAAA 2001:db8:0:0:0:0:0:9"));
        assertThat(plan.after()).containsExactly(EDGE_A, EDGE_SRV);
        assertThat(plan.restored())
                .contains(
                        "edge1.example.test. 60 IN A 127.0.0.9", "edge1.example.test. 60 IN AAAA 2001:db8:0:0:0:0:0:9");
    }

    @Test
    void a_first_SRV_record_is_added_and_the_reviewer_is_told_what_a_rollback_leaves() {
        Plan plan = plan(desired("127.0.0.21"), present());
        assertThat(plan.before()).isEmpty();
        assertThat(plan.inverse().script()).contains("update delete _xmpp-server._tcp.example.test. SRV");
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("5269"));
    }

    @Test
    void a_TTL_that_rises_is_told_to_the_reviewer() {
        Plan plan = plan(desired("edge1.example.test", 3600, "127.0.0.21"), present(LEGACY_SRV));
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("from 300 to 3600"));
    }

    @Test
    void records_that_are_as_desired_get_a_new_fence_only() {
        Plan plan = plan(desired("127.0.0.21"), present(EDGE_SRV, EDGE_A));
        assertThat(plan.update().changes()).hasSize(1);
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("as desired"));
    }

    @Test
    void a_change_of_the_TTL_alone_replaces_the_set() {
        Plan plan = plan(desired("edge1.example.test", 60, "127.0.0.21"), present(EDGE_SRV, EDGE_A));
        assertThat(plan.update().script())
                .containsSubsequence(
                        "update delete edge1.example.test. A",
                        "update add edge1.example.test. 60 IN A 127.0.0.21",
                        "update delete _xmpp-server._tcp.example.test. SRV",
                        "update add _xmpp-server._tcp.example.test. 60 IN SRV 10 0 5269 edge1.example.test.");
    }

    @Test
    void the_apex_of_the_zone_is_not_changed() {
        assertRefused(
                "address",
                Planner.plan(Example.ID, desired("example.test", 300, "127.0.0.21"), present(LEGACY_SRV), List.of()));
        assertThat(plan(desired("example.test", 300), present(LEGACY_SRV, "example.test. 300 IN A 192.0.2.1"))
                        .after())
                .contains("example.test. 300 IN A 192.0.2.1");
    }

    @Test
    void a_fence_that_is_something_else_stops_the_plan() {
        assertRefused(
                "fence",
                Planner.plan(
                        Example.ID,
                        desired("127.0.0.21"),
                        present(LEGACY_SRV, "_state._xmpp-migrate.example.test. 60 IN TXT \"hello\""),
                        List.of()));
    }

    @Test
    void the_hash_is_that_of_the_content() {
        Plan one = plan(desired("127.0.0.21"), present(LEGACY_SRV));
        assertThat(plan(desired("127.0.0.21"), present(LEGACY_SRV)).hash()).isEqualTo(one.hash());
        assertThat(plan(desired("127.0.0.22"), present(LEGACY_SRV)).hash()).isNotEqualTo(one.hash());
        assertThat(plan(desired("127.0.0.21"), present(LEGACY_SRV.replace("300", "60")))
                        .hash())
                .isNotEqualTo(one.hash());
        assertThat(RecordSet.parse(one.fenceAfter().lines())).isEqualTo(one.fenceAfter());
        assertThat(Fence.read(one.fenceAfter())).contains(new Fence(1, Example.ID, one.hash()));
    }

    private static void assertRefused(String precondition, Planner.Planned planned) {
        assertThat(planned)
                .isInstanceOfSatisfying(Planner.Planned.Refused.class, refused -> assertThat(refused.precondition())
                        .isEqualTo(precondition));
    }
}
