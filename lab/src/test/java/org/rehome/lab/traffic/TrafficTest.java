package org.rehome.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.partner.Authentication;
import org.rehome.lab.partner.PartnerBuilder;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.StaticNextHops;
import org.rehome.lab.pool.SimulatedPool;
import org.rehome.lab.stanza.StanzaKind;

/// Load between two federated servers, with and without the planned operations that must lose nothing.
final class TrafficTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");

    private final StaticNextHops table = new StaticNextHops();
    private final Ledger ledger = new Ledger();
    private final List<AutoCloseable> open = new ArrayList<>();

    private SimulatedPartner server(String domain, Authentication authentication) throws IOException {
        PartnerBuilder builder = SimulatedPartner.of(domain)
                .identity(AUTHORITY.identity(domain))
                .trust(AUTHORITY.certificate())
                .authentication(authentication)
                .nextHops(table);
        for (int i = 0; i < 5; i++) {
            builder.user("user" + i + "@" + domain);
        }
        SimulatedPartner server = builder.start();
        open.add(server);
        table.set(domain, server.address());
        return server;
    }

    private Traffic.Builder between(SimulatedPartner ours, SimulatedPartner theirs) {
        return Traffic.on(ledger).pools(List.of(ours)).partners(List.of(theirs)).seed(1);
    }

    private Traffic started(Traffic.Builder builder) {
        Traffic traffic = builder.start();
        open.add(traffic);
        return traffic;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private LedgerReport settled(Traffic traffic) throws InterruptedException {
        traffic.stop();
        assertThat(ledger.settle(BOUND, Duration.ofMillis(50)))
                .as("%s", ledger.anomalies())
                .isTrue();
        return ledger.report();
    }

    @ParameterizedTest
    @DisplayName("M2: thousands of messages a second arrive complete, once, in order and unchanged")
    @EnumSource(Authentication.class)
    void underLoad(Authentication authentication) throws Exception {
        Traffic traffic = started(between(server("a.test", authentication), server("b.test", authentication))
                .rate(3_000)
                .bodyLength(300)
                .mix(new Mix(8, 1, 1)));
        await().atMost(BOUND).until(() -> ledger.report().delivered() > 5_000);
        LedgerReport report = settled(traffic);

        assertThat(report.clean()).as("%s", ledger.anomalies()).isTrue();
        assertThat(report.returned()).isZero();
        assertThat(report.sentByKind()).containsOnlyKeys(StanzaKind.values());
        assertThat(report.latency().count()).isEqualTo(report.delivered());
        assertThat(report.latency().p50()).isPositive();
    }

    @Test
    @DisplayName("A8: streams that are closed gracefully again and again under load lose and reorder nothing")
    void survivesGracefulCloses() throws Exception {
        SimulatedPartner ours = server("a.test", Authentication.EXTERNAL);
        SimulatedPartner theirs = server("b.test", Authentication.EXTERNAL);
        Traffic traffic = started(between(ours, theirs).rate(2_000));
        for (int i = 1; i <= 10; i++) {
            long more = ledger.report().delivered() + 200;
            await().atMost(BOUND).until(() -> ledger.report().delivered() > more);
            (i % 2 == 0 ? ours : theirs).closeOutbound();
        }
        LedgerReport report = settled(traffic);
        assertThat(report.clean()).as("%s", ledger.anomalies()).isTrue();
        assertThat(report.returned()).isZero();
    }

    @Test
    @DisplayName("A8: a server that is stopped and started under load loses nothing; what cannot go is returned")
    void survivesRestarts() throws Exception {
        SimulatedPartner ours = server("a.test", Authentication.EXTERNAL);
        SimulatedPartner theirs = server("b.test", Authentication.EXTERNAL);
        Traffic traffic = started(between(ours, theirs).rate(1_000));
        for (int i = 0; i < 3; i++) {
            long more = ledger.report().delivered() + 200;
            await().atMost(BOUND).until(() -> ledger.report().delivered() > more);
            theirs.stop();
            long returned = ledger.report().returned() + 10;
            await().atMost(BOUND).until(() -> ledger.report().returned() > returned);
            theirs.start();
        }
        LedgerReport report = settled(traffic);
        assertThat(report.clean()).as("%s", ledger.anomalies()).isTrue();
        assertThat(report.returnedByReason()).containsKey("remote-server-timeout");
        assertThat(traffic.skipped()).as("turns of the stopped server's users").isPositive();
    }

    @Test
    @DisplayName("where no path exists, everything is returned with its reason and nothing vanishes")
    void withoutPath() throws Exception {
        SimulatedPool pool = SimulatedPool.named("legacy")
                .domain("example.test")
                .user("user1@example.test")
                .start();
        open.add(pool);
        SimulatedPartner partner = server("b.test", Authentication.EXTERNAL);
        Traffic traffic = started(Traffic.on(ledger)
                .pools(List.of(pool))
                .partners(List.of(partner))
                .rate(500));
        await().atMost(BOUND).until(() -> ledger.report().returnedByReason().size() == 2);
        LedgerReport report = settled(traffic);

        assertThat(report.clean()).isTrue();
        assertThat(report.delivered()).isZero();
        assertThat(report.returnedByReason()).containsOnlyKeys("remote-server-timeout", "remote-server-not-found");
    }

    @Test
    @DisplayName("a user sends from where she has a session, nothing while she is withheld or has none")
    void followsSessions() throws Exception {
        SimulatedPool legacy =
                SimulatedPool.named("legacy").domain("a.test").user("u@a.test").start();
        SimulatedPool fresh =
                SimulatedPool.named("new").domain("a.test").account("u@a.test").start();
        open.addAll(List.of(legacy, fresh));
        SimulatedPartner partner = server("b.test", Authentication.EXTERNAL);
        Traffic traffic = started(Traffic.on(ledger)
                .pools(List.of(legacy, fresh))
                .partners(List.of(partner))
                .direction(Direction.TO_PARTNERS)
                .rate(500));
        await().atMost(BOUND).until(() -> ledger.report().returned() > 5);

        traffic.withhold("u@a.test");
        assertThat(ledger.settle("u@a.test", BOUND)).isTrue();
        long sent = ledger.report().sent();
        long skipped = traffic.skipped();
        await().atMost(BOUND).until(() -> traffic.skipped() > skipped + 20);
        assertThat(ledger.report().sent()).isEqualTo(sent);

        legacy.logout("u@a.test");
        traffic.release("u@a.test");
        long stillSkipped = traffic.skipped();
        await().atMost(BOUND).until(() -> traffic.skipped() > stillSkipped + 20);
        assertThat(ledger.report().sent()).isEqualTo(sent);

        fresh.login("u@a.test");
        await().atMost(BOUND).until(() -> ledger.report().sent() > sent);
        assertThat(settled(traffic).clean()).isTrue();
    }

    @Test
    @DisplayName("the rate is kept, can be changed, and zero stands still")
    void rate() throws Exception {
        Traffic traffic =
                started(between(server("a.test", Authentication.EXTERNAL), server("b.test", Authentication.EXTERNAL))
                        .rate(0));
        await().during(Duration.ofMillis(200)).until(() -> ledger.report().sent() == 0);
        long start = System.nanoTime();
        traffic.rate(400);
        await().atMost(BOUND).until(() -> ledger.report().sent() >= 400);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
        assertThat(settled(traffic).clean()).isTrue();
        assertThatThrownBy(() -> traffic.rate(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mix(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
