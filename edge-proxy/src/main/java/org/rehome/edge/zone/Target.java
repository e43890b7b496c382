package org.rehome.edge.zone;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.rehome.edge.trust.SecuredServer;

/// A server to connect to. Its IPv6 and its IPv4 addresses are asked for at the same time, and each come
/// when they come.
///
/// @param six never completes exceptionally, nor do the others
/// @param records what secure TLSA records say of it; known before its addresses are
public record Target(
        String host,
        int port,
        Service service,
        CompletableFuture<Addresses> six,
        CompletableFuture<Addresses> four,
        CompletableFuture<TlsRecords> records) {

    /// What DNSSEC says of the server at one of its addresses; empty when it does not secure the way to it.
    public Optional<SecuredServer> secured(InetAddress address) {
        Addresses family = (address instanceof Inet6Address ? six : four).getNow(Addresses.NONE);
        return family.secure()
                ? Optional.of(
                        new SecuredServer(host, records.getNow(TlsRecords.NONE).associations()))
                : Optional.empty();
    }

    /// The addresses that have come so far, IPv6 and IPv4 by turns.
    public List<InetAddress> addresses() {
        List<InetAddress> first = six.getNow(Addresses.NONE).all();
        List<InetAddress> second = four.getNow(Addresses.NONE).all();
        List<InetAddress> all = new ArrayList<>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) {
                all.add(first.get(i));
            }
            if (i < second.size()) {
                all.add(second.get(i));
            }
        }
        return all;
    }
}
