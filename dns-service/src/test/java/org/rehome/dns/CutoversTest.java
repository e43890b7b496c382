package org.rehome.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.dns.TestCutovers.done;
import static org.rehome.dns.cutover.Example.EDGE_A;
import static org.rehome.dns.cutover.Example.EDGE_SRV;
import static org.rehome.dns.cutover.Example.LEGACY_SRV;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.Example;
import org.rehome.dns.cutover.FederationView;
import org.rehome.dns.cutover.Matrix;
import org.rehome.dns.cutover.ZoneUpdate;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.socket.TestServer;
import org.rehome.dns.zone.Primary;
import org.rehome.dns.zone.TestProxy;
import org.rehome.dns.zone.TsigKey;
import org.rehome.dns.zone.UpdateOutcome;

class CutoversTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestCutovers dns;

    @BeforeEach
    void start() throws IOException {
        dns = new TestCutovers(folder);
    }

    @AfterEach
    void stop() throws IOException {
        dns.close();
    }

    private List<String> zone() {
        return dns.server()
                .zone()
                .masterFile()
                .lines()
                .map(line -> line.replaceAll("\\s+", " "))
                .filter(line -> line.startsWith("_xmpp-server.") || line.startsWith("edge1."))
                .toList();
    }

    private static String inZone(String line) {
        return line;
    }

    private String state(Cutover cutover) {
        return dns.registry().cutover(cutover.plan().id()).orElseThrow().state().name();
    }

    private Matrix verify(Cutover cutover) throws Exception {
        if (dns.orders().verify(cutover) instanceof CutoverResult.Compared(var after, var matrix)) {
            assertThat(after.state().name()).isEqualTo(state(cutover));
            return matrix;
        }
        throw new AssertionError();
    }

    private void foreignUpdate(String... script) {
        UpdateOutcome outcome = new Primary(dns.server().address(), TestServer.KEY, java.time.Duration.ofSeconds(5))
                .send(ZoneUpdate.parse(List.of(script)));
        assertThat(outcome).isInstanceOf(UpdateOutcome.Accepted.class);
    }

    private void foreignEdit() {
        foreignUpdate(
                "zone example.test.",
                "update delete _xmpp-server._tcp.example.test. SRV",
                "update add _xmpp-server._tcp.example.test. 77 IN SRV 1 1 5269 odd.example.test.",
                "send");
    }

    @Test
    void the_whole_way_to_the_end() throws Exception {
        Cutover planned = dns.planned();
        assertThat(zone()).containsExactly(inZone(LEGACY_SRV));
        assertThat(dns.server().zone().serial()).as("a plan changes nothing").isEqualTo(1);
        assertThat(verify(planned).verified()).isFalse();
        assertThat(state(planned)).isEqualTo("planned");

        Cutover applied = done(dns.orders().apply(planned, planned.plan().hash()));
        assertThat(zone()).containsExactly(inZone(EDGE_SRV), inZone(EDGE_A));
        assertThat(dns.orders().complete(applied))
                .isInstanceOfSatisfying(CutoverResult.Refused.class, refused -> assertThat(refused.precondition())
                        .isEqualTo("verified"));
        assertThat(verify(applied).verified()).isTrue();
        assertThat(state(applied)).isEqualTo("verified");
        done(dns.orders().complete(applied));
        assertThat(state(applied)).isEqualTo("completed");
        assertThat(dns.orders().rollback(applied, false, null)).isInstanceOf(CutoverResult.Conflict.class);
        assertThat(done(dns.orders().complete(applied)).state().name()).isEqualTo("completed");
    }

    @Test
    void an_order_to_apply_changes_the_records_once() throws IOException {
        Cutover applied = dns.applied();
        long serial = dns.server().zone().serial();
        assertThat(done(dns.orders().apply(applied, applied.plan().hash()))).isEqualTo(applied);
        assertThat(dns.server().zone().serial()).isEqualTo(serial);
    }

    @Test
    void twenty_orders_to_apply_at_once_change_the_records_once() throws Exception {
        Cutover planned = dns.planned();
        CyclicBarrier together = new CyclicBarrier(20);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<CutoverResult>> running = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> {
                        together.await();
                        return dns.orders().apply(planned, planned.plan().hash());
                    }))
                    .toList();
            for (Future<CutoverResult> each : running) {
                assertThat(done(each.get()).state().name()).isEqualTo("applied");
            }
        }
        assertThat(dns.server().zone().serial()).isEqualTo(2);
    }

    @Test
    void the_hash_must_be_that_of_the_plan() throws IOException {
        Cutover planned = dns.planned();
        assertThat(dns.orders().apply(planned, "0".repeat(64))).isInstanceOf(CutoverResult.Conflict.class);
        assertThat(zone()).containsExactly(inZone(LEGACY_SRV));
    }

    @Test
    void rolled_back_the_old_records_are_there_again_also_after_a_restart_in_between() throws Exception {
        Cutover applied = dns.applied();
        dns.restart();
        Cutover rolledBack = done(dns.orders().rollback(applied, false, "trouble"));
        assertThat(rolledBack.state().name()).isEqualTo("rolled-back");
        assertThat(zone()).contains(inZone(LEGACY_SRV)).doesNotContain(inZone(EDGE_SRV));
        assertThat(verify(rolledBack).verified()).isTrue();
        assertThat(done(dns.orders().rollback(applied, false, null)).state().name())
                .isEqualTo("rolled-back");
        assertThat(dns.orders().apply(applied, applied.plan().hash())).isInstanceOf(CutoverResult.Conflict.class);
        // and forth again
        assertThat(dns.applied().plan().generation()).isEqualTo(3);
        assertThat(zone()).containsExactly(inZone(EDGE_SRV), inZone(EDGE_A));
    }

    @Test
    void a_change_by_somebody_else_before_apply_stops_it_and_is_shown() throws IOException {
        Cutover planned = dns.planned();
        foreignEdit();
        assertThat(dns.orders().apply(planned, planned.plan().hash()))
                .isInstanceOfSatisfying(CutoverResult.Drifted.class, drifted -> {
                    assertThat(drifted.expected()).anyMatch(line -> line.contains("legacy.example.test."));
                    assertThat(drifted.found())
                            .contains("_xmpp-server._tcp.example.test. 77 IN SRV 1 1 5269 odd.example.test.");
                    assertThat(drifted.wanted()).contains(EDGE_SRV);
                });
        assertThat(zone()).containsExactly("_xmpp-server._tcp.example.test. 77 IN SRV 1 1 5269 odd.example.test.");
    }

    @Test
    void a_change_by_somebody_else_before_rollback_stops_it_except_by_force() throws Exception {
        Cutover applied = dns.applied();
        foreignEdit();
        assertThat(dns.orders().rollback(applied, false, null))
                .isInstanceOfSatisfying(CutoverResult.Drifted.class, drifted -> assertThat(drifted.wanted())
                        .contains(LEGACY_SRV));
        assertThat(zone()).contains("_xmpp-server._tcp.example.test. 77 IN SRV 1 1 5269 odd.example.test.");
        done(dns.orders().rollback(applied, true, null));
        assertThat(zone()).contains(inZone(LEGACY_SRV));
    }

    @Test
    void also_the_fence_may_be_gone_when_it_is_forced() throws Exception {
        Cutover applied = dns.applied();
        foreignUpdate("zone example.test.", "update delete _state._xmpp-migrate.example.test. TXT", "send");
        assertThat(dns.orders().rollback(applied, false, null)).isInstanceOf(CutoverResult.Drifted.class);
        done(dns.orders().rollback(applied, true, null));
        assertThat(zone()).contains(inZone(LEGACY_SRV));
    }

    @ParameterizedTest
    @EnumSource(TestProxy.Fault.class)
    void whatever_is_lost_apply_and_rollback_happen_once(TestProxy.Fault fault) throws Exception {
        Cutover planned = dns.planned();
        dns.proxy().fail(fault, 1);
        assertThat(done(dns.orders().apply(planned, planned.plan().hash()))
                        .state()
                        .name())
                .isEqualTo("applied");
        assertThat(dns.server().zone().serial()).isEqualTo(2);
        dns.proxy().fail(fault, 1);
        assertThat(done(dns.orders().rollback(planned, false, null)).state().name())
                .isEqualTo("rolled-back");
        assertThat(dns.server().zone().serial()).isEqualTo(3);
    }

    @Test
    void an_outcome_that_stays_unknown_is_said_so_and_found_out_by_the_same_order_after_a_restart() throws Exception {
        Cutover planned = dns.planned();
        dns.proxy().fail(TestProxy.Fault.REQUEST_LOST, 99);
        assertThat(dns.orders().apply(planned, planned.plan().hash()))
                .isInstanceOfSatisfying(CutoverResult.ServerFailed.class, failed -> assertThat(failed.reason())
                        .contains("may have been done"));
        assertThat(state(planned)).isEqualTo("planned");
        assertThat(dns.orders().plan(Example.DOMAIN, false))
                .as("it is in flight")
                .isInstanceOf(CutoverResult.Conflict.class);
        dns.proxy().fail(TestProxy.Fault.NONE, 0);
        dns.restart();
        assertThat(done(dns.orders().apply(planned, planned.plan().hash()))
                        .state()
                        .name())
                .isEqualTo("applied");
    }

    /// As after a crash between the server's answer and the journal's next line.
    @Test
    void an_update_that_was_done_although_the_journal_does_not_know_is_rolled_back() throws Exception {
        Cutover planned = dns.planned();
        dns.registry()
                .add(new org.rehome.dns.cutover.CutoverStep.Sending(
                        planned.plan().id(), java.time.Instant.now()));
        assertThat(new Primary(dns.server().address(), TestServer.KEY, java.time.Duration.ofSeconds(5))
                        .send(planned.plan().update()))
                .isInstanceOf(UpdateOutcome.Accepted.class);
        dns.restart();
        assertThat(done(dns.orders().rollback(planned, false, null)).state().name())
                .isEqualTo("rolled-back");
        assertThat(zone()).contains(inZone(LEGACY_SRV)).doesNotContain(inZone(EDGE_SRV));
    }

    @Test
    void an_update_that_is_still_on_its_way_when_it_is_withdrawn_is_not_done_any_more() throws Exception {
        Cutover planned = dns.planned();
        dns.registry()
                .add(new org.rehome.dns.cutover.CutoverStep.Sending(
                        planned.plan().id(), java.time.Instant.now()));
        assertThat(done(dns.orders().rollback(planned, false, null)).state().name())
                .isEqualTo("rolled-back");
        assertThat(new Primary(dns.server().address(), TestServer.KEY, java.time.Duration.ofSeconds(5))
                        .send(planned.plan().update()))
                .isInstanceOf(UpdateOutcome.NotMet.class);
        assertThat(zone()).containsExactly(inZone(LEGACY_SRV));
    }

    @Test
    void a_plan_that_was_never_sent_ends_without_a_change() throws Exception {
        Cutover planned = dns.planned();
        assertThat(done(dns.orders().rollback(planned, false, null)).state().name())
                .isEqualTo("rolled-back");
        assertThat(dns.server().zone().serial()).isEqualTo(1);
    }

    @Test
    void of_two_plans_one_is_applied() throws Exception {
        Cutover one = dns.planned();
        Cutover other = dns.planned();
        done(dns.orders().apply(one, one.plan().hash()));
        assertThat(dns.orders().apply(other, other.plan().hash())).isInstanceOf(CutoverResult.Conflict.class);
        assertThat(dns.orders().plan(Example.DOMAIN, false)).isInstanceOf(CutoverResult.Conflict.class);
        Cutover applied = dns.registry().cutover(one.plan().id()).orElseThrow();
        assertThat(verify(applied).verified()).isTrue();
        done(dns.orders().complete(applied));
        assertThat(dns.orders().apply(other, other.plan().hash())).isInstanceOf(CutoverResult.Drifted.class);
    }

    @Test
    void preconditions_of_the_other_services_can_be_forced_and_that_is_recorded() throws IOException {
        dns.federation = new FederationView(true, Set.of(), TestCutovers.READY.listeners());
        assertThat(dns.orders().plan(Example.DOMAIN, false))
                .isInstanceOfSatisfying(CutoverResult.Refused.class, refused -> assertThat(refused.precondition())
                        .isEqualTo("enabled-partner"));
        dns.federation = new FederationView(true, TestCutovers.READY.enabledPartners(), Set.of());
        assertThat(dns.orders().plan(Example.DOMAIN, false))
                .isInstanceOfSatisfying(CutoverResult.Refused.class, refused -> assertThat(refused.precondition())
                        .isEqualTo("edge"));
        dns.federation = new FederationView(false, Set.of(), Set.of());
        assertThat(dns.orders().plan(Example.DOMAIN, false)).isInstanceOf(CutoverResult.Unavailable.class);
        assertThat(done(dns.orders().plan(Example.DOMAIN, true)).forced()).isEqualTo("enabled-partner, edge");
        dns.federation = TestCutovers.READY;
        assertThat(done(dns.orders().plan(Example.DOMAIN, true)).forced()).isNull();
    }

    @Test
    void what_the_server_does_not_let_us_do_is_found_out_by_the_plan() throws IOException {
        dns.key = new TsigKey(DnsName.parse("migrate-key"), "hmac-sha256", "d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmc=");
        assertThat(dns.build().plan(Example.DOMAIN, true))
                .isInstanceOfSatisfying(CutoverResult.Refused.class, refused -> {
                    assertThat(refused.precondition()).isEqualTo("update");
                    assertThat(refused.reason())
                            .contains("BADSIG")
                            .contains(dns.proxy().address().toString());
                });
        dns.stopServer();
        assertThat(dns.build().plan(Example.DOMAIN, true)).isInstanceOf(CutoverResult.ServerFailed.class);
    }

    @Test
    void a_domain_without_desired_records_cannot_be_planned() throws IOException {
        assertThat(dns.orders().plan(org.rehome.contracts.address.Domain.parse("other.test"), true))
                .isInstanceOfSatisfying(CutoverResult.Refused.class, refused -> assertThat(refused.precondition())
                        .isEqualTo("records"));
    }

    @Test
    void a_change_by_somebody_else_after_verification_takes_it_back() throws Exception {
        Cutover applied = dns.applied();
        assertThat(verify(applied).verified()).isTrue();
        foreignEdit();
        assertThat(verify(applied).verified()).isFalse();
        assertThat(state(applied)).isEqualTo("applied");
        assertThat(dns.orders().complete(applied)).isInstanceOf(CutoverResult.Refused.class);
    }
}
