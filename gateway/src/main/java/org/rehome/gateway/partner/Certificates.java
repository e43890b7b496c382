package org.rehome.gateway.partner;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.CertificateActivated;
import org.rehome.contracts.event.EdgeEvent.EdgeStarted;
import org.rehome.contracts.event.EdgeEvent.EdgeStopped;

/// The certificates that edges use. One thread changes it, any may read.
public final class Certificates {
    private final Map<String, CertificateActivated> active = new ConcurrentHashMap<>();
    private final Set<String> stopped = ConcurrentHashMap.newKeySet();

    public void activated(CertificateActivated event) {
        active.put(event.key(), event);
    }

    public void started(EdgeStarted event) {
        stopped.remove(event.edge());
    }

    public void stopped(EdgeStopped event) {
        stopped.add(event.edge());
    }

    public void removed(String key) {
        active.remove(key);
    }

    /// The domains that no running edge has a certificate for which is valid at that time.
    public List<Domain> uncovered(Collection<Domain> domains, Instant now) {
        List<CertificateActivated> valid = active.values().stream()
                .filter(each -> !stopped.contains(each.edge()))
                .filter(each -> !now.isBefore(each.notBefore()) && now.isBefore(each.notAfter()))
                .toList();
        return domains.stream()
                .filter(domain -> valid.stream().noneMatch(each -> each.domain().equals(domain)))
                .sorted()
                .toList();
    }
}
