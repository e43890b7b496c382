package org.rehome.edge.zone;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// The addresses of a host, of one family.
///
/// @param failure why there may be more than these
/// @param secure whether DNSSEC has secured the whole way from the partner's domain to them
public record Addresses(List<InetAddress> all, Optional<String> failure, boolean secure) {
    public static final Addresses NONE = new Addresses(List.of(), Optional.empty(), false);

    public Addresses {
        all = List.copyOf(all);
    }
}
