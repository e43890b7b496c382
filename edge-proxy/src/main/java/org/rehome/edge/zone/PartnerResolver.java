package org.rehome.edge.zone;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/// Finds a partner's servers: a static next hop if one is set, else the SRV records of `_xmpps-server._tcp`
/// and `_xmpp-server._tcp`, mixed by priority and weight (XEP-0368 §3), else the domain itself at port 5269
/// (RFC 6120 §3.2). Never blocks.
public final class PartnerResolver {
    private static final int DEFAULT_PORT = 5269;

    // bounds for what a partner's zone can make us do
    private static final int MAX_TARGETS = 8;
    private static final int MAX_ADDRESSES = 8;

    private final Dns dns;
    private final RandomGenerator random;

    private PartnerResolver(Dns dns, RandomGenerator random) {
        this.dns = dns;
        this.random = random;
    }

    /// @param servers DNS servers to ask, `host:port` with commas between; null for the system's
    /// @throws UnknownHostException when a server's name does not resolve
    public static PartnerResolver asking(@Nullable String servers, RandomGenerator random) throws UnknownHostException {
        return new PartnerResolver(new PlainDns(Dns.servers(servers)), random);
    }

    /// @param servers DNS servers that validate DNSSEC and are reached over a path that is trusted
    /// @throws UnknownHostException when a server's name does not resolve
    public static PartnerResolver validating(String servers, RandomGenerator random) throws UnknownHostException {
        return new PartnerResolver(new ValidatingDns(Dns.servers(servers)), random);
    }

    /// Where a partner's servers are, when every address is known.
    ///
    /// @param nextHop a static next hop, `host[:port]`; null to ask the DNS for the domain
    public CompletableFuture<Resolution> resolve(Domain domain, @Nullable String nextHop) {
        return resolve(domain, nextHop, true);
    }

    /// The same.
    ///
    /// @param tls whether servers that are spoken to in TLS from the first byte on are wanted too
    public CompletableFuture<Resolution> resolve(Domain domain, @Nullable String nextHop, boolean tls) {
        return locate(domain, nextHop, tls)
                .thenCompose(located -> located instanceof Resolution.Found found
                        ? found.settled()
                        : CompletableFuture.completedFuture(located));
    }

    /// Which are a partner's servers; their addresses may still be on their way.
    ///
    /// @param nextHop a static next hop, `host[:port]`; null to ask the DNS for the domain
    /// @param tls whether servers that are spoken to in TLS from the first byte on are wanted too
    public CompletableFuture<Resolution> locate(Domain domain, @Nullable String nextHop, boolean tls) {
        try {
            if (nextHop != null && !nextHop.isBlank()) {
                NextHop hop = NextHop.parse(nextHop, DEFAULT_PORT);
                return CompletableFuture.completedFuture(new Resolution.Found(
                        List.of(target(hop.host(), hop.port(), Service.XMPP, false)), /* guessed= */ false));
            }
            return literal(domain.name()).isPresent()
                    ? CompletableFuture.completedFuture(itself(domain.name(), false))
                    : services(domain, tls);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Resolution.NotFound(String.valueOf(e.getMessage())));
        }
    }

    /// Asks anew the next time: the answers that we had led nowhere.
    public void forget(Domain domain, List<Target> targets) {
        for (Service service : Service.values()) {
            dns.forget(service.name(domain.ascii()));
        }
        for (Target each : targets) {
            dns.forget(each.host());
            dns.forget("_" + each.port() + "._tcp." + each.host());
        }
    }

    private Resolution itself(String host, boolean secure) {
        return new Resolution.Found(List.of(target(host, DEFAULT_PORT, Service.XMPP, secure)), /* guessed= */ true);
    }

    private CompletableFuture<Resolution> services(Domain domain, boolean tls) {
        CompletableFuture<DnsAnswer> direct = tls
                ? dns.look(Service.XMPPS.name(domain.ascii()), Type.SRV)
                : CompletableFuture.completedFuture(new DnsAnswer.Nothing("not wanted", /* secure= */ true));
        return dns.look(Service.XMPP.name(domain.ascii()), Type.SRV)
                .thenCombine(direct, (xmpp, xmpps) -> servers(domain, xmpp, xmpps));
    }

    private Resolution servers(Domain domain, DnsAnswer xmpp, DnsAnswer xmpps) {
        List<SrvOrder.Srv> named = Stream.concat(records(Service.XMPP, xmpp), records(Service.XMPPS, xmpps))
                .toList();
        List<SrvOrder.Srv> offered =
                named.stream().filter(each -> !each.target().isEmpty()).toList();
        if (!offered.isEmpty()) {
            List<Target> targets = SrvOrder.of(offered, random).stream()
                    .limit(MAX_TARGETS)
                    .map(each -> target(
                            each.target(),
                            each.port(),
                            each.service(),
                            (each.service() == Service.XMPP ? xmpp : xmpps).isSecure()))
                    .toList();
            return new Resolution.Found(targets, /* guessed= */ false);
        }
        Optional<String> failure = xmpp.failure().or(xmpps::failure);
        if (failure.isPresent()) {
            return new Resolution.Unanswered(failure.get());
        }
        // where there are SRV records there is no way around them to the domain's own address (RFC 6120 §3.2.1)
        return named.isEmpty()
                ? itself(domain.ascii(), xmpp.isSecure() && xmpps.isSecure())
                : new Resolution.NotFound("the SRV record of " + domain + " says that it has no XMPP server");
    }

    /// A target of `.` says that the service is not offered (RFC 2782); here it is empty.
    private static Stream<SrvOrder.Srv> records(Service service, DnsAnswer answer) {
        return answer.all(SRVRecord.class).stream()
                .map(each -> new SrvOrder.Srv(
                        service,
                        each.getPriority(),
                        each.getWeight(),
                        each.getPort(),
                        each.getTarget().equals(Name.root)
                                ? ""
                                : each.getTarget().toString(true)));
    }

    /// @param secure whether DNSSEC has secured the way from the partner's domain to this host
    private Target target(String host, int port, Service service, boolean secure) {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            Addresses itself = new Addresses(List.of(literal.get()), Optional.empty(), false);
            boolean four = literal.get() instanceof Inet4Address;
            return new Target(
                    host,
                    port,
                    service,
                    CompletableFuture.completedFuture(four ? Addresses.NONE : itself),
                    CompletableFuture.completedFuture(four ? itself : Addresses.NONE),
                    CompletableFuture.completedFuture(TlsRecords.NONE));
        }
        CompletableFuture<TlsRecords> records = secure
                ? dns.look("_" + port + "._tcp." + host, Type.TLSA).thenApply(TlsRecords::of)
                : CompletableFuture.completedFuture(TlsRecords.NONE);
        CompletableFuture<Addresses> six = dns.look(host, Type.AAAA)
                .thenCombine(
                        records,
                        (answer, tls) -> addresses(
                                answer,
                                answer.all(AAAARecord.class).stream().map(AAAARecord::getAddress),
                                secure,
                                tls));
        CompletableFuture<Addresses> four = dns.look(host, Type.A)
                .thenCombine(
                        records,
                        (answer, tls) -> addresses(
                                answer, answer.all(ARecord.class).stream().map(ARecord::getAddress), secure, tls));
        return new Target(host, port, service, six, four, records);
    }

    /// Where DNSSEC secures the way, and what the TLSA records say cannot be known, the server is not used:
    /// somebody may keep them from us (RFC 7673 §3.3).
    private static Addresses addresses(
            DnsAnswer answer, Stream<InetAddress> addresses, boolean secure, TlsRecords records) {
        boolean secured = secure && answer.isSecure();
        return secured && records.failure().isPresent()
                ? new Addresses(List.of(), records.failure(), true)
                : new Addresses(addresses.limit(MAX_ADDRESSES).toList(), answer.failure(), secured);
    }

    private static Optional<InetAddress> literal(String host) {
        byte[] bytes = Address.toByteArray(host, Address.IPv4);
        byte[] either = bytes == null ? Address.toByteArray(host, Address.IPv6) : bytes;
        try {
            return either == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(either));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
