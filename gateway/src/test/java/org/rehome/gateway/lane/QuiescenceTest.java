package org.rehome.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.gateway.home.Homes;

@DisplayName("A moving user's lane")
class QuiescenceTest {
    private static final PoolName OLD = new PoolName("old");
    private static final PoolName NEW = new PoolName("new");
    private static final String ALICE = "alice@example.test";
    private static final String BOB = "bob@example.test";

    private final Homes homes = new Homes();
    private final List<Quiesced> answers = new ArrayList<>();
    private final Map<String, List<Runnable>> inFlight = new HashMap<>();
    private final List<Runnable> delayed = new ArrayList<>();
    private boolean ours = true;
    private final Quiescence quiescence = new Quiescence(
            homes,
            new Owned(user -> user.equals(ALICE) ? 1 : 2),
            Duration.ofSeconds(10),
            answers::add,
            (time, then) -> delayed.add(then));

    @BeforeEach
    void work() {
        quiescence.over((lane, then) -> {
            if (ours) {
                List<Runnable> waiting = inFlight.get(lane);
                if (waiting == null) {
                    then.run();
                } else {
                    waiting.add(then);
                }
            }
            return ours;
        });
    }

    private void moving(String user, String move, long epoch) {
        homes.apply(new UserMoving(Jid.parse(user), OLD, NEW, epoch, move, null));
        quiescence.moving(user);
    }

    private void landed(String user) {
        List<Runnable> waiting = inFlight.remove(user);
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    @Test
    @DisplayName("is said to be quiet at once when nothing of it is in flight")
    void atOnce() {
        quiescence.assigned(1, true);
        moving(ALICE, "m1", 2);
        assertThat(answers).containsExactly(new Quiesced(ALICE, "m1", 2));
    }

    @Test
    @DisplayName("is said to be quiet when the last of what is in flight has landed")
    void afterTheLast() {
        quiescence.assigned(1, true);
        inFlight.put(ALICE, new ArrayList<>());
        moving(ALICE, "m1", 2);
        assertThat(answers).isEmpty();
        landed(ALICE);
        assertThat(answers).containsExactly(new Quiesced(ALICE, "m1", 2));
    }

    @Test
    @DisplayName("is not spoken of by a gateway that does not own its partition")
    void notOurs() {
        quiescence.assigned(2, true);
        moving(ALICE, "m1", 2);
        assertThat(answers).isEmpty();
    }

    @Test
    @DisplayName("is answered for by who takes its partition over in the middle of the move, and only its users")
    void takenOver() {
        moving(ALICE, "m1", 2);
        moving(BOB, "m1", 2);
        quiescence.assigned(1, true);
        assertThat(answers).containsExactly(new Quiesced(ALICE, "m1", 2));
    }

    @Test
    @DisplayName("is answered for only after a session timeout when the owner before did not hand over")
    void notHandedOver() {
        moving(ALICE, "m1", 2);
        quiescence.assigned(1, false);
        assertThat(answers).isEmpty();
        assertThat(delayed).hasSize(1);
        // a wait that ends too early waits for the rest
        delayed.removeFirst().run();
        assertThat(answers).isEmpty();
        assertThat(delayed).hasSize(1);
    }

    @Test
    @DisplayName("is not answered for by who has lost the partition while it waited")
    void lostMeanwhile() {
        quiescence.assigned(1, true);
        inFlight.put(ALICE, new ArrayList<>());
        moving(ALICE, "m1", 2);
        quiescence.revoked(1);
        landed(ALICE);
        assertThat(answers).isEmpty();
    }

    @Test
    @DisplayName("is answered once a move, with the epoch that the move has by then, and not when she is at home again")
    void onceAMove() {
        quiescence.assigned(1, true);
        inFlight.put(ALICE, new ArrayList<>());
        moving(ALICE, "m1", 2);
        quiescence.moving(ALICE);
        landed(ALICE);
        assertThat(answers).containsExactly(new Quiesced(ALICE, "m1", 2));

        homes.apply(new UserHomed(Jid.parse(ALICE), NEW, 3, null));
        quiescence.homed(ALICE);
        quiescence.moving(ALICE);
        assertThat(answers).hasSize(1);

        moving(ALICE, "m2", 4);
        assertThat(answers).containsExactly(new Quiesced(ALICE, "m1", 2), new Quiesced(ALICE, "m2", 4));
    }
}
