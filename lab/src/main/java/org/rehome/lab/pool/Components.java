package org.rehome.lab.pool;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.rehome.lab.pool.SimulatedPool.Conflict;

/// The component streams that there are, and the authenticated one of each name.
final class Components {
    private final Conflict conflict;
    private final ConcurrentMap<String, ComponentStream> byName = new ConcurrentHashMap<>();
    private final Set<ComponentStream> all = ConcurrentHashMap.newKeySet();

    Components(Conflict conflict) {
        this.conflict = conflict;
    }

    void opened(ComponentStream stream) {
        all.add(stream);
    }

    void ended(ComponentStream stream) {
        all.remove(stream);
        byName.values().remove(stream);
    }

    /// Whether a further stream of that name would be refused.
    boolean taken(String name) {
        return conflict == Conflict.REFUSE && byName.containsKey(name);
    }

    /// Gives the name to an authenticated stream.
    ///
    /// @return false if another stream has it and keeps it
    boolean take(String name, ComponentStream stream) {
        if (conflict == Conflict.REFUSE) {
            return byName.putIfAbsent(name, stream) == null;
        }
        ComponentStream old = byName.put(name, stream);
        if (old != null) {
            old.replaced();
        }
        return true;
    }

    Optional<ComponentStream> connected(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }

    List<ComponentStream> streams() {
        return List.copyOf(all);
    }
}
