package org.rehome.gateway.lane;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.home.Homes;

/// Answers `UserMoving` as soon as the user's lane is quiet: nothing more goes to her old pool, for her
/// home says so before this is told, and what went there is confirmed, or uncertain on a stream that has
/// ended. Each move is answered once by each owner of her partition.
///
/// A partition that was not handed over may have had an owner that was frozen; it may still send for as
/// long as it believes to be one. So nothing is answered before a session timeout has passed.
public final class Quiescence {
    private final Homes homes;
    private final Owned owned;
    private final Duration session;
    private final Consumer<Quiesced> answer;
    private final Delay delay;
    private final Map<String, Long> answered = new ConcurrentHashMap<>();
    private volatile Quiet lanes = (lane, then) -> false;

    /// Where lanes are worked.
    @FunctionalInterface
    public interface Quiet {
        /// Runs `then` when nothing of the lane is in flight.
        ///
        /// @return false when the lane's partition is not ours
        boolean whenQuiet(String lane, Runnable then);
    }

    /// Runs something later.
    @FunctionalInterface
    public interface Delay {
        void after(Duration time, Runnable then);
    }

    /// @param owned told which partitions are ours
    /// @param session how long an owner that does not show itself any more may still believe to be one
    public Quiescence(Homes homes, Owned owned, Duration session, Consumer<Quiesced> answer, Delay delay) {
        this.homes = homes;
        this.owned = owned;
        this.session = session;
        this.answer = answer;
        this.delay = delay;
    }

    /// The lanes begin to be worked.
    public void over(Quiet working) {
        lanes = working;
    }

    /// The user moves; her home says so already.
    public void moving(String user) {
        if (owned.test(user)) {
            whenQuiet(user);
        }
    }

    /// The user is at home again, or gone.
    public void homed(String user) {
        answered.remove(user);
    }

    /// The partition is ours, and nothing of it is in flight from here; the homes have caught up.
    public void assigned(int partition, boolean handedOver) {
        long from = System.nanoTime() + (handedOver ? 0 : session.toNanos());
        owned.add(partition, from);
        for (String user : homes.moving()) {
            if (owned.isIn(user, partition)) {
                answer(user, partition);
            }
        }
    }

    public void revoked(int partition) {
        owned.remove(partition);
        // what is under way for them ends; whoever owns it next, or this one again, answers
        answered.keySet().removeIf(user -> owned.isIn(user, partition));
    }

    /// Whether the user's lane is in the partition.
    public boolean isIn(String user, int partition) {
        return owned.isIn(user, partition);
    }

    private void whenQuiet(String user) {
        // if the partition is not ours any more, whoever takes it over finds her moving
        lanes.whenQuiet(user, () -> answer(user, owned.partitionOf(user)));
    }

    private void answer(String user, int partition) {
        Long from = owned.since(partition);
        Optional<Home.OfUser> home = homes.find(user);
        if (from == null || !(home.orElse(null) instanceof Home.Moving move)) {
            return;
        }
        long left = from - System.nanoTime();
        if (left > 0) {
            delay.after(Duration.ofNanos(left), () -> whenQuiet(user));
            return;
        }
        Long before = answered.put(user, move.epoch());
        if (before == null || before < move.epoch()) {
            answer.accept(new Quiesced(user, move.move(), move.epoch()));
        }
    }
}
