package org.rehome.gateway.home;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.PoolEvent.DomainHomed;

/// The home pool of each local domain or subdomain. One thread changes it, any may read.
public final class LocalDomains {
    private static final String KEY_PREFIX = "domain/";

    private final Map<String, Home.OfDomain> domains = new ConcurrentHashMap<>();

    public void changed(DomainHomed event) {
        domains.put(event.domain().name(), new Home.OfDomain(event.domain(), event.pool()));
    }

    /// True when the key was a domain's.
    public boolean removed(String key) {
        if (key.startsWith(KEY_PREFIX)) {
            domains.remove(key.substring(KEY_PREFIX.length()));
            return true;
        }
        return false;
    }

    /// The home of the domain, or of the nearest domain above it: `conference.example.test` is at home where
    /// `example.test` is, until the directory says something else.
    public Optional<Home.OfDomain> find(Domain domain) {
        String name = domain.name();
        while (true) {
            Home.OfDomain found = domains.get(name);
            if (found != null) {
                return Optional.of(found);
            }
            int dot = name.indexOf('.');
            if (dot < 0) {
                return Optional.empty();
            }
            name = name.substring(dot + 1);
        }
    }

    /// True when the directory has this very domain.
    public boolean contains(Domain domain) {
        return domains.containsKey(domain.name());
    }

    public List<Domain> all() {
        return domains.values().stream().map(Home.OfDomain::domain).sorted().toList();
    }
}
