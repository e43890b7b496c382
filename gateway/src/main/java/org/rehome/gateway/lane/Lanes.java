package org.rehome.gateway.lane;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.rehome.contracts.event.UserEvent;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.home.Homes;
import org.rehome.gateway.route.Route;
import org.rehome.gateway.route.Rule;

/// The lanes of all partitions that are ours, and the homes that decide where they go. A home changes and a stanza is
/// taken under one lock: so nobody can be told that a lane is quiet while a stanza for the old home is about to leave.
public final class Lanes {
    private final Homes homes;
    private final ToIntFunction<String> partitionOf;
    private final Map<Integer, Quiescence> owned = new HashMap<>();

    /// @param partitionOf the partition of a lane
    public Lanes(Homes homes, ToIntFunction<String> partitionOf) {
        this.homes = homes;
        this.partitionOf = partitionOf;
    }

    /// What a change of a home came to.
    public record Applied(Homes.Change change, List<Quiesced> answers) {}

    public synchronized Applied apply(UserEvent event) {
        Homes.Change change = homes.apply(event);
        String user = event.user().toString();
        Quiescence partition = owned.get(partitionOf.applyAsInt(user));
        if (change == Homes.Change.STALE || partition == null) {
            return new Applied(change, List.of());
        }
        return new Applied(
                change,
                switch (event) {
                    case UserEvent.UserMoving move -> partition.moving(user, move.move(), move.epoch());
                    case UserEvent.UserHomed homed -> {
                        partition.homed(user, homed.epoch());
                        yield List.of();
                    }
                });
    }

    /// The user was removed from the directory.
    public synchronized void removed(String user) {
        homes.removed(user);
        Quiescence partition = owned.get(partitionOf.applyAsInt(user));
        if (partition != null) {
            partition.homed(user, Long.MAX_VALUE);
        }
    }

    /// The partition is ours from now on; to be called when the homes have caught up.
    ///
    /// @return the answers for all of its users who are moving: nothing of theirs is in flight
    public synchronized List<Quiesced> assigned(int partition) {
        Quiescence lanes = new Quiescence();
        owned.put(partition, lanes);
        List<Quiesced> answers = new ArrayList<>();
        for (String user : homes.moving()) {
            if (partitionOf.applyAsInt(user) == partition
                    && homes.find(user).orElse(null) instanceof Home.Moving move) {
                answers.addAll(lanes.moving(user, move.move(), move.epoch()));
            }
        }
        return answers;
    }

    public synchronized void revoked(int partition) {
        owned.remove(partition);
    }

    /// Decides about a stanza, and counts it as in flight when it goes to a pool.
    ///
    /// @param decision must not block
    public synchronized Route take(int partition, String lane, Supplier<Route> decision) {
        Route route = decision.get();
        Quiescence lanes = owned.get(partition);
        if (route instanceof Route.ToPool && (lanes == null || !lanes.take(lane))) {
            return new Route.Hold(Rule.USER_MOVING);
        }
        return route;
    }

    /// @see Quiescence#settled
    public synchronized List<Quiesced> settled(int partition, Collection<String> lanes) {
        Quiescence quiescence = owned.get(partition);
        return quiescence == null ? List.of() : quiescence.settled(lanes);
    }

    /// How many stanzas are on their way to a pool.
    public synchronized int inFlight() {
        return owned.values().stream().mapToInt(Quiescence::inFlight).sum();
    }
}
