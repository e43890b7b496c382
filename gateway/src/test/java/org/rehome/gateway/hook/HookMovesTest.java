package org.rehome.gateway.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.home.Homes;
import org.rehome.gateway.home.Pools;
import org.rehome.gateway.lane.Quiesced;

/// Random orders of moves, answers, lost streams and restarts.
@DisplayName("Moves between pools with hooks, in whatever order things happen")
class HookMovesTest {
    private static final PoolName A = new PoolName("a");
    private static final PoolName B = new PoolName("b");
    private static final List<String> USERS = List.of("alice@example.test", "bob@example.test");

    private final Homes homes = new Homes();
    private final Pools pools = new Pools();
    private final ModelHooks hooks = new ModelHooks();
    private final List<Runnable> delayed = new ArrayList<>();
    private Departures departures;
    private Arrivals arrivals;
    private int answered;
    private int delivered;

    HookMovesTest() {
        for (PoolName pool : List.of(A, B)) {
            Link link = new Link("hook", "127.0.0.1", 1, null, null, "s");
            List<Domain> domains = List.of(Domain.parse("example.test"));
            pools.changed(new PoolRegistered(pool, null, domains, false, link, pool + ".test:5222", false, 1));
        }
        USERS.forEach(user -> homes.apply(new UserHomed(Jid.parse(user), A, 1, null)));
        start();
    }

    private void start() {
        // what a process had under way dies with it
        hooks.pending.clear();
        delayed.clear();
        UserRequests requests = new UserRequests(hooks);
        departures = new Departures(
                homes,
                pools,
                requests,
                Optional.of(new Transfers(hooks)),
                user -> true,
                this::departed,
                () -> {},
                (time, then) -> delayed.add(then));
        arrivals = new Arrivals(
                homes,
                pools,
                hooks,
                requests,
                user -> true,
                new Arrivals.Outside(user -> {}, () -> {}, (pool, reason) -> {}),
                (time, then) -> delayed.add(then));
        USERS.forEach(this::takeUp);
    }

    private void takeUp(String user) {
        switch (homes.find(user).orElseThrow()) {
            case Home.Moving move -> departures.quiet(new Quiesced(user, move.move(), move.epoch()));
            case Home.Homed _ -> arrivals.homed(user);
        }
    }

    private void departed(Departed answer) {
        String user = answer.lane().user();
        if (!(homes.find(user).orElseThrow() instanceof Home.Moving move)
                || move.epoch() != answer.lane().epoch()) {
            return;
        }
        answered++;
        if (answer.refused() == null) {
            assertThat(hooks.state(move.from(), user).away())
                    .as("away from the old pool")
                    .isTrue();
            assertThat(hooks.state(move.from(), user).epoch()).isEqualTo(move.epoch());
            assertThat(hooks.state(move.from(), user).host()).isEqualTo(move.to() + ".test:5222");
            assertThat(hooks.state(move.to(), user).away())
                    .as("not yet on the new one")
                    .isTrue();
            assertThat(answer.transferred()).isNotNull();
        }
        homed(user, answer.refused() == null ? move.to() : move.from(), move.epoch() + 1);
    }

    private void homed(String user, PoolName pool, long epoch) {
        homes.apply(new UserHomed(Jid.parse(user), pool, epoch, null));
        arrivals.homed(user);
    }

    private void move(String user) {
        if (homes.find(user).orElseThrow() instanceof Home.Homed home) {
            PoolName to = home.pool().equals(A) ? B : A;
            homes.apply(new UserMoving(Jid.parse(user), home.pool(), to, home.epoch() + 1, "m" + home.epoch(), null));
            departures.quiet(new Quiesced(user, "m" + home.epoch(), home.epoch() + 1));
        }
    }

    private void timeOver(String user) {
        if (homes.find(user).orElseThrow() instanceof Home.Moving move) {
            homed(user, move.from(), move.epoch() + 1);
        }
    }

    private void deliver(String user) {
        if (homes.find(user).orElseThrow() instanceof Home.Homed home && arrivals.isAtHome(user, home)) {
            delivered++;
            assertThat(hooks.state(home.pool(), user).away())
                    .as("%s is delivered to %s", user, home)
                    .isFalse();
        }
    }

    private void oneRequest(Random random) {
        if (hooks.pending.isEmpty()) {
            return;
        }
        ModelHooks.Pending each = hooks.pending.remove(random.nextInt(hooks.pending.size()));
        switch (random.nextInt(10)) {
            case 0 -> hooks.fail(each);
            case 1 -> {
                hooks.act(each);
                hooks.fail(each);
            }
            case 2 -> hooks.error(each, "internal-server-error");
            default -> hooks.answer(each);
        }
    }

    private void step(Random random) {
        String user = USERS.get(random.nextInt(USERS.size()));
        switch (random.nextInt(20)) {
            case 0 -> move(user);
            case 1 -> {
                if (random.nextInt(4) == 0) {
                    timeOver(user);
                }
            }
            case 2 -> {
                if (random.nextInt(10) == 0) {
                    start();
                }
            }
            case 3 -> hooks.open = random.nextInt(4) != 0;
            case 4, 5, 6 -> deliver(user);
            case 7, 8 -> {
                if (!delayed.isEmpty()) {
                    delayed.remove(random.nextInt(delayed.size())).run();
                }
            }
            default -> oneRequest(random);
        }
    }

    @RepeatedTest(value = 300, name = "seed {currentRepetition}")
    @DisplayName("never deliver before the new pool has said that she is home, nor answer before she is away; and end")
    void anyOrder(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        for (int i = 0; i < 500; i++) {
            step(random);
        }
        hooks.open = true;
        USERS.forEach(this::takeUp);
        for (int i = 0; !hooks.pending.isEmpty() || !delayed.isEmpty(); i++) {
            assertThat(i).as("it ends").isLessThan(10_000);
            if (!delayed.isEmpty()) {
                delayed.removeFirst().run();
            }
            if (!hooks.pending.isEmpty()) {
                hooks.answer(hooks.pending.removeFirst());
            }
        }
        for (String user : USERS) {
            Home.Homed home = (Home.Homed) homes.find(user).orElseThrow();
            PoolName other = home.pool().equals(A) ? B : A;
            assertThat(hooks.state(home.pool(), user).away()).isFalse();
            assertThat(hooks.state(other, user))
                    .isEqualTo(new ModelHooks.State(true, home.epoch(), home.pool() + ".test:5222"));
            assertThat(arrivals.isAtHome(user, home)).isTrue();
        }
        assertThat(answered).isPositive();
        assertThat(delivered).isPositive();
    }
}
