package org.rehome.gateway.partner;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.PartnerConfirming;
import org.rehome.contracts.event.EdgeEvent.PartnerNotConfirming;
import org.rehome.contracts.stanza.LaneStanza;

/// Which pairs of a local domain and a partner's domain confirm what is sent to them, as the edges say. One thread
/// changes it, any may read.
public final class Confirmations {
    private static final String KEY_PREFIX = "pair/";

    private final Map<String, Boolean> pairs = new ConcurrentHashMap<>();

    public void confirming(PartnerConfirming event) {
        pairs.put(LaneStanza.outboundLane(event.local(), event.partner()), true);
    }

    public void notConfirming(PartnerNotConfirming event) {
        pairs.put(LaneStanza.outboundLane(event.local(), event.partner()), false);
    }

    /// True when the key was a pair's.
    public boolean removed(String key) {
        if (key.startsWith(KEY_PREFIX)) {
            pairs.remove(key.substring(KEY_PREFIX.length()));
            return true;
        }
        return false;
    }

    /// True when the pair confirms. For an additional domain of a partner of which no edge has said anything, the
    /// partner's main domain speaks.
    ///
    /// @param local a local domain as the directory has it, not a subdomain without an entry
    public boolean confirms(Domain local, Domain partner, Domain main) {
        return said(local, partner).or(() -> said(local, main)).orElse(false);
    }

    private Optional<Boolean> said(Domain local, Domain partner) {
        return Optional.ofNullable(pairs.get(LaneStanza.outboundLane(local, partner)));
    }
}
