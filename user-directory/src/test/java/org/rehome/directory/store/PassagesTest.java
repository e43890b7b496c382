package org.rehome.directory.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.contracts.event.MoveEvent.MoveCompleted;
import org.rehome.contracts.event.MoveEvent.MoveStarted;
import org.rehome.contracts.event.MoveEvent.UserMoveFailed;
import org.rehome.contracts.event.MoveEvent.UserMoved;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.move.Obstacle;
import org.rehome.directory.move.Passage;
import org.rehome.directory.move.Transfer;
import org.rehome.directory.pool.Pool;
import org.rehome.directory.store.Arrivals.Settled;
import org.rehome.directory.store.MoveStart.Manner;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.Selection;

@DisplayName("Users on their way, in the store,")
class PassagesTest {
    private static final Jid ALICE = Jid.parse("alice@example.test");
    private static final Jid BOB = Jid.parse("bob@example.test");
    private static final Manner PLAIN = new Manner(null, false);

    TestDirectory directory;
    PoolName old;
    PoolName newer;

    @BeforeEach
    void open(@TempDir Path folder) {
        directory = TestDirectory.in(folder);
        old = directory.pool("old");
        newer = directory.pool("new");
        directory.user("alice@example.test", old);
        directory.user("bob@example.test", old);
        directory.takeOutbox();
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    @DisplayName("leave and arrive many at once; every event leaves with its transaction, the completion last")
    void moved() {
        String move = begin(new Selection.Everybody());
        assertThat(directory.leave(move)).containsExactly(passage(move, ALICE, 2), passage(move, BOB, 2));
        Settled settled = arrive(quiesced(move, BOB, 2), quiesced(move, ALICE, 2));
        assertThat(settled.accepted()).hasSize(2);
        assertThat(settled.ended()).singleElement().satisfies(ended -> {
            assertThat(ended.moved()).isEqualTo(2);
            assertThat(ended.completed()).isEqualTo(Move.State.COMPLETED);
        });
        List<Event> events = directory.takeEvents();
        assertThat(events)
                .startsWith(
                        new MoveStarted(move, newer, 2, null, false),
                        new UserMoving(ALICE, old, newer, 2, move, null),
                        new UserMoving(BOB, old, newer, 2, move, null))
                .contains(new UserHomed(ALICE, newer, 3, null), new UserHomed(BOB, newer, 3, null))
                .endsWith(new MoveCompleted(move, 2, 0, 0));
        assertThat(events)
                .filteredOn(event -> event instanceof UserMoved)
                .hasSize(2)
                .allSatisfy(
                        event -> assertThat(((UserMoved) event).holdMillis()).isBetween(0L, 10_000L));
        Move ended = directory.moves.find(move).orElseThrow();
        assertThat(ended.counts()).isEqualTo(new Move.Counts(2, 2, 0, 0, 0));
        assertThat(ended.held()).isNotNull();
    }

    @Test
    @DisplayName("leave no more of them at once than are let, the next ones next")
    void batches() {
        String move = begin(new Selection.Everybody());
        Departures.Departed first = directory.departures.leave(move, null, 1);
        assertThat(first.left()).containsExactly(passage(move, ALICE, 2));
        assertThat(directory.departures.leave(move, first.last(), 1).left()).containsExactly(passage(move, BOB, 2));
        assertThat(directory.departures.leave(move, null, 1).last()).isNull();
    }

    @Test
    @DisplayName("are put back by an abort, with a new epoch and the reason")
    void aborted() {
        String move = begin(new Selection.Users(List.of(ALICE)));
        Passage passage = directory.leave(move).getFirst();
        assertThat(directory.arrivals.putBack(Map.of(passage, "too slow")).accepted())
                .containsExactly(passage);
        assertThat(directory.takeEvents())
                .endsWith(
                        new UserHomed(ALICE, old, 3, null),
                        new UserMoveFailed(move, ALICE, "too slow"),
                        new MoveCompleted(move, 0, 1, 0));
        assertThat(directory.moves.find(move).map(Move::state)).contains(Move.State.COMPLETED_WITH_FAILURES);
        assertThat(directory.moves.users(move, null, null, 10)).singleElement().satisfies(user -> {
            assertThat(user.state()).isEqualTo(MoveUser.State.FAILED);
            assertThat(user.reason()).isEqualTo("too slow");
        });
    }

    @Test
    @DisplayName("ignore answers and aborts with another epoch or move, twice in one batch, and after the end")
    void stale() {
        String move = begin(new Selection.Users(List.of(ALICE)));
        assertStale(arrive(quiesced(move, ALICE, 2)));
        directory.leave(move);
        directory.takeOutbox();
        assertStale(arrive(
                quiesced(move, ALICE, 1),
                quiesced("other", ALICE, 2),
                quiesced(move, Jid.parse("none@example.test"), 2)));
        assertStale(directory.arrivals.putBack(Map.of(passage(move, ALICE, 3), "late")));
        assertThat(directory.takeOutbox()).isEmpty();
        Settled settled = arrive(quiesced(move, ALICE, 2), quiesced(move, ALICE, 2));
        assertThat(settled.accepted()).hasSize(1);
        assertThat(settled.stale()).hasSize(1);
        directory.takeOutbox();
        assertStale(arrive(quiesced(move, ALICE, 2)));
        assertStale(directory.arrivals.putBack(Map.of(passage(move, ALICE, 2), "late")));
        assertThat(directory.takeOutbox()).isEmpty();
    }

    private static void assertStale(Settled settled) {
        assertThat(settled.accepted()).isEmpty();
        assertThat(settled.ended()).isEmpty();
        assertThat(settled.stale()).isNotEmpty();
    }

    @Test
    @DisplayName("are published again with the same epoch when an interrupted move is taken up")
    void republished() {
        String move = begin(new Selection.Users(List.of(ALICE)));
        List<Passage> left = directory.leave(move);
        directory.takeOutbox();
        assertThat(directory
                        .departures
                        .takeUp(move, MoveUser.State.MOVING, null, 10)
                        .moving())
                .isEqualTo(left);
        assertThat(directory.takeEvents()).containsExactly(new UserMoving(ALICE, old, newer, 2, move, null));
        arrive(quiesced(move, ALICE, 2));
        assertThat(directory
                        .departures
                        .takeUp(move, MoveUser.State.MOVING, null, 10)
                        .moving())
                .isEmpty();
    }

    @Test
    @DisplayName("are transferred once their lanes are quiet, are found so after a crash, then arrive")
    void transferred() {
        String move = begin(new Selection.Users(List.of(ALICE)));
        List<Passage> left = directory.leave(move);
        assertThat(directory.arrivals.quiesce(List.of(quiesced(move, ALICE, 2))).accepted())
                .isEqualTo(left);
        assertStale(directory.arrivals.quiesce(List.of(quiesced(move, ALICE, 2))));
        assertThat(directory.moves.count(move, MoveUser.State.TRANSFERRING)).isEqualTo(1);
        assertThat(directory
                        .departures
                        .takeUp(move, MoveUser.State.TRANSFERRING, null, 10)
                        .transferring())
                .isEqualTo(left);
        assertThat(directory.arrivals.transferred(left).accepted()).isEqualTo(left);
        assertStale(directory.arrivals.transferred(left));
        assertThat(directory.users.find(ALICE).orElseThrow().home()).isEqualTo(new Home.Homed(newer, 3));
    }

    @Test
    @DisplayName("fail in the move when they were removed while they waited, also when created again")
    void removed() {
        String move = begin(new Selection.Everybody());
        directory.users.remove(ALICE, IfMatch.ANY);
        directory.users.remove(BOB, IfMatch.ANY);
        directory.user("bob@example.test", old);
        assertThat(directory.leave(move)).isEmpty();
        assertThat(directory.takeEvents()).endsWith(new MoveCompleted(move, 0, 2, 0));
        assertThat(directory.users.find(BOB).orElseThrow().home()).isEqualTo(new Home.Homed(old, 1));
    }

    @Test
    @DisplayName("are in one move at a time; the refusal names the user and her move")
    void oneMoveAtATime() {
        String move = begin(new Selection.Users(List.of(ALICE)));
        assertThat(directory.starts.forward(new Selection.Everybody(), newer, PLAIN))
                .isInstanceOfSatisfying(Outcome.Conflict.class, conflict -> assertThat(conflict.reason())
                        .contains("alice@example.test")
                        .contains(move));
        directory.leave(move);
        arrive(quiesced(move, ALICE, 2));
        assertThat(directory.starts.forward(new Selection.Everybody(), newer, PLAIN))
                .isInstanceOfSatisfying(Outcome.Created.class, created -> assertThat(((Move) created.now()).counts())
                        .isEqualTo(new Move.Counts(1, 0, 0, 0, 0)));
    }

    @Test
    @DisplayName("do not leave a pool without a hook while a partner is not enabled, except by force")
    void withoutHook() {
        directory.partnersNotEnabled = List.of(Domain.parse("partner.test"));
        Selection alice = new Selection.Users(List.of(ALICE));
        assertThat(directory.starts.preview(alice, newer).obstacles())
                .containsExactly(new Obstacle.PartnersNotEnabled(List.of(old), directory.partnersNotEnabled));
        Outcome<Move> refused = directory.starts.forward(alice, newer, PLAIN);
        assertThat(refused).isInstanceOfSatisfying(Outcome.Unmet.class, unmet -> {
            assertThat(unmet.precondition()).isEqualTo("hook");
            assertThat(unmet.reason()).contains("pool [old] has no hook", "partner.test", "force");
        });
        assertThat(directory.starts.forward(alice, newer, new Manner(null, true)))
                .isInstanceOfSatisfying(Outcome.Created.class, created -> assertThat(((Move) created.now()).forced())
                        .isTrue());
    }

    @Test
    @DisplayName("do not move when nobody brings their account data over, except by force")
    void withoutTransfer() {
        MoveStart starts = directory.startsWith(new Transfer.None());
        Selection alice = new Selection.Users(List.of(ALICE));
        assertThat(starts.preview(alice, newer).obstacles())
                .containsExactly(new Obstacle.NotTransferred(List.of(newer, old)));
        assertThat(starts.forward(alice, newer, PLAIN)).isInstanceOfSatisfying(Outcome.Unmet.class, unmet -> {
            assertThat(unmet.precondition()).isEqualTo("transfer");
            assertThat(unmet.reason()).contains("pool [new, old] has no hook", "transfer.kind", "force");
        });
        hook(old);
        assertThat(starts.preview(alice, newer).obstacles())
                .containsExactly(new Obstacle.NotTransferred(List.of(newer)));
        hook(newer);
        assertThat(starts.forward(alice, newer, PLAIN)).isInstanceOf(Outcome.Created.class);
    }

    @Test
    @DisplayName("move back without their account data only by force, too")
    void backWithoutTransfer() {
        MoveStart starts = directory.startsWith(new Transfer.None());
        String move = begin(new Selection.Users(List.of(ALICE)));
        directory.leave(move);
        arrive(quiesced(move, ALICE, 2));
        assertThat(starts.reverse(move, PLAIN)).isInstanceOf(Outcome.Unmet.class);
        assertThat(starts.reverse(move, new Manner(null, true))).isInstanceOf(Outcome.Created.class);
    }

    private void hook(PoolName pool) {
        Link link = new Link("hook", "127.0.0.1", 5347, null, null, "secret");
        Pool.Settings settings = new Pool.Settings(null, List.of(Domain.parse("example.test")), false, link, null);
        directory.pools.put(pool, settings, false, IfMatch.ANY);
    }

    @Test
    @DisplayName("are put back at once when their pools refuse, with the reason")
    void refused() {
        String move = begin(new Selection.Users(List.of(ALICE)));
        directory.leave(move);
        UserQuiesced answer = new UserQuiesced(move, ALICE, 2, "gateway-1", "she has no account on pool new", null);
        assertThat(directory.arrivals.refused(List.of(answer)).accepted()).hasSize(1);
        assertThat(directory.takeEvents())
                .contains(
                        new UserHomed(ALICE, old, 3, null),
                        new UserMoveFailed(move, ALICE, "she has no account on pool new"));
        assertThat(directory.arrivals.refused(List.of(answer)).stale()).hasSize(1);
    }

    @Test
    @DisplayName("are written down with what hooks have brought over, whether or not a transfer follows")
    void broughtOver() {
        String move = begin(new Selection.Everybody());
        directory.leave(move);
        arrive(new UserQuiesced(move, ALICE, 2, "gateway-1", null, new AccountData(12, 1, 3)));
        directory.arrivals.quiesce(
                List.of(new UserQuiesced(move, BOB, 2, "gateway-1", null, new AccountData(0, 0, 0))));
        assertThat(directory.moves.users(move, null, null, 10))
                .extracting(MoveUser::transferred)
                .containsExactly(new AccountData(12, 1, 3), new AccountData(0, 0, 0));
    }

    @Test
    @DisplayName("are moved to a linked pool only, except by force, which is recorded")
    void link() {
        directory.linked.remove(newer);
        assertThat(directory.starts.forward(new Selection.Everybody(), newer, PLAIN))
                .isInstanceOfSatisfying(Outcome.Unmet.class, unmet -> assertThat(unmet.precondition())
                        .isEqualTo("link"));
        assertThat(directory.takeOutbox()).isEmpty();
        assertThat(directory.starts.forward(new Selection.Everybody(), newer, new Manner(null, true)))
                .isInstanceOfSatisfying(Outcome.Created.class, created -> assertThat(((Move) created.now()).forced())
                        .isTrue());
        assertThat(directory.takeEvents())
                .singleElement()
                .isInstanceOfSatisfying(MoveStarted.class, started -> assertThat(started.forced())
                        .isTrue());
    }

    @Test
    @DisplayName("are brought back by the reverse, each to the pool where she came from")
    void reverse() {
        PoolName third = directory.pool("third");
        directory.user("zoe@example.test", third);
        String move = begin(new Selection.Everybody());
        assertThat(directory.starts.reverse(move, PLAIN)).isInstanceOf(Outcome.Conflict.class);
        assertThat(directory.starts.previewReverse(move)).isInstanceOf(Outcome.Conflict.class);
        for (Passage each : directory.leave(move)) {
            if (each.user().equals(BOB)) {
                directory.arrivals.putBack(Map.of(each, "slow"));
            } else {
                arrive(quiesced(move, each.user(), 2));
            }
        }
        directory.takeOutbox();
        Move back = ((Outcome.Created<Move>) directory.starts.reverse(move, PLAIN)).now();
        assertThat(back.reverses()).isEqualTo(move);
        assertThat(back.counts()).isEqualTo(new Move.Counts(2, 0, 0, 0, 0));
        assertThat(directory.moves.users(back.id(), MoveUser.State.PENDING, null, 10))
                .extracting(user -> user.user() + " " + user.from() + ">" + user.to())
                .containsExactly("alice@example.test new>old", "zoe@example.test new>third");
        assertThat(directory.starts.reverse("none", PLAIN)).isInstanceOf(Outcome.Missing.class);
    }

    private String begin(Selection selection) {
        return directory.begin(selection, newer);
    }

    private Settled arrive(UserQuiesced... answers) {
        return directory.arrivals.arrive(List.of(answers));
    }

    private Passage passage(String move, Jid user, long epoch) {
        return new Passage(move, user, old, newer, epoch);
    }

    private static UserQuiesced quiesced(String move, Jid user, long epoch) {
        return new UserQuiesced(move, user, epoch, "gateway-1");
    }
}
