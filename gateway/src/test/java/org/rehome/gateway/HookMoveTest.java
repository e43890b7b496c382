package org.rehome.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.PoolEvent.DomainHomed;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.partner.Samples;
import org.rehome.gateway.pool.PlayedHook;
import org.rehome.gateway.world.World;

@DisplayName("A gateway between pools with hooks")
class HookMoveTest extends StartedGateways {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final PoolName OLD = new PoolName("hooked-old");
    private static final PoolName NEW = new PoolName("hooked-new");
    private static final String DOMAIN = "hooked.test";

    private PlayedHook old;
    private PlayedHook fresh;
    private Gateway gateway;

    @BeforeAll
    void startPools() throws IOException, InterruptedException {
        old = new PlayedHook(DOMAIN, World.SECRET);
        fresh = new PlayedHook(DOMAIN, World.SECRET);
        register(OLD, old, "old.test:5222");
        register(NEW, fresh, "new.test:5222");
        world.publish(new DomainHomed(Domain.parse(DOMAIN), OLD, 1));
        world.enabled(Samples.partner("partner.test"));
        gateway = gateway("gateway-1");
        awaitLinks();
    }

    private void register(PoolName pool, PlayedHook hook, String clients) {
        Link link = new Link("hook", "127.0.0.1", hook.server().port(), null, null, "lab");
        world.publish(new PoolRegistered(pool, null, List.of(Domain.parse(DOMAIN)), false, link, clients, false, 1));
    }

    private void awaitLinks() {
        await().atMost(SOON)
                .until(() -> gateway.links().isOpen(OLD) && gateway.links().isOpen(NEW));
    }

    @AfterAll
    void stopPools() throws IOException {
        gateway.close();
        old.close();
        fresh.close();
    }

    private static String user(String name) {
        return name + "@" + DOMAIN;
    }

    private void homed(String user, PoolName pool, long epoch) {
        world.publish(new UserHomed(Jid.parse(user), pool, epoch, null));
    }

    private void write(String user, String id) {
        world.inject("peer@partner.test", user, StanzaKind.MESSAGE, World.message("peer@partner.test/pc", user, id));
    }

    private static boolean has(PlayedHook pool, String user, String id) {
        return pool.server().receivedFor(user).stream()
                .anyMatch(each -> each.xml().contains("id='" + id + "'"));
    }

    @Test
    @DisplayName("moves a user: away from both, her data brought over, and nothing delivered before she is home there")
    void moves() {
        String alice = user("alice");
        homed(alice, OLD, 1);
        write(alice, "m1");
        await().atMost(SOON).until(() -> has(old, alice, "m1"));
        old.hold("away");
        String move = UUID.randomUUID().toString();
        world.publish(new UserMoving(Jid.parse(alice), OLD, NEW, 2, move, null));
        await().atMost(SOON).until(() -> old.asked().contains("held away"));
        assertThat(world.answer(move)).isNull();
        old.release("away");
        UserQuiesced answer = await().atMost(SOON).until(() -> world.answer(move), each -> each != null);
        assertThat(old.knows(alice)).isEqualTo("away 2 new.test:5222");
        assertThat(fresh.knows(alice)).isEqualTo("away 2");
        assertThat(answer.refused()).isNull();
        assertThat(answer.transferred()).isEqualTo(new AccountData(2, 1, 3));
        assertThat(fresh.asked()).contains("import true");

        write(alice, "m2");
        fresh.hold("home");
        homed(alice, NEW, 3);
        await().atMost(SOON).until(() -> fresh.asked().contains("held home"));
        await().atMost(SOON).until(() -> old.knows(alice).equals("away 3 new.test:5222"));
        assertThat(has(fresh, alice, "m2")).isFalse();
        assertThat(gateway.arrivals().isAwaited(Jid.parse(alice), new Home.Homed(NEW, 3, null)))
                .isTrue();
        fresh.release("home");
        await().atMost(SOON).until(() -> has(fresh, alice, "m2"));
        assertThat(fresh.knows(alice)).isEqualTo("home 3");
    }

    @Test
    @DisplayName("says why a user cannot go who has no account on the new pool, or whose data did not arrive whole")
    void refuses() {
        String bob = user("bob");
        homed(bob, OLD, 1);
        try {
            fresh.account(false);
            assertThat(world.quiesce(bob, OLD, NEW, 2).refused()).contains("no account", "hooked-new");
            homed(bob, OLD, 3);
            await().atMost(SOON).until(() -> old.knows(bob).equals("home 3"));
            await().atMost(SOON).until(() -> fresh.knows(bob).equals("away 3 old.test:5222"));
            fresh.account(true);
            fresh.counts("roster='1' blocked='1' offline='3'");
            UserQuiesced answer = world.quiesce(bob, OLD, NEW, 4);
            assertThat(answer.refused()).contains("2 contacts", "1 contacts");
            assertThat(answer.transferred()).isNull();
        } finally {
            fresh.account(true);
            fresh.counts("roster='2' blocked='1' offline='3'");
        }
    }

    @Test
    @DisplayName("goes on with a move whose old pool was away meanwhile, and brings hooks in line after a restart")
    void outlivesPoolsAndRestarts() throws IOException, InterruptedException {
        String carol = user("carol");
        String dora = user("dora");
        homed(carol, OLD, 1);
        homed(dora, NEW, 7);
        await().atMost(SOON).until(() -> old.knows(dora).equals("away 7 new.test:5222"));
        old.server().stop();
        String move = UUID.randomUUID().toString();
        world.publish(new UserMoving(Jid.parse(carol), OLD, NEW, 2, move, null));
        await().atMost(SOON).until(() -> !gateway.links().isOpen(OLD));
        assertThat(world.answer(move)).isNull();
        gateway.close();
        old.asked().clear();
        fresh.asked().clear();
        old.server().start();
        gateway = gateway("gateway-1");
        awaitLinks();
        await().atMost(SOON).until(() -> world.answer(move), each -> each != null);
        assertThat(old.knows(carol)).isEqualTo("away 2 new.test:5222");
        await().atMost(SOON).until(() -> old.asked().contains(dora + " away 7 new.test:5222"));
        await().atMost(SOON).until(() -> fresh.asked().contains(dora + " home 7"));
        write(dora, "m1");
        await().atMost(SOON).until(() -> has(fresh, dora, "m1"));
    }
}
