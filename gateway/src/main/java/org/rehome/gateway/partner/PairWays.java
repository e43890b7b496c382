package org.rehome.gateway.partner;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.PairEvent;
import org.rehome.contracts.event.FederationEvent.PairQuiesced;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.PairSwitching;
import org.rehome.contracts.event.FederationEvent.Way;
import org.rehome.contracts.stanza.LaneStanza;

/// Which way stanzas take from local domains to partners'. A pair of which nothing is known goes by the legacy gateway.
/// One thread changes it, any may read.
public final class PairWays {
    private static final String KEY_PREFIX = "pair/";

    /// By the partner's domain, and then by the local one.
    private final Map<Domain, Map<Domain, PairEvent>> pairs = new ConcurrentHashMap<>();

    private final Map<String, PairQuiesced> quiesced = new ConcurrentHashMap<>();

    /// @return false when the event is older than what is known
    public boolean changed(PairEvent event) {
        Map<Domain, PairEvent> ofPartner = pairs.computeIfAbsent(event.partner(), missing -> new ConcurrentHashMap<>());
        PairEvent before = ofPartner.get(event.local());
        if (before != null && before.epoch() > event.epoch()) {
            return false;
        }
        ofPartner.put(event.local(), event);
        return true;
    }

    public void quiesced(PairQuiesced event) {
        quiesced.put(event.key(), event);
    }

    /// The pair whose key this is, which is known no more; empty when the key is no pair's.
    public Optional<String> removed(String key) {
        quiesced.remove(key);
        if (!key.startsWith(KEY_PREFIX)) {
            return Optional.empty();
        }
        String pair = key.substring(KEY_PREFIX.length());
        int mark = pair.indexOf('>');
        Domain partner = Domain.parse(pair.substring(mark + 1));
        pairs.getOrDefault(partner, new ConcurrentHashMap<>()).remove(Domain.parse(pair.substring(0, mark)));
        return Optional.of(pair);
    }

    private Map<Domain, PairEvent> of(Domain partner) {
        return pairs.getOrDefault(partner, Map.of());
    }

    /// The name of a pair, `local>partner`.
    public static String pair(PairEvent event) {
        return LaneStanza.outboundLane(event.local(), event.partner());
    }

    /// The last that was said of a pair.
    public @Nullable PairEvent last(Domain local, Domain partner) {
        return of(partner).get(local);
    }

    public Collection<PairEvent> all() {
        return pairs.values().stream().flatMap(each -> each.values().stream()).toList();
    }

    /// The way that stanzas take, or took before the switch that is under way.
    public Way way(Domain local, Domain partner) {
        return way(last(local, partner));
    }

    /// The way that an event leaves stanzas on.
    public static Way way(@Nullable PairEvent last) {
        return switch (last) {
            case null -> Way.LEGACY;
            case PairSwitching switching -> switching.from();
            case PairSwitched switched -> switched.way();
        };
    }

    /// The highest epoch of the pairs with this domain; 0 when there is none.
    public long epoch(Domain partner) {
        return of(partner).values().stream().mapToLong(PairEvent::epoch).max().orElse(0);
    }

    /// The gateways that have not quiesced the pair.
    public List<String> missing(Set<String> gateways, PairSwitching switching) {
        return gateways.stream()
                .filter(gateway -> {
                    PairQuiesced said = quiesced.get(
                            new PairQuiesced(switching.local(), switching.partner(), switching.epoch(), gateway).key());
                    return said == null || said.epoch() < switching.epoch();
                })
                .sorted()
                .toList();
    }
}
