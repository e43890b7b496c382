package org.rehome.directory.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.MoveEvent.MoveCompleted;
import org.rehome.contracts.event.MoveEvent.MoveStarted;
import org.rehome.contracts.event.MoveEvent.UserMoveFailed;
import org.rehome.contracts.event.MoveEvent.UserMoved;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.store.Homes.Arrival;
import org.rehome.directory.store.Homes.Departure;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.Selection;

@DisplayName("Homes in the store")
class HomesTest {
    private static final Jid ALICE = Jid.parse("alice@example.test");
    private static final Jid BOB = Jid.parse("bob@example.test");

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
    @DisplayName("change by leaving and arriving; every event leaves with its transaction, the completion last")
    void moved() {
        String move = begin(new Selection.Users(List.of(ALICE)));
        assertThat(directory.homes.leave(move, ALICE))
                .isEqualTo(new Departure.Left(new Home.Moving(old, newer, 2, move)));
        assertThat(directory.homes.arrive(quiesced(move, ALICE, 2)))
                .isInstanceOfSatisfying(Arrival.Accepted.class, accepted -> {
                    assertThat(accepted.ended().state()).isEqualTo(MoveUser.State.MOVED);
                    assertThat(accepted.ended().completed()).isEqualTo(Move.State.COMPLETED);
                });
        List<Event> events = directory.takeEvents();
        assertThat(events).hasSize(5);
        assertThat(events.get(0)).isEqualTo(new MoveStarted(move, newer, 1, null, false));
        assertThat(events.get(1)).isEqualTo(new UserMoving(ALICE, old, newer, 2, move, null));
        assertThat(events.get(2)).isEqualTo(new UserHomed(ALICE, newer, 3, null));
        assertThat(events.get(3)).isInstanceOfSatisfying(UserMoved.class, moved -> {
            assertThat(moved.epoch()).isEqualTo(3);
            assertThat(moved.holdMillis()).isBetween(0L, 10_000L);
        });
        assertThat(events.get(4)).isEqualTo(new MoveCompleted(move, 1, 0));
    }

    @Test
    @DisplayName("are put back by an abort, with a new epoch and the reason")
    void aborted() {
        String move = begin(new Selection.Users(List.of(ALICE)));
        directory.homes.leave(move, ALICE);
        assertThat(directory.homes.abort(move, ALICE, 2, "too slow")).isInstanceOf(Arrival.Accepted.class);
        assertThat(directory.takeEvents())
                .endsWith(
                        new UserHomed(ALICE, old, 3, null),
                        new UserMoveFailed(move, ALICE, "too slow"),
                        new MoveCompleted(move, 0, 1));
        assertThat(directory.moves.find(move).map(Move::state)).contains(Move.State.COMPLETED_WITH_FAILURES);
        assertThat(directory.moves.users(move, null, null, 10)).singleElement().satisfies(user -> {
            assertThat(user.state()).isEqualTo(MoveUser.State.FAILED);
            assertThat(user.reason()).isEqualTo("too slow");
        });
    }

    @Test
    @DisplayName("ignore answers and aborts with another epoch or move, and both after the end (stale writers)")
    void stale() {
        String move = begin(new Selection.Users(List.of(ALICE)));
        assertThat(directory.homes.arrive(quiesced(move, ALICE, 2))).isInstanceOf(Arrival.Stale.class);
        directory.homes.leave(move, ALICE);
        directory.takeOutbox();
        assertThat(directory.homes.arrive(quiesced(move, ALICE, 1))).isInstanceOf(Arrival.Stale.class);
        assertThat(directory.homes.arrive(quiesced("other", ALICE, 2))).isInstanceOf(Arrival.Stale.class);
        assertThat(directory.homes.abort(move, ALICE, 3, "late")).isInstanceOf(Arrival.Stale.class);
        assertThat(directory.homes.arrive(quiesced(move, Jid.parse("none@example.test"), 2)))
                .isInstanceOf(Arrival.Stale.class);
        assertThat(directory.takeOutbox()).isEmpty();
        assertThat(directory.homes.arrive(quiesced(move, ALICE, 2))).isInstanceOf(Arrival.Accepted.class);
        directory.takeOutbox();
        assertThat(directory.homes.arrive(quiesced(move, ALICE, 2))).isInstanceOf(Arrival.Stale.class);
        assertThat(directory.homes.abort(move, ALICE, 2, "late")).isInstanceOf(Arrival.Stale.class);
        assertThat(directory.takeOutbox()).isEmpty();
    }

    @Test
    @DisplayName("publish the same epoch again when an interrupted move is taken up")
    void republished() {
        String move = begin(new Selection.Users(List.of(ALICE)));
        directory.homes.leave(move, ALICE);
        directory.takeOutbox();
        assertThat(directory.homes.leave(move, ALICE)).isInstanceOf(Departure.Left.class);
        assertThat(directory.takeEvents()).containsExactly(new UserMoving(ALICE, old, newer, 2, move, null));
        directory.homes.arrive(quiesced(move, ALICE, 2));
        assertThat(directory.homes.leave(move, ALICE)).isEqualTo(new Departure.Done(Optional.empty()));
    }

    @Test
    @DisplayName("of users who were removed while they waited fail in the move, also when created again")
    void removed() {
        String move = begin(new Selection.Everybody());
        directory.users.remove(ALICE, IfMatch.ANY);
        directory.users.remove(BOB, IfMatch.ANY);
        directory.user("bob@example.test", old);
        assertThat(directory.homes.leave(move, ALICE)).isInstanceOf(Departure.Done.class);
        assertThat(directory.homes.leave(move, BOB)).isInstanceOf(Departure.Done.class);
        assertThat(directory.takeEvents()).endsWith(new MoveCompleted(move, 0, 2));
        assertThat(directory.users.find(BOB).orElseThrow().home()).isEqualTo(new Home.Homed(old, 1));
    }

    @Test
    @DisplayName("are in one move at a time; the refusal names the user and her move")
    void oneMoveAtATime() {
        String move = begin(new Selection.Users(List.of(ALICE)));
        assertThat(directory.starts.forward(new Selection.Everybody(), newer, false))
                .isInstanceOfSatisfying(Outcome.Conflict.class, conflict -> assertThat(conflict.reason())
                        .contains("alice@example.test")
                        .contains(move));
        directory.homes.leave(move, ALICE);
        directory.homes.arrive(quiesced(move, ALICE, 2));
        assertThat(directory.starts.forward(new Selection.Everybody(), newer, false))
                .isInstanceOfSatisfying(Outcome.Created.class, created -> assertThat(((Move) created.now()).counts())
                        .isEqualTo(new Move.Counts(1, 0, 0, 0)));
    }

    @Test
    @DisplayName("are moved to a linked pool only, except by force, which is recorded")
    void link() {
        directory.linked.remove(newer);
        assertThat(directory.starts.forward(new Selection.Everybody(), newer, false))
                .isInstanceOfSatisfying(Outcome.Unmet.class, unmet -> assertThat(unmet.precondition())
                        .isEqualTo("link"));
        assertThat(directory.takeOutbox()).isEmpty();
        assertThat(directory.starts.forward(new Selection.Everybody(), newer, true))
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
        assertThat(directory.starts.reverse(move, false)).isInstanceOf(Outcome.Conflict.class);
        for (MoveUser user : directory.moves.users(move, null, null, 10)) {
            directory.homes.leave(move, user.user());
            if (!user.user().equals(BOB)) {
                directory.homes.arrive(quiesced(move, user.user(), 2));
            }
        }
        directory.homes.abort(move, BOB, 2, "slow");
        directory.takeOutbox();
        Move back = ((Outcome.Created<Move>) directory.starts.reverse(move, false)).now();
        assertThat(back.reverses()).isEqualTo(move);
        assertThat(back.counts()).isEqualTo(new Move.Counts(2, 0, 0, 0));
        assertThat(directory.moves.users(back.id(), MoveUser.State.PENDING, null, 10))
                .extracting(user -> user.user() + " " + user.from() + ">" + user.to())
                .containsExactly("alice@example.test new>old", "zoe@example.test new>third");
        assertThat(directory.starts.reverse("none", false)).isInstanceOf(Outcome.Missing.class);
    }

    private String begin(Selection selection) {
        return ((Outcome.Created<Move>) directory.starts.forward(selection, newer, false))
                .now()
                .id();
    }

    private static UserQuiesced quiesced(String move, Jid user, long epoch) {
        return new UserQuiesced(move, user, epoch, "gateway-1");
    }
}
