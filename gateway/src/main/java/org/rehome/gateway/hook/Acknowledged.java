package org.rehome.gateway.hook;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rehome.contracts.address.PoolName;
import org.rehome.gateway.home.Home;

/// The users of whom a hook has said that they are at home, as many as fit: who is forgotten is asked about again.
final class Acknowledged {
    private final Map<String, At> users;

    private record At(PoolName pool, long epoch) {}

    Acknowledged(int most) {
        users = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, At> eldest) {
                return size() > most;
            }
        };
    }

    synchronized void put(String user, PoolName pool, long epoch) {
        users.put(user, new At(pool, epoch));
    }

    synchronized boolean has(String user, Home.Homed home) {
        At at = users.get(user);
        return at != null && at.epoch() == home.epoch() && at.pool().equals(home.pool());
    }
}
