package org.rehome.gateway.capture;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.CaptureEvent.CaptureOpened;

/// The capture streams that are open, on whatever gateway. One thread changes it, any may read.
public final class OpenCaptures {
    private final Set<String> keys = ConcurrentHashMap.newKeySet();

    public void opened(CaptureOpened event) {
        keys.add(event.key());
    }

    public void removed(String key) {
        keys.remove(key);
    }

    public boolean isOpen(PoolName pool, Domain partner) {
        String prefix = new CaptureOpened(pool, partner, "").key();
        return keys.stream().anyMatch(key -> key.startsWith(prefix));
    }

    /// The keys of those on one gateway.
    public Set<String> of(String gateway) {
        return keys.stream().filter(key -> key.endsWith("/" + gateway)).collect(Collectors.toSet());
    }
}
