package org.rehome.directory.bus;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.backbone.facts.FactListener;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.contracts.event.FederationEvent.ContactAdded;
import org.rehome.contracts.event.FederationEvent.HeldOrder;
import org.rehome.contracts.event.FederationEvent.LinkLost;
import org.rehome.contracts.event.FederationEvent.LinkOpened;
import org.rehome.contracts.event.FederationEvent.PartnerEvent;

/// Which pools the gateways are linked to, as they say.
public final class LinkFacts implements FactListener<FederationEvent> {
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    @Override
    public void changed(FederationEvent event) {
        switch (event) {
            case LinkOpened opened -> open.add(opened.key());
            case LinkLost lost -> open.remove(lost.key());
            case PartnerEvent other -> {}
            case ContactAdded other -> {}
            case HeldOrder other -> {}
        }
    }

    @Override
    public void removed(String key) {
        open.remove(key);
    }

    /// True when at least one gateway has its injection stream to the pool open.
    public boolean isOpen(PoolName pool) {
        // the key is link/<pool>/<gateway>
        String prefix = "link/" + pool + "/";
        return open.stream().anyMatch(key -> key.startsWith(prefix));
    }
}
