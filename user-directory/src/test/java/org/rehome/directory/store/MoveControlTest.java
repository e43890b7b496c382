package org.rehome.directory.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.MoveCancelled;
import org.rehome.contracts.event.MoveEvent.MoveCompleted;
import org.rehome.contracts.event.MoveEvent.MovePaused;
import org.rehome.contracts.event.MoveEvent.MoveResumed;
import org.rehome.contracts.event.MoveEvent.UserMoveCancelled;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MovePlan;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.move.Obstacle;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.Selection;

@DisplayName("A running move")
class MoveControlTest {
    private static final Jid ALICE = Jid.parse("alice@example.test");
    private static final Jid BOB = Jid.parse("bob@example.test");

    TestDirectory directory;
    PoolName old;
    PoolName newer;
    String move;

    @BeforeEach
    void open(@TempDir Path folder) {
        directory = TestDirectory.in(folder);
        old = directory.pool("old");
        newer = directory.pool("new");
        directory.user("alice@example.test", old);
        directory.user("bob@example.test", old);
        move = directory.begin(new Selection.Everybody(), newer);
        directory.takeOutbox();
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    @DisplayName("is paused and resumed, each once however often it is asked for, and nobody leaves in between")
    void paused() {
        directory.departures.leave(move, null, 1);
        directory.takeOutbox();
        assertThat(directory.control.pause(move)).isInstanceOf(Outcome.Changed.class);
        assertThat(directory.control.pause(move)).isInstanceOf(Outcome.Unchanged.class);
        assertThat(state()).isEqualTo(Move.State.PAUSED);
        assertThat(directory.leave(move)).isEmpty();
        answer(ALICE);
        assertThat(directory.takeEvents()).startsWith(new MovePaused(move)).hasSize(3);
        assertThat(directory.control.resume(move)).isInstanceOf(Outcome.Changed.class);
        assertThat(directory.control.resume(move)).isInstanceOf(Outcome.Unchanged.class);
        assertThat(directory.takeEvents()).containsExactly(new MoveResumed(move));
        assertThat(directory.leave(move)).hasSize(1);
    }

    @Test
    @DisplayName("is cancelled: who has not left stays and is free for another move, who is on her way arrives")
    void cancelled() {
        directory.departures.leave(move, null, 1);
        directory.takeOutbox();
        assertThat(directory.control.cancel(move)).isInstanceOf(Outcome.Changed.class);
        assertThat(directory.control.cancel(move)).isInstanceOf(Outcome.Unchanged.class);
        assertThat(state()).isEqualTo(Move.State.CANCELLING);
        assertThat(directory.control.pause(move)).isInstanceOf(Outcome.Conflict.class);
        assertThat(directory.control.resume(move)).isInstanceOf(Outcome.Conflict.class);
        assertThat(directory.leave(move)).isEmpty();
        directory.departures.dismiss(move, null, 10);
        assertThat(directory.takeEvents()).containsExactly(new MoveCancelled(move), new UserMoveCancelled(move, BOB));
        answer(ALICE);
        assertThat(directory.takeEvents()).endsWith(new MoveCompleted(move, 1, 0, 1));
        assertThat(state()).isEqualTo(Move.State.CANCELLED);
        assertThat(directory.control.cancel(move)).isInstanceOf(Outcome.Unchanged.class);
        assertThat(directory.users.find(BOB).orElseThrow().home()).isEqualTo(new Home.Homed(old, 1));
        assertThat(directory.moves.users(move, MoveUser.State.CANCELLED, null, 10))
                .extracting(MoveUser::user)
                .containsExactly(BOB);
        assertThat(directory.begin(new Selection.Users(List.of(BOB)), newer)).isNotEmpty();
        assertThat(directory.starts.previewReverse(move))
                .isInstanceOfSatisfying(Outcome.Unchanged.class, plan -> assertThat(((MovePlan) plan.now()).pending())
                        .hasSize(1));
    }

    @Test
    @DisplayName("has a limit of users per second that can be changed and lifted")
    void limited() {
        assertThat(directory.control.limit(move, 5)).isInstanceOf(Outcome.Changed.class);
        assertThat(directory.control.limit(move, 5)).isInstanceOf(Outcome.Unchanged.class);
        assertThat(steering().usersPerSecond()).isEqualTo(5);
        assertThat(directory.control.limit(move, null)).isInstanceOf(Outcome.Changed.class);
        assertThat(steering().usersPerSecond()).isNull();
    }

    @Test
    @DisplayName("is left alone when it has ended, or is not there")
    void ended() {
        directory.leave(move);
        answer(ALICE);
        answer(BOB);
        directory.takeOutbox();
        assertThat(directory.control.pause(move)).isInstanceOf(Outcome.Conflict.class);
        assertThat(directory.control.resume(move)).isInstanceOf(Outcome.Conflict.class);
        assertThat(directory.control.cancel(move)).isInstanceOf(Outcome.Conflict.class);
        assertThat(directory.control.limit(move, 3)).isInstanceOf(Outcome.Conflict.class);
        assertThat(directory.control.pause("none")).isInstanceOf(Outcome.Missing.class);
        assertThat(directory.takeOutbox()).isEmpty();
    }

    @Test
    @DisplayName("stands in the way of another one, whose plan says so and all else, and changes nothing")
    void inTheWay() {
        directory.user("carol@example.test", old);
        directory.takeOutbox();
        Jid nobody = Jid.parse("nobody@example.test");
        MovePlan plan = directory.starts.preview(
                new Selection.Users(List.of(ALICE, nobody, Jid.parse("carol@example.test"))), newer);
        assertThat(plan.obstacles())
                .isEqualTo(List.of(
                        new Obstacle.NoSuchUsers(Obstacle.Several.of(List.of(nobody))),
                        new Obstacle.Busy(Obstacle.Several.of(List.of(ALICE)), move)));
        assertThat(plan.pending()).hasSize(1);
        assertThat(directory
                        .starts
                        .preview(new Selection.OfPool(old), new PoolName("none"))
                        .obstacles())
                .first()
                .isEqualTo(new Obstacle.NoSuchPool(new PoolName("none")));
        assertThat(directory.takeOutbox()).isEmpty();
        assertThat(directory.moves.list(null, 10)).hasSize(1);
    }

    private void answer(Jid user) {
        directory.arrivals.arrive(List.of(new UserQuiesced(move, user, 2, "gateway-1")));
    }

    private Move.State state() {
        return directory.moves.find(move).orElseThrow().state();
    }

    private Move.Steering steering() {
        return directory.moves.find(move).orElseThrow().steering();
    }
}
