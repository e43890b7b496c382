package org.rehome.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.gateway.link.LinkStatus;
import org.rehome.gateway.partner.Samples;
import org.rehome.gateway.world.World;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.pool.SimulatedPool;

@DisplayName("Gateways that share capture streams")
class CaptureShareTest extends StartedGateways {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> PARTNERS = List.of("c0.test", "c1.test", "c2.test", "c3.test", "c4.test");
    private static final List<String> USERS = List.of("cs0@example.test", "cs1@example.test", "cs2@example.test");

    @BeforeAll
    void enable() {
        PARTNERS.forEach(partner -> world.enabled(Samples.partner(partner)));
    }

    /// Users of one pool who write to the partners, until it is closed.
    private final class Writing implements AutoCloseable {
        private final AtomicInteger sent = new AtomicInteger();
        private final Thread thread;
        private volatile boolean closed;

        Writing(SimulatedPool pool) {
            thread = Thread.ofPlatform().name("writing").start(() -> {
                while (!closed) {
                    int i = sent.getAndIncrement();
                    world.fromUser(
                            pool,
                            USERS.get(i % USERS.size()),
                            "peer@" + PARTNERS.get(i / USERS.size() % PARTNERS.size()));
                    LockSupport.parkNanos(2_000_000);
                }
            });
        }

        void awaitMore(int count) {
            int enough = sent.get() + count;
            await().atMost(SOON).until(() -> sent.get() >= enough);
        }

        @Override
        public void close() throws InterruptedException {
            closed = true;
            thread.join();
        }
    }

    private static Set<String> captures(Gateway gateway, String pool) {
        return gateway.links().statuses().stream()
                .filter(each -> each.state() == LinkStatus.State.OPEN
                        && each.stream().equals("capture")
                        && each.pool().toString().equals(pool))
                .map(each -> each.name().name())
                .collect(Collectors.toSet());
    }

    private static void awaitAll(String pool, Gateway... gateways) {
        // while one is handed over without a gap, two have it
        await().atMost(SOON).untilAsserted(() -> {
            List<String> open = new ArrayList<>();
            for (Gateway each : gateways) {
                open.addAll(captures(each, pool));
            }
            assertThat(open).containsExactlyInAnyOrderElementsOf(PARTNERS);
        });
    }

    private LedgerReport settled() throws InterruptedException {
        LedgerReport report = world.settled();
        assertThat(report.clean()).as(world.ledger().anomalies().toString()).isTrue();
        return report;
    }

    @Test
    @DisplayName("hand them over one by one without a gap where the pool lets the newest connection have the name")
    void makeBeforeBreak() throws InterruptedException {
        USERS.forEach(user -> world.homed(user, World.NEW, 1, null));
        Gateway first = gateway("gateway-1");
        awaitAll("new", first);
        try (Writing writing = new Writing(world.fresh())) {
            writing.awaitMore(100);
            try (Gateway second = gateway("gateway-2")) {
                await().atMost(SOON).until(() -> !captures(second, "new").isEmpty());
                awaitAll("new", first, second);
                assertThat(captures(first, "new")).isNotEmpty().doesNotContainAnyElementsOf(captures(second, "new"));
                writing.awaitMore(200);
                first.close();
                awaitAll("new", second);
                writing.awaitMore(200);
                writing.close();
                assertThat(settled().returned()).isZero();
            }
        }
    }

    @Test
    @DisplayName("break before they make where the pool refuses a second connection: what comes between is returned")
    void breakBeforeMake() throws InterruptedException {
        USERS.forEach(user -> world.homed(user, World.LEGACY, 10, null));
        Gateway first = gateway("gateway-1");
        awaitAll("legacy", first);
        try (Writing writing = new Writing(world.legacy())) {
            writing.awaitMore(100);
            try (Gateway second = gateway("gateway-2")) {
                await().atMost(SOON).until(() -> !captures(second, "legacy").isEmpty());
                awaitAll("legacy", first, second);
                writing.awaitMore(200);
                first.close();
                awaitAll("legacy", second);
                writing.awaitMore(200);
                writing.close();
                LedgerReport report = settled();
                assertThat(report.delivered() + report.returned()).isEqualTo(report.sent());
                assertThat(report.returned()).isLessThan(report.sent() / 10);
            }
        }
    }
}
