package org.rehome.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.home.Homes;
import org.rehome.gateway.route.Route;
import org.rehome.gateway.route.Rule;

@DisplayName("The lanes of a gateway")
class LanesTest {
    private static final PoolName OLD = new PoolName("legacy");
    private static final PoolName NEW = new PoolName("new");
    private static final Jid ALICE = Jid.parse("alice@example.test");
    private static final String LANE = ALICE.toString();

    private final Homes homes = new Homes();
    private final Lanes lanes = new Lanes(homes, lane -> 3);

    private Route decide() {
        return switch (homes.find(LANE).orElseThrow()) {
            case Home.Homed homed -> new Route.ToPool(homed.pool(), Rule.USER_HOMED);
            case Home.Moving _ -> new Route.Hold(Rule.USER_MOVING);
        };
    }

    @Test
    @DisplayName("a new owner answers for everybody of the partition who is moving")
    void newOwner() {
        lanes.apply(new UserMoving(ALICE, OLD, NEW, 2, "m1", null));

        assertThat(lanes.assigned(2)).isEmpty();
        assertThat(lanes.assigned(3)).containsExactly(new Quiesced(LANE, "m1", 2));
        assertThat(lanes.take(3, LANE, this::decide)).isEqualTo(new Route.Hold(Rule.USER_MOVING));
    }

    @Test
    @DisplayName("who does not own a lane does not answer for it")
    void notTheOwner() {
        lanes.assigned(2);
        assertThat(lanes.apply(new UserMoving(ALICE, OLD, NEW, 2, "m1", null)).answers())
                .isEmpty();

        lanes.assigned(3);
        lanes.revoked(3);
        assertThat(lanes.apply(new UserMoving(ALICE, OLD, NEW, 4, "m2", null)).answers())
                .isEmpty();
    }

    @Test
    @DisplayName("stale events are told apart and change nothing")
    void staleEvents() {
        lanes.assigned(3);
        lanes.apply(new UserHomed(ALICE, NEW, 5, null));

        Lanes.Applied applied = lanes.apply(new UserMoving(ALICE, OLD, NEW, 4, "m1", null));
        assertThat(applied.change()).isEqualTo(Homes.Change.STALE);
        assertThat(applied.answers()).isEmpty();
        assertThat(lanes.take(3, LANE, this::decide)).isEqualTo(new Route.ToPool(NEW, Rule.USER_HOMED));
    }

    @Test
    @DisplayName("a user who is removed while she moves leaves an open lane")
    void removedWhileMoving() {
        lanes.assigned(3);
        lanes.apply(new UserMoving(ALICE, OLD, NEW, 2, "m1", null));
        lanes.removed(LANE);

        assertThat(lanes.take(3, LANE, () -> new Route.ToPool(OLD, Rule.DOMAIN_ANSWERS)))
                .isEqualTo(new Route.ToPool(OLD, Rule.DOMAIN_ANSWERS));
    }

    @Test
    @DisplayName("only what goes to a pool counts as in flight")
    void inFlight() {
        lanes.assigned(3);
        lanes.take(3, LANE, () -> new Route.Drop("no", Rule.POLICY_REFUSES));
        lanes.take(3, LANE, () -> new Route.Hold(Rule.POOL_AWAY));
        assertThat(lanes.inFlight()).isZero();

        lanes.take(3, LANE, () -> new Route.ToPool(OLD, Rule.USER_HOMED));
        assertThat(lanes.inFlight()).isEqualTo(1);
    }

    @Test
    @DisplayName("no stanza is on its way to the old pool when, and after, her lane is said to be quiet")
    void nothingLeavesAfterTheAnswer() throws InterruptedException {
        lanes.assigned(3);
        lanes.apply(new UserHomed(ALICE, OLD, 1, null));
        AtomicInteger onTheirWay = new AtomicInteger();
        AtomicLong quietSince = new AtomicLong(-1);
        AtomicInteger answers = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());

        Thread worker = Thread.ofPlatform().start(() -> {
            Random random = new Random(7);
            while (!stop.get()) {
                List<String> batch = new ArrayList<>();
                for (int i = random.nextInt(5); i >= 0; i--) {
                    if (lanes.take(3, LANE, this::decide) instanceof Route.ToPool) {
                        onTheirWay.incrementAndGet();
                        batch.add(LANE);
                        if (quietSince.get() >= 0) {
                            wrong.add("taken after the answer");
                        }
                    }
                }
                onTheirWay.addAndGet(-batch.size());
                answered(lanes.settled(3, batch), onTheirWay, quietSince, answers, wrong);
            }
        });
        for (long epoch = 2; epoch < 4_000; epoch += 2) {
            List<Quiesced> now = lanes.apply(new UserMoving(ALICE, OLD, NEW, epoch, "m", null))
                    .answers();
            answered(now, onTheirWay, quietSince, answers, wrong);
            while (quietSince.get() < epoch) {
                Thread.onSpinWait();
            }
            quietSince.set(-1);
            lanes.apply(new UserHomed(ALICE, OLD, epoch + 1, null));
        }
        stop.set(true);
        worker.join();

        assertThat(wrong).isEmpty();
        assertThat(answers).hasValue(1_999);
    }

    private static void answered(
            List<Quiesced> now,
            AtomicInteger onTheirWay,
            AtomicLong quietSince,
            AtomicInteger answers,
            List<String> wrong) {
        for (Quiesced each : now) {
            if (onTheirWay.get() != 0) {
                wrong.add("answered with " + onTheirWay.get() + " on their way");
            }
            answers.incrementAndGet();
            quietSince.set(each.epoch());
        }
    }
}
