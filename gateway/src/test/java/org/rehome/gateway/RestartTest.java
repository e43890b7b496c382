package org.rehome.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.HeldReturnOrdered;
import org.rehome.contracts.event.FederationEvent.HeldScope;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.gateway.link.LinkStatus;
import org.rehome.gateway.partner.Samples;
import org.rehome.gateway.world.Traffic;
import org.rehome.gateway.world.World;
import org.rehome.lab.ledger.LedgerReport;

@DisplayName("A gateway that stops, starts, and shares the work")
class RestartTest extends StartedGateways {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static boolean open(Gateway gateway, String stream, String name) {
        return gateway.links().statuses().stream()
                .anyMatch(each -> each.state() == LinkStatus.State.OPEN
                        && each.stream().equals(stream)
                        && each.name().name().equals(name));
    }

    @Test
    @DisplayName(
            "restarted under traffic, loses, repeats and reorders nothing, and answers a move that began meanwhile")
    void restart() throws InterruptedException {
        world.enabled(Samples.partner("planned.test"));
        List<String> users = List.of("pl0@example.test", "pl1@example.test", "pl2@example.test", "pl3@example.test");
        users.forEach(user -> world.homed(user, World.LEGACY, 1, null));
        try (Traffic traffic = Traffic.inbound(world, "planned.test", users, 300)) {
            try (Gateway first = gateway("gateway-1")) {
                await().atMost(SOON).until(() -> open(first, "injection", "gateway-1.example.test"));
                traffic.awaitMore(200);
            }
            assertThat(world.legacy().connected()).isEmpty();
            traffic.awaitMore(50);
            CompletableFuture<UserQuiesced> answer =
                    CompletableFuture.supplyAsync(() -> world.quiesce(users.get(0), World.LEGACY, World.NEW, 2));
            try (Gateway second = gateway("gateway-1")) {
                assertThat(answer.join().gateway()).isEqualTo("gateway-1");
                long before = world.deliveredOn("legacy", users.get(0));
                world.publish(new UserHomed(Jid.parse(users.get(0)), World.NEW, 3, null));
                traffic.awaitMore(200);
                assertThat(world.deliveredOn("legacy", users.get(0))).isEqualTo(before);
                traffic.close();
                assertThat(world.settled().clean())
                        .as(world.ledger().anomalies().toString())
                        .isTrue();
                assertThat(second.known().homes().moving()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("two of them share the partitions; when one stops, the other takes lanes and captures over")
    void twoGateways() throws InterruptedException {
        world.enabled(Samples.partner("shared.test"));
        List<String> users = List.of("sh0@example.test", "sh1@example.test", "sh2@example.test", "sh3@example.test");
        users.forEach(user -> world.homed(user, World.NEW, 1, null));
        try (Traffic traffic = Traffic.inbound(world, "shared.test", users, 300);
                Gateway first = gateway("gateway-1")) {
            await().atMost(SOON).until(() -> open(first, "capture", "shared.test"));
            traffic.awaitMore(100);
            try (Gateway second = gateway("gateway-2")) {
                await().atMost(SOON).until(() -> open(second, "injection", "gateway-2.example.test"));
                traffic.awaitMore(300);
                first.close();
                await().atMost(SOON).until(() -> open(second, "capture", "shared.test"));
                traffic.awaitMore(200);
                world.fromUser(world.fresh(), users.get(0), "peer@shared.test");
                traffic.close();
                LedgerReport report = world.settled();

                assertThat(report.clean())
                        .as(world.ledger().anomalies().toString())
                        .isTrue();
                assertThat(report.returned()).isZero();
            }
        }
    }

    @Test
    @DisplayName("what is held goes back by an operator's order that was given while nobody owned its lane")
    void orderedWhileAway() throws InterruptedException {
        world.enabled(Samples.partner("ordered.test"));
        String user = "or0@example.test";
        world.homed(user, World.LEGACY, 1, null);
        try (Gateway first = gateway("gateway-1")) {
            world.quiesce(user, World.LEGACY, World.NEW, 2);
            world.fromPartner("peer@ordered.test", user);
            await().atMost(SOON).until(() -> !first.heldStanzas()
                    .list(Set.of(Direction.Inbound), null, each -> each.lane().equals(user), 1)
                    .isEmpty());
        }
        world.publish(new HeldReturnOrdered(Direction.Inbound, HeldScope.Lane, user, Instant.now()));
        try (Gateway second = gateway("gateway-1")) {
            assertThat(world.settled().returnedByReason()).containsOnly(entry("operator", 1L));
            assertThat(second.known().homes().moving()).containsExactly(user);
            world.publish(new UserHomed(Jid.parse(user), World.NEW, 3, null));
            world.fromPartner("peer@ordered.test", user);
            assertThat(world.settled().delivered()).isEqualTo(1);
        }
    }
}
