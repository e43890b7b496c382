package org.rehome.gateway.partner;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.contracts.event.EdgeEvent.PartnerSpliced;

/// The domains from which connections were passed through to the legacy gateway, as their headers said. One thread
/// changes it, any may read.
public final class SplicedDomains {
    private final Map<String, PartnerSpliced> seen = new ConcurrentHashMap<>();

    public void seen(PartnerSpliced event) {
        seen.put(event.key(), event);
    }

    public void removed(String key) {
        seen.remove(key);
    }

    /// In the order of the domains.
    public List<PartnerSpliced> all() {
        return seen.values().stream()
                .sorted(Comparator.comparing(PartnerSpliced::partner).thenComparing(PartnerSpliced::local))
                .toList();
    }
}
