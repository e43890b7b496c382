package org.rehome.edge.zone;

import java.net.InetAddress;
import java.util.List;

/// A server to connect to.
///
/// @param addresses in the order in which they are to be tried, IPv6 and IPv4 by turns
public record Target(String host, int port, List<InetAddress> addresses) {
    public Target {
        addresses = List.copyOf(addresses);
    }
}
