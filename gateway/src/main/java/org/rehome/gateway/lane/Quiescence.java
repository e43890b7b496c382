package org.rehome.gateway.lane;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One partition's lanes. A user's lane takes no more stanzas from the moment that she moves; it is quiet when
/// everything that it took before is settled. Each move is answered once. Not thread-safe.
public final class Quiescence {
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final Map<String, Move> moving = new HashMap<>();

    private record Move(String id, long epoch, boolean answered) {}

    /// The user moves. A move with an epoch that is not larger than that of the one under way changes nothing.
    ///
    /// @return the answer when her lane is quiet already
    public List<Quiesced> moving(String user, String move, long epoch) {
        Move before = moving.get(user);
        if (before != null && epoch <= before.epoch()) {
            return List.of();
        }
        moving.put(user, new Move(move, epoch, false));
        return answers(List.of(user));
    }

    /// The user is at home again, or gone; her lane takes stanzas.
    ///
    /// @param epoch smaller than that of the move under way: stale, nothing changes
    public void homed(String user, long epoch) {
        moving.computeIfPresent(user, (same, move) -> epoch < move.epoch() ? move : null);
    }

    /// Asks to send a stanza of this lane to a pool.
    ///
    /// @return false when the user is moving: the stanza has to wait
    public boolean take(String lane) {
        if (moving.containsKey(lane)) {
            return false;
        }
        inFlight.merge(lane, 1, Integer::sum);
        return true;
    }

    /// Stanzas that were taken are settled: confirmed, not sent at all, or uncertain on a stream that was closed.
    ///
    /// @param lanes the lane of each, as often as it has stanzas among them
    /// @return the answers of those who move and whose lanes are quiet now
    public List<Quiesced> settled(Collection<String> lanes) {
        for (String lane : lanes) {
            Integer left = inFlight.computeIfPresent(lane, (same, count) -> count - 1);
            if (left == null) {
                throw new IllegalStateException("settled a stanza that was not taken, lane " + lane);
            }
            if (left == 0) {
                inFlight.remove(lane);
            }
        }
        return answers(lanes);
    }

    /// How many stanzas are in flight.
    public int inFlight() {
        return inFlight.values().stream().mapToInt(Integer::intValue).sum();
    }

    private List<Quiesced> answers(Collection<String> users) {
        List<Quiesced> answers = new ArrayList<>();
        for (String user : users) {
            Move move = moving.get(user);
            if (move != null && !move.answered() && !inFlight.containsKey(user)) {
                moving.put(user, new Move(move.id(), move.epoch(), true));
                answers.add(new Quiesced(user, move.id(), move.epoch()));
            }
        }
        return answers;
    }
}
