package org.rehome.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.EdgeEvent.EdgeStarted;
import org.rehome.contracts.event.EdgeEvent.EdgeStopped;
import org.rehome.contracts.event.EdgeEvent.PartnerStreamsEnded;
import org.rehome.contracts.event.EdgeEvent.PartnerUnspliced;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.PairSwitching;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.Rollout;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.SwitchReported;
import org.rehome.contracts.event.FederationEvent.SwitchState;
import org.rehome.contracts.event.FederationEvent.Way;
import org.rehome.gateway.link.LinkStatus;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Lifecycle.Step;
import org.rehome.gateway.partner.Lifecycle.Transition;
import org.rehome.gateway.partner.PairWays;
import org.rehome.gateway.partner.Samples;
import org.rehome.gateway.world.Traffic;
import org.rehome.gateway.world.World;
import org.rehome.lab.ledger.LedgerReport;

@DisplayName("A partner that is switched (docs/switches.md)")
class SwitchesTest extends StartedGateways {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Domain LOCAL = Domain.parse("example.test");

    @Override
    boolean hooked() {
        return true;
    }

    private Gateway started(String id) throws InterruptedException {
        Gateway gateway = gateway(id);
        await().atMost(SOON)
                .until(() -> gateway.links().statuses().stream()
                                .filter(each -> each.state() == LinkStatus.State.OPEN)
                                .count()
                        == 2);
        return gateway;
    }

    private void homed(Gateway gateway, PoolName pool, List<String> users) {
        users.forEach(user -> world.homed(user, pool, 1, null));
        await().atMost(SOON).until(() -> users.stream()
                .allMatch(user -> gateway.known().homes().find(Jid.parse(user)).isPresent()));
    }

    private void configured(Gateway gateway, String partner) throws InterruptedException, TimeoutException {
        world.publish(new PartnerConfigured(Samples.partner(partner), 1));
        world.confirming(partner, true);
        await().atMost(SOON)
                .until(() ->
                        gateway.known().partners().find(Domain.parse(partner)).isPresent()
                                && gateway.known()
                                        .confirmations()
                                        .confirms(LOCAL, Domain.parse(partner), Domain.parse(partner)));
    }

    private static Lifecycle partner(Gateway gateway, String partner) {
        return gateway.known().partners().find(Domain.parse(partner)).orElseThrow();
    }

    private static void step(Gateway gateway, String partner, Step step) throws InterruptedException, TimeoutException {
        var writing = gateway.partnerLog().writing();
        writing.lock();
        try {
            gateway.partnerLog()
                    .publish(((Transition.Changed) partner(gateway, partner).on(step)).event());
        } finally {
            writing.unlock();
        }
    }

    private static void enable(Gateway gateway, String partner, @Nullable Rollout rollout, Duration limit)
            throws InterruptedException, TimeoutException {
        step(gateway, partner, new Step.Enable(null, rollout, Instant.now().plus(limit)));
    }

    private static void giveBack(Gateway gateway, String partner, Duration limit)
            throws InterruptedException, TimeoutException {
        step(gateway, partner, new Step.Return("as a test", Instant.now().plus(limit)));
    }

    private static Way way(Gateway gateway, String partner) {
        var last = gateway.known().ways().last(LOCAL, Domain.parse(partner));
        return last instanceof PairSwitching ? new Way(Side.Legacy, new Rollout(List.of(), 1)) : PairWays.way(last);
    }

    private static void awaitWay(Gateway gateway, String partner, Side side) {
        await().atMost(SOON).until(() -> way(gateway, partner).equals(new Way(side, null)));
    }

    private static void awaitState(Gateway gateway, String partner, String state) {
        await().atMost(SOON).until(() -> partner(gateway, partner).name().equals(state));
    }

    private static SwitchReported report(Gateway gateway, String partner) {
        return gateway.known().reports().of(Domain.parse(partner)).orElseThrow();
    }

    private LedgerReport clean() throws InterruptedException {
        LedgerReport report = world.settled();
        assertThat(report.clean()).as(world.ledger().anomalies().toString()).isTrue();
        assertThat(report.returned()).isZero();
        return report;
    }

    @Test
    @DisplayName("there and back again and again under traffic loses, doubles, returns and reorders nothing")
    void thereAndBack() throws InterruptedException, TimeoutException {
        List<String> moved = List.of("sw1@example.test", "sw2@example.test", "sw3@example.test");
        List<String> staying = List.of("sw4@example.test", "sw5@example.test");
        try (Gateway gateway = started("gateway-1")) {
            homed(gateway, World.NEW, moved);
            homed(gateway, World.LEGACY, staying);
            configured(gateway, "swaps.test");
            try (Traffic fresh = Traffic.outbound(world, world.fresh(), moved, List.of("swaps.test"), 300);
                    Traffic old = Traffic.outbound(world, world.legacy(), staying, List.of("swaps.test"), 200)) {
                for (int i = 0; i < 10; i++) {
                    enable(gateway, "swaps.test", null, SOON);
                    awaitWay(gateway, "swaps.test", Side.Edge);
                    fresh.awaitMore(20);
                    old.awaitMore(20);
                    giveBack(gateway, "swaps.test", SOON);
                    awaitState(gateway, "swaps.test", "legacy");
                    awaitWay(gateway, "swaps.test", Side.Legacy);
                    assertThat(report(gateway, "swaps.test").state()).isEqualTo(SwitchState.Done);
                    fresh.awaitMore(20);
                    old.awaitMore(20);
                }
            }
            clean();
            assertThat(world.outboundTo("swaps.test")).hasSizeGreaterThan(200);
            assertThat(world.leftByLegacy())
                    .filteredOn(each -> each.to().orElseThrow().domain().equals("swaps.test"))
                    .hasSizeGreaterThan(200);
        }
    }

    @Test
    @DisplayName("for some users, for others, and for everybody keeps the order of each")
    void rollout() throws InterruptedException, TimeoutException {
        List<String> users = List.of("ro1@example.test", "ro2@example.test", "ro3@example.test", "ro4@example.test");
        try (Gateway gateway = started("gateway-1")) {
            homed(gateway, World.NEW, users);
            configured(gateway, "rolls.test");
            Rollout some = new Rollout(List.of(Jid.parse("ro1@example.test")), 0);
            Rollout others = new Rollout(List.of(Jid.parse("ro2@example.test")), 50);
            try (Traffic traffic = Traffic.outbound(world, world.fresh(), users, List.of("rolls.test"), 300)) {
                enable(gateway, "rolls.test", some, SOON);
                await().atMost(SOON).until(() -> way(gateway, "rolls.test").equals(new Way(Side.Edge, some)));
                traffic.awaitMore(100);
                assertThat(world.outboundTo("rolls.test"))
                        .isNotEmpty()
                        .allMatch(each -> each.from().bare().equals(Jid.parse("ro1@example.test")));
                enable(gateway, "rolls.test", others, SOON);
                await().atMost(SOON).until(() -> way(gateway, "rolls.test").equals(new Way(Side.Edge, others)));
                traffic.awaitMore(100);
                enable(gateway, "rolls.test", null, SOON);
                awaitWay(gateway, "rolls.test", Side.Edge);
                traffic.awaitMore(100);
                enable(gateway, "rolls.test", some, SOON);
                await().atMost(SOON).until(() -> way(gateway, "rolls.test").equals(new Way(Side.Edge, some)));
                traffic.awaitMore(100);
            }
            clean();
        }
    }

    @Test
    @DisplayName("stays with the legacy gateway outbound while it does not answer by it, and the reason is told")
    void noAnswer() throws InterruptedException, TimeoutException {
        List<String> users = List.of("na1@example.test");
        try (Gateway gateway = started("gateway-1")) {
            homed(gateway, World.NEW, users);
            configured(gateway, "mute.test");
            world.mute("mute.test", true);
            try (Traffic traffic = Traffic.outbound(world, world.fresh(), users, List.of("mute.test"), 100)) {
                enable(gateway, "mute.test", null, SOON);
                awaitState(gateway, "mute.test", "enabled");
                traffic.awaitMore(300);
                assertThat(way(gateway, "mute.test")).isEqualTo(Way.LEGACY);
                world.mute("mute.test", false);
                awaitWay(gateway, "mute.test", Side.Edge);
            }
            clean();
        }
    }

    @Test
    @DisplayName("waits for every edge, says for which, and goes back by itself when its time is over")
    void goesBack() throws InterruptedException, TimeoutException {
        try (Gateway gateway = started("gateway-1")) {
            configured(gateway, "waits.test");
            world.publish(new EdgeStarted("edge-9", "edge9.test", 5269, false));
            await().until(() -> !gateway.known()
                    .edges()
                    .stillSpliced(Domain.parse("waits.test"), 2)
                    .isEmpty());
            enable(gateway, "waits.test", null, Duration.ofSeconds(2));
            await().atMost(SOON).until(() -> gateway.known()
                    .reports()
                    .of(Domain.parse("waits.test"))
                    .filter(each -> String.valueOf(each.waitsFor()).contains("edge-9"))
                    .isPresent());
            awaitState(gateway, "waits.test", "legacy");
            await().atMost(SOON).until(() -> report(gateway, "waits.test").state() == SwitchState.WentBack);
            assertThat(report(gateway, "waits.test").waitsFor())
                    .startsWith("splices: ")
                    .endsWith("edge-9");

            enable(gateway, "waits.test", null, SOON);
            long version = partner(gateway, "waits.test").version();
            world.publish(new PartnerUnspliced("edge-9", Domain.parse("waits.test"), version));
            awaitState(gateway, "waits.test", "enabled");
            awaitWay(gateway, "waits.test", Side.Edge);

            giveBack(gateway, "waits.test", SOON);
            await().atMost(SOON)
                    .until(() -> String.valueOf(report(gateway, "waits.test").waitsFor())
                            .startsWith("streams: "));
            world.publish(new PartnerStreamsEnded(
                    "edge-9",
                    Domain.parse("waits.test"),
                    partner(gateway, "waits.test").version()));
            awaitState(gateway, "waits.test", "legacy");
            world.publish(new EdgeStopped("edge-9", "edge9.test", 5269));
        }
    }

    @Test
    @DisplayName("is put back by the next gateway when the one that switched it is gone")
    void leftBehind() throws InterruptedException, TimeoutException {
        List<String> users = List.of("lb1@example.test");
        try (Gateway first = started("gateway-1")) {
            homed(first, World.NEW, users);
            configured(first, "left.test");
        }
        world.publish(new PairSwitching(
                LOCAL, Domain.parse("left.test"), System.currentTimeMillis(), Way.LEGACY, new Way(Side.Edge, null)));
        try (Gateway second = started("gateway-1");
                Traffic traffic = Traffic.outbound(world, world.fresh(), users, List.of("left.test"), 100)) {
            await().atMost(SOON)
                    .until(() -> second.known().ways().last(LOCAL, Domain.parse("left.test"))
                                    instanceof PairSwitched switched
                            && switched.way().equals(Way.LEGACY)
                            && switched.reason() != null);
            traffic.awaitMore(50);
        }
        clean();
    }
}
