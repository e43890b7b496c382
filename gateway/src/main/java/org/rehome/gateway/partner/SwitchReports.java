package org.rehome.gateway.partner;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.SwitchReported;

/// What has become of each partner's last switch. One thread changes it, any may read.
public final class SwitchReports {
    private static final String KEY_PREFIX = "switch/";

    private final Map<Domain, SwitchReported> reports = new ConcurrentHashMap<>();

    public void changed(SwitchReported event) {
        reports.put(event.partner(), event);
    }

    /// True when the key was a report's.
    public boolean removed(String key) {
        if (!key.startsWith(KEY_PREFIX)) {
            return false;
        }
        reports.remove(Domain.parse(key.substring(KEY_PREFIX.length())));
        return true;
    }

    /// The last report of a partner's last switch.
    public Optional<SwitchReported> of(Domain partner) {
        return Optional.ofNullable(reports.get(partner));
    }
}
