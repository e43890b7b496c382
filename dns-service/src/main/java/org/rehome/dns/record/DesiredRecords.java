package org.rehome.dns.record;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;

/// The records that partners shall find for a domain.
///
/// @param zone the zone that holds the domain's records
/// @param edges at least one: an empty SRV set would send partners to the address records, port 5269
///     (RFC 6120 §3.2.2)
/// @param ttl of the published records, seconds
public record DesiredRecords(Domain domain, DnsName zone, List<DesiredEdge> edges, long ttl) {
    private static final int MAX_EDGES = 20;
    private static final long MAX_TTL = 86_400;

    /// @throws InvalidRecords with the field that is wrong
    public DesiredRecords {
        edges = List.copyOf(edges);
        if (zone.equals(DnsName.ROOT) || !DnsName.of(domain).isWithin(zone)) {
            throw new InvalidRecords("zone", domain + " is not within the zone " + zone);
        }
        if (ttl < 1 || ttl > MAX_TTL) {
            throw new InvalidRecords("ttl", ttl + " is not from 1 to " + MAX_TTL + " seconds");
        }
        if (edges.isEmpty() || edges.size() > MAX_EDGES) {
            throw new InvalidRecords("edges", "there are " + edges.size() + ", not 1 to " + MAX_EDGES);
        }
        checkEdges(zone, edges);
    }

    private static void checkEdges(DnsName zone, List<DesiredEdge> edges) {
        Set<String> listeners = new HashSet<>();
        Map<DnsName, Set<RecordData>> addresses = new HashMap<>();
        for (int i = 0; i < edges.size(); i++) {
            DesiredEdge edge = edges.get(i);
            String field = "edges[" + i + "].";
            if (!listeners.add(edge.host() + ":" + edge.port())) {
                throw new InvalidRecords(field + "host", edge.host() + " port " + edge.port() + " is listed twice");
            }
            if (!edge.addresses().isEmpty() && !edge.host().isWithin(zone)) {
                throw new InvalidRecords(
                        field + "host", edge.host() + " is not within the zone " + zone + ": give no addresses for it");
            }
            Set<RecordData> earlier = addresses.putIfAbsent(edge.host(), Set.copyOf(edge.addresses()));
            if (earlier != null && !earlier.equals(Set.copyOf(edge.addresses()))) {
                throw new InvalidRecords(field + "addresses", edge.host() + " is listed with other addresses before");
            }
        }
    }

    /// Where partners look for the domain's S2S listeners (RFC 6120 §3.2.1).
    public RecordKey srvKey() {
        return new RecordKey(DnsName.of(domain).child("_xmpp-server._tcp"), RecordType.SRV);
    }

    /// Where they look for listeners with direct TLS (XEP-0368 §3); partners merge both sets.
    public RecordKey directTlsKey() {
        return new RecordKey(DnsName.of(domain).child("_xmpps-server._tcp"), RecordType.SRV);
    }

    public RecordSet srv() {
        return new RecordSet(
                srvKey(),
                ttl,
                edges.stream().map(edge -> (RecordData) edge.srv()).toList());
    }

    /// The hosts within the zone, whose address records belong to the cut-over.
    public Set<DnsName> hosts() {
        return edges.stream()
                .map(DesiredEdge::host)
                .filter(host -> host.isWithin(zone))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// True when the addresses of the host are given here.
    public boolean givesAddresses(DnsName host) {
        return edges.stream()
                .anyMatch(edge -> edge.host().equals(host) && !edge.addresses().isEmpty());
    }

    /// The host's addresses of one type; null when there are none.
    public @Nullable RecordSet addresses(DnsName host, RecordType type) {
        List<RecordData> found = edges.stream()
                .filter(edge -> edge.host().equals(host))
                .flatMap(edge -> edge.addresses().stream())
                .filter(address -> address.type() == type)
                .toList();
        return found.isEmpty() ? null : new RecordSet(new RecordKey(host, type), ttl, found);
    }
}
