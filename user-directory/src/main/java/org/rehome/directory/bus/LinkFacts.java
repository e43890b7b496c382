package org.rehome.directory.bus;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.backbone.facts.FactListener;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.contracts.event.FederationEvent.ContactAdded;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.FederationPaused;
import org.rehome.contracts.event.FederationEvent.HeldOrder;
import org.rehome.contracts.event.FederationEvent.LinkLost;
import org.rehome.contracts.event.FederationEvent.LinkOpened;
import org.rehome.contracts.event.FederationEvent.PairAnswered;
import org.rehome.contracts.event.FederationEvent.PairEvent;
import org.rehome.contracts.event.FederationEvent.PairQuiesced;
import org.rehome.contracts.event.FederationEvent.PartnerEvent;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;
import org.rehome.contracts.event.FederationEvent.PoolProbed;
import org.rehome.contracts.event.FederationEvent.PresenceRepairOrdered;
import org.rehome.contracts.event.FederationEvent.PresenceRepairReported;
import org.rehome.contracts.event.FederationEvent.StragglerSeen;
import org.rehome.contracts.event.FederationEvent.SwitchReported;

/// Which pools the gateways are linked to, and which partners are not enabled, as gateways say.
public final class LinkFacts implements FactListener<FederationEvent> {
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Domain> notEnabled = new ConcurrentHashMap<>();

    @Override
    public void changed(FederationEvent event) {
        switch (event) {
            case LinkOpened opened -> open.add(opened.key());
            case LinkLost lost -> open.remove(lost.key());
            case PartnerEvent partner -> changed(partner);
            case ContactAdded _,
                    HeldOrder _,
                    SwitchReported _,
                    PairEvent _,
                    PairQuiesced _,
                    PairAnswered _,
                    StragglerSeen _,
                    PartnerProbeOrdered _,
                    PoolProbed _,
                    PresenceRepairOrdered _,
                    PresenceRepairReported _ -> {
                // between gateways and edges
            }
        }
    }

    // whoever is paused was enabled, and its traffic waits
    private void changed(PartnerEvent event) {
        if (event instanceof FederationEnabled || event instanceof FederationPaused) {
            notEnabled.remove(event.key());
        } else {
            notEnabled.put(event.key(), event.partner().domain());
        }
    }

    @Override
    public void removed(String key) {
        open.remove(key);
        notEnabled.remove(key);
    }

    /// True when at least one gateway has its injection stream to the pool open.
    public boolean isOpen(PoolName pool) {
        // the key is link/<pool>/<gateway>
        String prefix = "link/" + pool + "/";
        return open.stream().anyMatch(key -> key.startsWith(prefix));
    }

    /// The partners that are known and not enabled, by name.
    public List<Domain> partnersNotEnabled() {
        return notEnabled.values().stream().sorted().toList();
    }
}
