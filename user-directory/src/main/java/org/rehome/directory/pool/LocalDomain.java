package org.rehome.directory.pool;

import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.DomainHomed;

/// A local domain or subdomain and its home pool, which answers for the domain itself and for addresses that are no
/// users.
public record LocalDomain(Domain domain, PoolName pool, long version) {

    public DomainHomed event() {
        return new DomainHomed(domain, pool, version);
    }
}
