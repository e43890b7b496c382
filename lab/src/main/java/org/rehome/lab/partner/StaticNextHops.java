package org.rehome.lab.partner;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Next hops by a table that can change, as partners have who never ask DNS.
public final class StaticNextHops implements NextHops {
    private final ConcurrentMap<String, List<InetSocketAddress>> table = new ConcurrentHashMap<>();

    /// Sets the only address of a domain.
    public StaticNextHops set(String domain, InetSocketAddress address) {
        table.put(domain, List.of(address));
        return this;
    }

    /// Makes the domain unknown.
    public void remove(String domain) {
        table.remove(domain);
    }

    @Override
    public Answer find(String domain) {
        List<InetSocketAddress> addresses = table.get(domain);
        return addresses == null
                ? new Answer.Nowhere(domain + " is not in the table")
                : new Answer.Hops(addresses, true);
    }
}
