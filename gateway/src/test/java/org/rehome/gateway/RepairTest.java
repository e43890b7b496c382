package org.rehome.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.I7;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.PresenceRepairOrdered;
import org.rehome.contracts.event.FederationEvent.PresenceRepairReported;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.hook.PresenceRepair.Outcome;
import org.rehome.gateway.partner.Samples;
import org.rehome.gateway.world.World;
import org.rehome.lab.pool.SimulatedPool;
import org.rehome.lab.stanza.Stanza;
import org.rehome.xmpp.hook.HookAnswer.UserRepair;

@DisplayName("Presence that may be stale (docs/moves.md)")
class RepairTest extends StartedGateways {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern ID = Pattern.compile("\\sid=['\"]([^'\"]*)['\"]");

    @Override
    boolean hooked() {
        return true;
    }

    private Gateway started(String id) throws InterruptedException {
        Gateway gateway = gateway(id);
        await().atMost(SOON)
                .until(() ->
                        gateway.links().isOpen(World.LEGACY) && gateway.links().isOpen(World.NEW));
        return gateway;
    }

    /// At home there, with a session; the other pool knows that she is not.
    private void homed(Gateway gateway, String user, PoolName pool, long epoch) {
        world.homed(user, pool, epoch, null);
        SimulatedPool home = pool.equals(World.NEW) ? world.fresh() : world.legacy();
        SimulatedPool other = pool.equals(World.NEW) ? world.legacy() : world.fresh();
        await().atMost(SOON)
                .until(() -> gateway.known().homes().find(user).orElse(null) instanceof Home.Homed home2
                        && home2.epoch() == epoch
                        && gateway.arrivals().hasArrived(user, home2)
                        && home.present(user)
                        && !other.present(user));
    }

    private void enabled(Gateway gateway, String partner) {
        world.enabled(Samples.partner(partner));
        await().atMost(SOON)
                .until(() -> gateway.known().ways().last(Domain.parse("example.test"), Domain.parse(partner))
                                instanceof PairSwitched switched
                        && switched.way().side() == Side.Edge);
    }

    private static UserRepair repaired(Gateway gateway, PoolName pool, String user) throws InterruptedException {
        Outcome outcome = gateway.presenceRepair().ask(pool, List.of(Jid.parse(user)), List.of());
        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        return ((Outcome.Answered) outcome).users().getFirst();
    }

    private void fromPeer(String user, String id) {
        world.inject(
                "peer@stale.test",
                user,
                StanzaKind.PRESENCE,
                "<presence xmlns='jabber:server' id='" + id + "' from='peer@stale.test/pc' to='" + user + "'/>");
    }

    /// The presence that a partner's domain got, as `kind sender id`.
    private List<String> presenceAt(String domain) {
        return world.outboundTo(domain).stream()
                .filter(each -> each.kind() == StanzaKind.PRESENCE || each.kind() == StanzaKind.PRESENCE_PROBE)
                .map(each -> each.kind() + " " + each.from() + " " + id(each))
                .toList();
    }

    private static String id(LaneStanza stanza) {
        Matcher found = ID.matcher(new String(stanza.xml(), UTF_8));
        return found.find() ? found.group(1) : "";
    }

    /// The presence that a user got, as `type sender id`.
    private List<String> presenceOf(String user) {
        return world.receivedBy(user).stream()
                .map(each -> each.stanza().type() + " " + each.stanza().from().orElseThrow() + " "
                        + each.stanza().id())
                .toList();
    }

    private static void awaitBalance(Gateway gateway) {
        await().atMost(SOON).until(() -> gateway.ledger().accounts().stream().allMatch(each -> each.difference() == 0));
    }

    @Test
    @DisplayName(
            "after a move is current on both sides after the repair: a contact's with her, and hers with the contact")
    @Spec(I7)
    void afterAMove() throws InterruptedException {
        String user = "rm1@example.test";
        try (Gateway gateway = started("gateway-1")) {
            enabled(gateway, "stale.test");
            await().atMost(SOON).until(() -> world.legacy().hook().captured().contains("stale.test"));
            world.homed(user, World.LEGACY, 1, null);
            await().atMost(SOON).until(() -> gateway.known().homes().find(user).isPresent());
            fromPeer(user, "away");
            world.legacy().send(user, Stanza.presence("peer@stale.test", "left", "unavailable"));
            world.quiesce(user, World.LEGACY, World.NEW, 2);
            homed(gateway, user, World.NEW, 3);
            world.fresh().hook().contact(user, "peer@stale.test", "both");
            world.fresh().hook().contact(user, "stranger@stale.test", "none");
            // she is there, and the peer was told that she is not; what she knows of the peer is as old
            await().atMost(SOON)
                    .until(() -> presenceAt("stale.test").equals(List.of("PRESENCE " + user + "/lab left")));
            await().atMost(SOON).until(() -> presenceOf(user).equals(List.of(" peer@stale.test/pc away")));

            assertThat(repaired(gateway, World.NEW, user)).isEqualTo(new UserRepair(Jid.parse(user), "done", 1, 1));
            await().atMost(SOON).until(() -> presenceAt("stale.test").size() == 3);
            assertThat(presenceAt("stale.test").subList(1, 3))
                    .containsExactlyInAnyOrder(
                            "PRESENCE_PROBE " + user + " presence", "PRESENCE " + user + "/lab presence");
            // what a partner's server answers to the probe
            fromPeer(user, "here");
            await().atMost(SOON).until(() -> presenceOf(user)
                    .equals(List.of(" peer@stale.test/pc away", " peer@stale.test/pc here")));
            awaitBalance(gateway);
        }
    }

    @Test
    @DisplayName("of a partner's probe is answered from the pool where the user lives now")
    @Spec(I7)
    void partnersProbe() throws InterruptedException {
        String user = "rp1@example.test";
        try (Gateway gateway = started("gateway-1")) {
            enabled(gateway, "asks.test");
            homed(gateway, user, World.NEW, 3);
            world.fresh().hook().contact(user, "peer@asks.test", "from");
            world.inject(
                    "peer@asks.test",
                    user,
                    StanzaKind.PRESENCE_PROBE,
                    "<presence xmlns='jabber:server' type='probe' from='peer@asks.test' to='" + user + "'/>");
            await().atMost(SOON)
                    .until(() -> presenceAt("asks.test").equals(List.of("PRESENCE " + user + "/lab presence")));
        }
    }

    @Test
    @DisplayName("of a colleague on another pool, and of a partner of the legacy gateway, takes the ways of any stanza")
    @Spec(I7)
    void otherWays() throws InterruptedException {
        String user = "ro1@example.test";
        String colleague = "ro2@example.test";
        try (Gateway gateway = started("gateway-1")) {
            homed(gateway, user, World.NEW, 3);
            homed(gateway, colleague, World.LEGACY, 3);
            world.fresh().hook().contact(user, colleague, "both");
            world.legacy().hook().contact(colleague, user, "both");
            world.fresh().hook().contact(user, "peer@older.test", "both");

            assertThat(repaired(gateway, World.NEW, user).asked()).isEqualTo(2);
            await().atMost(SOON).until(() -> presenceOf(user).contains(" " + colleague + "/lab presence"));
            await().atMost(SOON).until(() -> presenceOf(colleague).contains(" " + user + "/lab presence"));
            await().atMost(SOON)
                    .until(() -> world.leftByLegacy().stream()
                                    .filter(each ->
                                            each.to().orElseThrow().domain().equals("older.test"))
                                    .count()
                            == 2);
            awaitBalance(gateway);
        }
    }

    @Test
    @DisplayName("of a partner's contacts is repaired for all users, also when the gateway ends that took the order")
    void partner() throws InterruptedException, TimeoutException {
        List<String> users = new ArrayList<>();
        Domain partner = Domain.parse("many.test");
        PresenceRepairOrdered order;
        try (Gateway gateway = started("gateway-1")) {
            enabled(gateway, "many.test");
            for (int i = 0; i < 120; i++) {
                String user = "rn" + i + "@example.test";
                users.add(user);
                boolean moved = i % 2 == 0;
                SimulatedPool home = moved ? world.fresh() : world.legacy();
                home.addUser(user);
                home.login(user);
                home.hook().contact(user, "peer@many.test", "both");
                home.hook().contact(user, "peer@another.test", "both");
                world.publish(new UserHomed(Jid.parse(user), moved ? World.NEW : World.LEGACY, 1, null));
            }
            await().atMost(SOON).until(() -> users.stream()
                    .allMatch(each -> gateway.known().homes().find(each).isPresent()));
            await().atMost(SOON).until(() -> world.legacy().hook().captured().contains("many.test"));
            order = gateway.partnerRepairs().order(partner);
        }
        try (Gateway next = started("gateway-2")) {
            await().atMost(SOON)
                    .until(() -> next.known().repairs().report(order).stream().anyMatch(PresenceRepairReported::done));
            await().atMost(SOON).until(() -> users.stream().allMatch(each -> presenceAt("many.test")
                    .containsAll(
                            List.of("PRESENCE_PROBE " + each + " presence", "PRESENCE " + each + "/lab presence"))));
            PresenceRepairReported report = next.known().repairs().report(order).orElseThrow();
            assertThat(report.counts().users()).isEqualTo(next.known().homes().size());
            assertThat(report.counts().asked()).isEqualTo(120);
            assertThat(report.counts().told()).isEqualTo(120);
            assertThat(presenceAt("another.test")).isEmpty();
            assertThat(next.known().repairs().open()).isEmpty();
            awaitBalance(next);
        }
    }
}
