package org.rehome.directory.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.MoveStarted;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.store.MoveStart.Manner;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.Selection;

@DisplayName("A move that is written down in parts")
class MoveStartTest {
    private static final Manner PLAIN = new Manner(null, false);

    private TestDirectory directory;
    private MoveStart starts;
    private PoolName old;
    private PoolName newer;
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void open(@TempDir Path folder) {
        directory = TestDirectory.at(TestDirectory.url(folder), () -> {
            // what it changes must not call it again
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
        });
        starts = directory.startsInPartsOf(3);
        old = directory.pool("old");
        newer = directory.pool("new");
        for (int i = 0; i < 10; i++) {
            directory.user(user(i).toString(), old);
        }
        directory.takeOutbox();
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    @DisplayName("is the same as one that is written down at once, whomever it is about")
    void whole() {
        directory.user("elsewhere@example.test", newer);
        directory.takeOutbox();
        List<Jid> all = new ArrayList<>(List.of(Jid.parse("elsewhere@example.test")));
        for (int i = 9; i >= 0; i--) {
            all.add(user(i));
        }
        PoolName target = newer;
        String last = "";
        for (Selection selection :
                List.of(new Selection.Everybody(), new Selection.OfPool(old), new Selection.Users(all))) {
            Move move = begun(starts.forward(selection, target, PLAIN));
            int skipped = selection instanceof Selection.Users ? 1 : 0;
            assertThat(move.counts()).isEqualTo(new Move.Counts(10, 0, 0, 0, skipped));
            assertThat(directory.takeEvents()).containsExactly(new MoveStarted(move.id(), target, 10, null, false));
            if (skipped == 0) {
                cancel(move.id());
            }
            last = move.id();
        }
        assertThat(directory.moves.users(last, MoveUser.State.PENDING, null, 100))
                .extracting(MoveUser::user)
                .isSorted()
                .hasSize(10);
    }

    @Test
    @DisplayName("can be taken back in parts")
    void back() {
        Move there = begun(starts.forward(new Selection.OfPool(old), newer, PLAIN));
        arrive(there);
        directory.users.remove(user(4), IfMatch.ANY);
        directory.takeOutbox();
        Move back = begun(starts.reverse(there.id(), PLAIN));
        assertThat(back.counts()).isEqualTo(new Move.Counts(9, 0, 0, 0, 1));
        arrive(back);
        assertThat(directory.users.find(user(9)).orElseThrow().home()).isEqualTo(new Home.Homed(old, 5));
    }

    @Test
    @DisplayName(
            "lets others change users between its parts: whom another move takes fails in it, who is gone is not in it")
    void meanwhile() {
        List<Move> other = new ArrayList<>();
        meanwhile = () -> {
            other.add(begun(starts.forward(new Selection.Users(List.of(user(9))), newer, PLAIN)));
            directory.users.remove(user(8), IfMatch.ANY);
        };
        Move move = begun(starts.forward(new Selection.OfPool(old), newer, PLAIN));
        assertThat(move.counts()).isEqualTo(new Move.Counts(9, 0, 0, 0, 0));
        arrive(move);
        assertThat(directory.moves.find(move.id()).orElseThrow().counts()).isEqualTo(new Move.Counts(9, 8, 1, 0, 0));
        assertThat(directory.moves.users(move.id(), MoveUser.State.FAILED, null, 10))
                .singleElement()
                .satisfies(failed ->
                        assertThat(failed.reason()).contains(other.getFirst().id()));
        arrive(other.getFirst());
        assertThat(directory.moves.find(other.getFirst().id()).orElseThrow().state())
                .isEqualTo(Move.State.COMPLETED);
    }

    @Test
    @DisplayName("is cancelled as far as it has come, when that is asked for between its parts")
    void cancelled() {
        meanwhile = () -> directory.control.cancel(directory.moves.running().getFirst());
        Move move = begun(starts.forward(new Selection.OfPool(old), newer, PLAIN));
        assertThat(move.counts().total()).isEqualTo(3);
        assertThat(move.state()).isEqualTo(Move.State.CANCELLING);
        cancel(move.id());
        assertThat(directory.moves.find(move.id()).orElseThrow().state()).isEqualTo(Move.State.CANCELLED);
        assertThat(begun(starts.forward(new Selection.OfPool(old), newer, PLAIN))
                        .counts()
                        .total())
                .isEqualTo(10);
    }

    private static Move begun(Outcome<Move> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Created.class);
        return ((Outcome.Created<Move>) outcome).now();
    }

    private void cancel(String move) {
        directory.control.cancel(move);
        directory.departures.dismiss(move, null, 100);
        directory.takeOutbox();
    }

    private void arrive(Move move) {
        directory.arrivals.arrive(directory.leave(move.id()).stream()
                .map(passage -> new UserQuiesced(passage.move(), passage.user(), passage.epoch(), "gateway-1"))
                .toList());
    }

    private static Jid user(int number) {
        return Jid.parse("user" + number + "@example.test");
    }
}
