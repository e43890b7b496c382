package org.rehome.dns.record;

import java.util.HashSet;
import java.util.List;

/// An edge as the domain's SRV records shall name it.
///
/// @param host the target of the SRV record
/// @param port where it takes S2S streams
/// @param priority lower ones are tried first (RFC 2782)
/// @param weight the share among those of one priority; no percentage, each implementation draws in its own way
/// @param addresses of the host, to be published with it; empty to leave the host's records as they are
public record DesiredEdge(DnsName host, int port, int priority, int weight, List<RecordData> addresses) {
    private static final int MAX_ADDRESSES = 10;

    public DesiredEdge {
        if (!host.isHost()) {
            throw new InvalidRecords("host", "\"" + host.text() + "\" is not the name of a host (RFC 1123 §2.1)");
        }
        if (port < 1 || port > 65_535) {
            throw new InvalidRecords("port", port + " is not from 1 to 65535");
        }
        // checks the bounds of priority and weight
        var unused = new RecordData.Srv(priority, weight, port, host);
        addresses = List.copyOf(addresses);
        if (addresses.size() > MAX_ADDRESSES) {
            throw new InvalidRecords("addresses", addresses.size() + " are more than " + MAX_ADDRESSES);
        }
        if (new HashSet<>(addresses).size() != addresses.size()) {
            throw new InvalidRecords("addresses", "one address is listed twice");
        }
        for (RecordData address : addresses) {
            switch (address) {
                case RecordData.A a when unusable(a.address()) -> throw refused(a);
                case RecordData.Aaaa a when unusable(a.address()) -> throw refused(a);
                case RecordData.A _, RecordData.Aaaa _ -> {}
                case RecordData.Srv _, RecordData.Txt _ ->
                    throw new InvalidRecords("addresses", "\"" + address.text() + "\" is no address");
            }
        }
    }

    private static boolean unusable(java.net.InetAddress address) {
        return address.isAnyLocalAddress() || address.isMulticastAddress() || address.isLinkLocalAddress();
    }

    private static InvalidRecords refused(RecordData address) {
        return new InvalidRecords(
                "addresses", address.text() + " is not the address of one host that others can reach");
    }

    public RecordData.Srv srv() {
        return new RecordData.Srv(priority, weight, port, host);
    }
}
