package org.rehome.gateway.partner;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerEvent;

/// The partners as the facts tell of them. One thread changes it, any may read.
public final class Partners {
    private static final String KEY_PREFIX = "partner/";

    private final ConcurrentSkipListMap<Domain, Lifecycle> byDomain = new ConcurrentSkipListMap<>();
    private final Map<Domain, Domain> covering = new ConcurrentHashMap<>();

    public void changed(PartnerEvent event) {
        Lifecycle next = Lifecycle.of(event);
        Lifecycle before = byDomain.put(next.settings().domain(), next);
        domains(next.settings())
                .forEach(each -> covering.put(each, next.settings().domain()));
        if (before != null) {
            domains(before.settings()).stream()
                    .filter(each -> !next.settings().covers(each))
                    .forEach(each -> covering.remove(each, next.settings().domain()));
        }
    }

    /// True when the key was a partner's.
    public boolean removed(String key) {
        if (!key.startsWith(KEY_PREFIX)) {
            return false;
        }
        Lifecycle before = byDomain.remove(Domain.parse(key.substring(KEY_PREFIX.length())));
        if (before != null) {
            domains(before.settings())
                    .forEach(each -> covering.remove(each, before.settings().domain()));
        }
        return true;
    }

    public static String key(Domain domain) {
        return KEY_PREFIX + domain;
    }

    /// The partner's own domain and its additional ones.
    public static List<Domain> domains(Partner partner) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(partner.domain()), partner.additionalDomains().stream())
                .toList();
    }

    /// The partner with this main domain.
    public Optional<Lifecycle> find(Domain domain) {
        return Optional.ofNullable(byDomain.get(domain));
    }

    /// The partner whose main or additional domain this is.
    public Optional<Lifecycle> covering(Domain domain) {
        Domain main = covering.get(domain);
        return main == null ? Optional.empty() : find(main);
    }

    public Collection<Lifecycle> all() {
        return List.copyOf(byDomain.values());
    }

    /// Partners after this domain in the order of their names; all from the beginning when it is empty.
    public List<Lifecycle> after(Optional<Domain> after, int limit) {
        return after.map(domain -> byDomain.tailMap(domain, false)).orElse(byDomain).values().stream()
                .limit(limit)
                .toList();
    }

    /// Which of the partner's domains belong to another partner already, and to which.
    public Map<Domain, Domain> overlaps(Partner candidate) {
        Map<Domain, Domain> overlaps = new TreeMap<>();
        for (Domain each : domains(candidate)) {
            Domain owner = covering.get(each);
            if (owner != null && !owner.equals(candidate.domain())) {
                overlaps.put(each, owner);
            }
        }
        return overlaps;
    }
}
