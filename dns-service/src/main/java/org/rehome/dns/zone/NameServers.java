package org.rehome.dns.zone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rehome.dns.cutover.Server;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.InvalidRecords;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Finds the servers that a cut-over must have reached: the primary, every address of every name server of the
/// zone, and the resolvers that were chosen.
public final class NameServers {
    private final Primary primary;
    private final List<ServerAddress> configured;
    private final List<ServerAddress> resolvers;

    /// @param configured the authoritative servers; empty to take the zone's NS records
    public NameServers(Primary primary, List<ServerAddress> configured, List<ServerAddress> resolvers) {
        this.primary = primary;
        this.configured = List.copyOf(configured);
        this.resolvers = List.copyOf(resolvers);
    }

    /// In order: primary, authoritative servers, resolvers; each address once.
    public List<Server> of(DnsName zone) {
        Map<String, Server> servers = new LinkedHashMap<>();
        put(servers, new Server("primary", primary.address().toString(), Server.Role.PRIMARY));
        if (configured.isEmpty()) {
            byNsRecords(zone).forEach(server -> put(servers, server));
        } else {
            configured.forEach(
                    each -> put(servers, new Server(each.host(), each.toString(), Server.Role.AUTHORITATIVE)));
        }
        resolvers.forEach(each -> put(servers, new Server(each.host(), each.toString(), Server.Role.RESOLVER)));
        return List.copyOf(servers.values());
    }

    private static void put(Map<String, Server> servers, Server server) {
        servers.putIfAbsent(server.address(), server);
    }

    private List<Server> byNsRecords(DnsName zone) {
        List<Server> servers = new ArrayList<>();
        try {
            for (Record each : primary.question().ask(Wire.name(zone), Type.NS).getSection(Section.ANSWER)) {
                if (each instanceof NSRecord ns) {
                    servers.addAll(addresses(zone, ns.getTarget().toString(true)));
                }
            }
        } catch (IOException e) {
            // the matrix says of the primary that it does not answer
            return List.of();
        }
        return servers;
    }

    private List<Server> addresses(DnsName zone, String host) {
        List<String> addresses;
        try {
            DnsName name = DnsName.parse(host);
            addresses = name.isWithin(zone)
                    ? primary.question().addresses(name).stream()
                            .flatMap(set -> set.data().stream())
                            .map(data -> data.text())
                            .toList()
                    : bySystem(host);
        } catch (InvalidRecords e) {
            addresses = List.of();
        }
        if (addresses.isEmpty()) {
            return List.of(new Server(host, "no address of " + host, Server.Role.AUTHORITATIVE));
        }
        return addresses.stream()
                .map(address -> new Server(
                        host, new ServerAddress(address, port(address)).toString(), Server.Role.AUTHORITATIVE))
                .toList();
    }

    private static List<String> bySystem(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /// NS records name no port: the primary's own address is asked at its port, the others at 53.
    private int port(String address) {
        try {
            return InetAddress.getByName(primary.address().host()).equals(InetAddress.getByName(address))
                    ? primary.address().port()
                    : ServerAddress.DNS_PORT;
        } catch (UnknownHostException e) {
            return ServerAddress.DNS_PORT;
        }
    }
}
