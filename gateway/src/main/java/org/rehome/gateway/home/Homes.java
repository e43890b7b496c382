package org.rehome.gateway.home;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;

/// The homes of all users: about 150 bytes each, as pool and policy names are kept once. One thread changes it, any
/// may read.
public final class Homes {
    private final Map<String, Home.OfUser> users = new ConcurrentHashMap<>();
    private final Set<String> moving = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> granted = new ConcurrentHashMap<>();
    private final Map<PoolName, PoolName> pools = new ConcurrentHashMap<>();
    private final Map<String, String> policies = new ConcurrentHashMap<>();

    /// What came of an event.
    public enum Change {
        APPLIED,
        /// Its epoch is smaller than the one known: ignored.
        STALE
    }

    public Change apply(UserEvent event) {
        String user = event.user().toString();
        Home.OfUser before = users.get(user);
        if (before != null && event.epoch() < before.epoch()) {
            return Change.STALE;
        }
        Home.OfUser next =
                switch (event) {
                    case UserHomed homed -> new Home.Homed(once(homed.pool()), homed.epoch(), once(homed.policy()));
                    case UserMoving move ->
                        new Home.Moving(
                                once(move.from()), once(move.to()), move.epoch(), move.move(), once(move.policy()));
                };
        users.put(user, next);
        note(user, next);
        count(before, -1);
        count(next, 1);
        return Change.APPLIED;
    }

    /// The user was removed from the directory.
    public void removed(String user) {
        Home.OfUser before = users.remove(user);
        moving.remove(user);
        count(before, -1);
    }

    public Optional<Home.OfUser> find(Jid address) {
        return find(address.bare().toString());
    }

    /// @param user the bare address
    public Optional<Home.OfUser> find(String user) {
        return Optional.ofNullable(users.get(user));
    }

    /// The bare addresses of all users who are moving.
    public Set<String> moving() {
        return Set.copyOf(moving);
    }

    /// The bare addresses of all users, as they change.
    public Iterable<String> users() {
        return Collections.unmodifiableSet(users.keySet());
    }

    /// The names of the policies that are granted to at least one user.
    public List<String> grantedPolicies() {
        return List.copyOf(granted.keySet());
    }

    public int size() {
        return users.size();
    }

    private void note(String user, Home.OfUser next) {
        switch (next) {
            case Home.Homed _ -> moving.remove(user);
            case Home.Moving _ -> moving.add(user);
        }
    }

    private void count(Home.@Nullable OfUser home, int change) {
        if (home != null && home.policy() != null) {
            granted.merge(home.policy(), change, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    private PoolName once(PoolName pool) {
        return pools.computeIfAbsent(pool, same -> same);
    }

    private @Nullable String once(@Nullable String policy) {
        return policy == null ? null : policies.computeIfAbsent(policy, same -> same);
    }
}
