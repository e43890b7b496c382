package org.rehome.lab.partner;

import java.net.InetSocketAddress;
import java.util.List;

/// Finds the servers of a domain. It is asked anew for each connection.
public interface NextHops {

    Answer find(String domain);

    /// Where a domain's servers are.
    sealed interface Answer {
        /// Addresses in the order to try them.
        ///
        /// @param published whether the domain itself names them; false if they are the fallback of RFC 6120
        // §3.2.2
        record Hops(List<InetSocketAddress> addresses, boolean published) implements Answer {
            public Hops {
                addresses = List.copyOf(addresses);
                if (addresses.isEmpty()) {
                    throw new IllegalArgumentException("hops without an address");
                }
            }
        }

        /// Nowhere: the domain does not resolve, or says that it offers no such service (RFC 2782, target `.`).
        record Nowhere(String reason) implements Answer {}
    }
}
