package org.rehome.gateway.home;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;

/// The pools. One thread changes it, any may read.
public final class Pools {
    private static final String KEY_PREFIX = "pool/";

    private final ConcurrentSkipListMap<PoolName, PoolRegistered> pools = new ConcurrentSkipListMap<>();

    public void changed(PoolRegistered event) {
        pools.put(event.pool(), event);
    }

    /// True when the key was a pool's.
    public boolean removed(String key) {
        if (key.startsWith(KEY_PREFIX)) {
            pools.remove(new PoolName(key.substring(KEY_PREFIX.length())));
            return true;
        }
        return false;
    }

    public Optional<PoolRegistered> find(PoolName pool) {
        return Optional.ofNullable(pools.get(pool));
    }

    /// The pool, if there is one of this name and it has a hook.
    public Optional<PoolRegistered> hooked(PoolName pool) {
        return find(pool).filter(each -> each.link().hooked());
    }

    public List<PoolRegistered> all() {
        return List.copyOf(pools.values());
    }

    /// The legacy gateway: the server that the organisation is leaving, where its hook lets others send by its own
    /// federation. Of several the first by name.
    public Optional<PoolRegistered> legacyGateway() {
        return pools.values().stream()
                .filter(each -> each.legacy() && each.link().hooked())
                .findFirst();
    }

    /// True when the domain is one of the pool's or below one of them.
    public static boolean serves(PoolRegistered pool, Domain domain) {
        return pool.domains().stream().anyMatch(domain::isWithin);
    }
}
