package org.rehome.gateway.partner;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.StragglerSeen;
import org.rehome.contracts.stanza.LaneStanza;

/// Enabled partners that still send by the legacy gateway, as all gateways have told. One thread changes it, any
/// may read.
public final class Stragglers {
    private static final String KEY_PREFIX = "straggler/";

    private final Map<String, StragglerSeen> told = new ConcurrentHashMap<>();

    /// What all gateways together have seen of a pair of domains.
    public record Straggler(Domain partner, Domain local, long stanzas, Instant firstSeen, Instant lastSeen) {
        private static Straggler of(StragglerSeen seen) {
            return new Straggler(seen.partner(), seen.local(), seen.stanzas(), seen.firstSeen(), seen.lastSeen());
        }

        private Straggler and(Straggler other) {
            return new Straggler(
                    partner,
                    local,
                    stanzas + other.stanzas,
                    firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen,
                    lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen);
        }
    }

    public void changed(StragglerSeen event) {
        told.put(event.key(), event);
    }

    /// True when the key was a straggler's.
    public boolean removed(String key) {
        told.remove(key);
        return key.startsWith(KEY_PREFIX);
    }

    /// What one gateway has told last of a pair of domains.
    public Optional<StragglerSeen> find(String key) {
        return Optional.ofNullable(told.get(key));
    }

    /// What every gateway has told.
    public Collection<StragglerSeen> told() {
        return List.copyOf(told.values());
    }

    /// In the order of the partners' domains.
    public List<Straggler> all() {
        return told.values().stream()
                .map(Straggler::of)
                .collect(Collectors.toMap(
                        each -> LaneStanza.outboundLane(each.local(), each.partner()), each -> each, Straggler::and))
                .values()
                .stream()
                .sorted(Comparator.comparing(Straggler::partner).thenComparing(Straggler::local))
                .toList();
    }

    /// Those of a partner's domains.
    public List<Straggler> of(Partner partner) {
        return all().stream().filter(each -> partner.covers(each.partner())).toList();
    }
}
