package org.rehome.gateway.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.RepairCounts;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.gateway.home.Homes;
import org.rehome.gateway.home.Pools;
import org.rehome.xmpp.hook.HookAnswer;
import org.rehome.xmpp.hook.Requests;

@DisplayName("A repair of presence")
class PresenceRepairTest {
    private static final PoolName OLD = new PoolName("old");
    private static final PoolName NEW = new PoolName("new");
    private static final PoolName PLAIN = new PoolName("plain");
    private static final Jid ALICE = Jid.parse("alice@example.test");
    private static final Jid BOB = Jid.parse("bob@example.test");
    private static final Jid MOVER = Jid.parse("mover@example.test");
    private static final Jid PLAIN_USER = Jid.parse("plain@example.test");
    private static final Jid NOBODY = Jid.parse("nobody@example.test");
    private static final List<Domain> PARTNER = List.of(Domain.parse("partner.test"));

    private final Homes homes = new Homes();
    private final Pools pools = new Pools();
    private final List<String> asked = new ArrayList<>();
    private final PresenceRepair repair = new PresenceRepair(homes, pools, new Answering());
    private Function<PoolName, CompletableFuture<HookAnswer>> answers = pool -> done("");

    private final class Answering implements Hooks {
        @Override
        public boolean isOpen(PoolName pool) {
            return true;
        }

        @Override
        public CompletableFuture<HookAnswer> ask(
                PoolName pool, String word, BiFunction<Requests, String, byte[]> request) {
            asked.add(pool + " " + word);
            return answers.apply(pool);
        }
    }

    PresenceRepairTest() {
        pool(OLD, Link.HOOK);
        pool(NEW, Link.HOOK);
        pool(PLAIN, "component");
        homes.apply(new UserHomed(ALICE, OLD, 1, null));
        homes.apply(new UserHomed(BOB, NEW, 1, null));
        homes.apply(new UserHomed(PLAIN_USER, PLAIN, 1, null));
        homes.apply(new UserMoving(MOVER, OLD, NEW, 2, "m", null));
    }

    private void pool(PoolName name, String kind) {
        pools.changed(new PoolRegistered(
                name,
                null,
                List.of(Domain.parse("example.test")),
                false,
                new Link(kind, "127.0.0.1", 1, kind.equals(Link.HOOK) ? null : 1, null, "s"),
                null,
                false,
                1));
    }

    private static CompletableFuture<HookAnswer> done(String users) {
        return CompletableFuture.completedFuture(
                ModelHooks.read("repair", "<repair xmlns='urn:rehome:hook:1'>" + users + "</repair>"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "alice, At[pool=old]",
        "bob, At[pool=new]",
        "plain, NoHook[pool=plain]",
        "'mover', 'Moving[from=old, to=new]'",
        "nobody, Unknown[]",
    })
    @DisplayName("is the affair of the hook of the user's pool, if there is one and she is at home")
    void places(String user, String place) {
        assertThat(repair.place(Jid.parse(user + "@example.test"))).hasToString(place);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "service-unavailable, Refused",
        "bad-request, Refused",
        "item-not-found, Refused",
        "internal-server-error, Later",
        "resource-constraint, Later",
    })
    @DisplayName("is refused for good by a hook that does not know it, and asked for again where a hook cannot now")
    void failures(String condition, String outcome) throws InterruptedException {
        answers = pool -> CompletableFuture.completedFuture(new HookAnswer.Failed(condition, "why"));
        assertThat(repair.ask(OLD, List.of(ALICE), List.of()).getClass().getSimpleName())
                .isEqualTo(outcome);
    }

    @Test
    @DisplayName("is to be asked for again when the link is away, or ends before the answer")
    void linkAway() throws InterruptedException {
        answers = pool -> CompletableFuture.failedFuture(new IOException("the link is not open"));
        assertThat(repair.ask(OLD, List.of(ALICE), List.of()))
                .isEqualTo(
                        new PresenceRepair.Outcome.Later("the hook of pool old does not answer: the link is not open"));
        CompletableFuture<HookAnswer> cancelled = new CompletableFuture<>();
        cancelled.cancel(false);
        answers = pool -> cancelled;
        assertThat(repair.ask(OLD, List.of(ALICE), List.of())).isInstanceOf(PresenceRepair.Outcome.Later.class);
        assertThat(repair.all(List.of(ALICE, BOB), PARTNER).waitsFor()).contains("does not answer");
    }

    @Test
    @DisplayName("of many asks each pool once, and counts who was not dealt with")
    void many() throws InterruptedException {
        answers = pool -> done(
                pool.equals(OLD)
                        ? "<user jid='alice@example.test' state='done' asked='3' told='2'/>"
                        : "<user jid='bob@example.test' state='unknown'/>");
        assertThat(repair.all(List.of(ALICE, BOB, MOVER, PLAIN_USER, NOBODY), PARTNER))
                .isEqualTo(new PresenceRepair.Batch(new RepairCounts(5, 3, 2, 4), null));
        assertThat(asked).containsExactly("new repair", "old repair");
    }

    @Test
    @DisplayName("goes on without the users of a pool whose hook is too old for it")
    void oldHook() throws InterruptedException {
        answers = pool -> pool.equals(OLD)
                ? CompletableFuture.completedFuture(new HookAnswer.Failed("service-unavailable", ""))
                : done("<user jid='bob@example.test' state='done' asked='1' told='0'/>");
        assertThat(repair.all(List.of(ALICE, BOB), PARTNER))
                .isEqualTo(new PresenceRepair.Batch(new RepairCounts(2, 1, 0, 1), null));
    }
}
