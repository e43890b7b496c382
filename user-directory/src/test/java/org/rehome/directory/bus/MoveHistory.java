package org.rehome.directory.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.MoveEvent;
import org.rehome.contracts.event.MoveEvent.MoveCancelled;
import org.rehome.contracts.event.MoveEvent.MoveCompleted;
import org.rehome.contracts.event.MoveEvent.MovePaused;
import org.rehome.contracts.event.MoveEvent.MoveResumed;
import org.rehome.contracts.event.MoveEvent.MoveStarted;
import org.rehome.contracts.event.MoveEvent.UserMoveCancelled;
import org.rehome.contracts.event.MoveEvent.UserMoveFailed;
import org.rehome.contracts.event.MoveEvent.UserMoved;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;

/// A model of moves, fed with the events as they are committed: it refuses what the protocol does not allow.
final class MoveHistory {
    private final Map<Jid, UserEvent> users = new HashMap<>();
    private final Map<String, MoveStarted> moves = new HashMap<>();
    private final Map<String, List<Jid>> results = new HashMap<>();
    private final Set<String> halted = new HashSet<>();
    private final Set<String> completed = new HashSet<>();
    private final Set<UserQuiesced> answered = new HashSet<>();

    /// `UserMoving` that wait for a gateway's answer, as that gateway sees them.
    final List<UserMoving> moving = new ArrayList<>();

    /// An answer is given to the directory.
    void answers(UserQuiesced answer) {
        answered.add(answer);
    }

    void tell(Event event) {
        switch (event) {
            case UserEvent user -> user(user);
            case MoveEvent move -> move(move);
            default -> {}
        }
    }

    private void user(UserEvent event) {
        UserEvent before = users.put(event.user(), event);
        switch (event) {
            case UserMoving moves -> moving(before, moves);
            case UserHomed homed -> homed(before, homed);
        }
    }

    private void moving(@Nullable UserEvent before, UserMoving now) {
        moving.removeIf(each -> each.user().equals(now.user()));
        moving.add(now);
        if (now.equals(before)) {
            // taken up again
            return;
        }
        assertThat(halted).as("nobody leaves in a paused or cancelled move").doesNotContain(now.move());
        assertThat(completed).as("nobody leaves in a completed move").doesNotContain(now.move());
        assertThat(before).isEqualTo(new UserHomed(now.user(), now.from(), now.epoch() - 1, null));
    }

    private void homed(@Nullable UserEvent before, UserHomed now) {
        moving.removeIf(each -> each.user().equals(now.user()));
        if (before == null) {
            assertThat(now.epoch()).isEqualTo(1);
            return;
        }
        assertThat(before).as("before %s", now).isInstanceOf(UserMoving.class);
        UserMoving from = (UserMoving) before;
        assertThat(now.epoch()).isEqualTo(from.epoch() + 1);
        assertThat(now.pool()).isIn(from.from(), from.to());
        if (now.pool().equals(from.to())) {
            assertThat(answered)
                    .as("who has arrived was quiesced in this epoch")
                    .contains(new UserQuiesced(from.move(), now.user(), from.epoch(), "gateway-1"));
        }
    }

    private void move(MoveEvent event) {
        String move = event.move();
        switch (event) {
            case MoveStarted started -> {
                moves.put(move, started);
                results.put(move, new ArrayList<>());
            }
            case UserMoved moved -> result(move, moved.user());
            case UserMoveFailed failed -> result(move, failed.user());
            case UserMoveCancelled cancelled -> {
                assertThat(halted).contains(move);
                result(move, cancelled.user());
            }
            case MovePaused paused -> halted.add(move);
            case MoveResumed resumed -> halted.remove(move);
            case MoveCancelled cancelled -> halted.add(move);
            case MoveCompleted done -> completed(done);
            case UserQuiesced answer -> {}
        }
    }

    private void result(String move, Jid user) {
        assertThat(completed).doesNotContain(move);
        assertThat(results(move)).as("one result for each user").doesNotContain(user);
        results(move).add(user);
    }

    private void completed(MoveCompleted done) {
        assertThat(completed.add(done.move())).as("completed once").isTrue();
        int users = Objects.requireNonNull(moves.get(done.move())).total();
        assertThat(results(done.move())).hasSize(users);
        assertThat(done.moved() + done.failed() + done.cancelled()).isEqualTo(users);
    }

    private List<Jid> results(String move) {
        return Objects.requireNonNull(results.get(move));
    }

    Set<String> moves() {
        return moves.keySet();
    }

    boolean isCompleted(String move) {
        return completed.contains(move);
    }

    /// Where the last event of a user says that she lives; she is not moving.
    PoolName home(Jid user) {
        UserEvent last = users.get(user);
        assertThat(last).isInstanceOf(UserHomed.class);
        return ((UserHomed) Objects.requireNonNull(last)).pool();
    }

    long epoch(Jid user) {
        return Objects.requireNonNull(users.get(user)).epoch();
    }
}
