package org.rehome.edge.zone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.Cache;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/// Finds a partner's servers: a static next hop if one is set, else the SRV records of `_xmpp-server._tcp`, else the
/// domain itself at port 5269 (RFC 6120 §3.2). Never blocks. Answers are kept as long as their TTL says, at most five
/// minutes; answers that there is nothing at most five seconds, so that a record that was just added is found soon.
public final class PartnerResolver {
    private static final int DEFAULT_PORT = 5269;
    private static final int MAX_CACHE_SECONDS = 300;
    private static final int MAX_NEGATIVE_SECONDS = 5;
    private static final int MAX_TARGETS = 8;
    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(2);

    private final LookupSession session;
    private final Cache cache;
    private final RandomGenerator random;

    /// What a look-up came to.
    private sealed interface Answer {
        record Records(List<Record> records) implements Answer {}

        record Nothing(String reason) implements Answer {}

        record Failure(String reason) implements Answer {}
    }

    private PartnerResolver(Resolver resolver, RandomGenerator random) {
        this.cache = new Cache();
        cache.setMaxCache(MAX_CACHE_SECONDS);
        cache.setMaxNCache(MAX_NEGATIVE_SECONDS);
        this.session = LookupSession.builder()
                .resolver(resolver)
                .cache(cache)
                .defaultHostsFileParser()
                .build();
        this.random = random;
    }

    /// @param servers DNS servers to ask, `host:port` with commas between; null for the system's
    /// @throws UnknownHostException when a server's name does not resolve
    public static PartnerResolver asking(@Nullable String servers, RandomGenerator random) throws UnknownHostException {
        if (servers == null || servers.isBlank()) {
            return new PartnerResolver(new ExtendedResolver(), random);
        }
        List<Resolver> resolvers = new ArrayList<>();
        for (String each : servers.split(",", -1)) {
            NextHop server = NextHop.parse(each, SimpleResolver.DEFAULT_PORT);
            SimpleResolver resolver = new SimpleResolver(server.host());
            resolver.setPort(server.port());
            resolver.setTimeout(QUERY_TIMEOUT);
            resolvers.add(resolver);
        }
        ExtendedResolver all = new ExtendedResolver(resolvers);
        all.setRetries(2);
        return new PartnerResolver(all, random);
    }

    /// @param nextHop a static next hop, `host[:port]`; null to ask the DNS for the domain
    public CompletableFuture<Resolution> resolve(Domain domain, @Nullable String nextHop) {
        try {
            if (nextHop != null && !nextHop.isBlank()) {
                NextHop hop = NextHop.parse(nextHop, DEFAULT_PORT);
                return addresses(hop.host(), hop.port()).thenApply(PartnerResolver::single);
            }
            return literal(domain.name()).isPresent() ? itself(domain) : services(domain);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Resolution.NotFound(String.valueOf(e.getMessage())));
        }
    }

    /// Asks anew the next time: the answers that we had led nowhere.
    public void forget(Domain domain) {
        try {
            cache.flushName(Name.fromString("_xmpp-server._tcp." + domain.ascii() + "."));
            cache.flushName(Name.fromString(domain.ascii() + "."));
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a name for the DNS: " + domain, e);
        }
    }

    private CompletableFuture<Resolution> itself(Domain domain) {
        return addresses(domain.ascii(), DEFAULT_PORT).thenApply(PartnerResolver::single);
    }

    private CompletableFuture<Resolution> services(Domain domain) {
        return look("_xmpp-server._tcp." + domain.ascii(), Type.SRV).thenCompose(answer -> switch (answer) {
            case Answer.Records(var records) -> targets(domain, records);
            case Answer.Nothing nothing -> itself(domain);
            case Answer.Failure(var reason) -> CompletableFuture.completedFuture(new Resolution.Unanswered(reason));
        });
    }

    private CompletableFuture<Resolution> targets(Domain domain, List<Record> records) {
        List<SrvOrder.Srv> services = records.stream()
                .filter(SRVRecord.class::isInstance)
                .map(SRVRecord.class::cast)
                .map(each -> new SrvOrder.Srv(
                        each.getPriority(),
                        each.getWeight(),
                        each.getPort(),
                        each.getTarget().equals(Name.root)
                                ? ""
                                : each.getTarget().toString(true)))
                .toList();
        if (services.size() == 1 && services.getFirst().target().isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Resolution.NotFound("the SRV record of " + domain + " says that it has no XMPP server"));
        }
        List<CompletableFuture<Addresses>> asked = SrvOrder.of(services, random).stream()
                .limit(MAX_TARGETS)
                .map(service -> addresses(service.target(), service.port()))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        all(domain, asked.stream().map(CompletableFuture::join).toList()));
    }

    /// There are SRV records, so there is no way around them to the domain's own address (RFC 6120 §3.2.1).
    private static Resolution all(Domain domain, List<Addresses> found) {
        List<Target> targets = found.stream()
                .map(Addresses::target)
                .filter(target -> !target.addresses().isEmpty())
                .toList();
        if (!targets.isEmpty()) {
            return new Resolution.Found(targets);
        }
        return found.stream()
                .map(Addresses::failure)
                .flatMap(Optional::stream)
                .findFirst()
                .<Resolution>map(Resolution.Unanswered::new)
                .orElseGet(() -> new Resolution.NotFound("no SRV target of " + domain + " has an address"));
    }

    /// @param failure why the list may be incomplete
    private record Addresses(Target target, Optional<String> failure) {}

    private static Resolution single(Addresses addresses) {
        if (!addresses.target().addresses().isEmpty()) {
            return new Resolution.Found(List.of(addresses.target()));
        }
        return addresses
                .failure()
                .<Resolution>map(Resolution.Unanswered::new)
                .orElseGet(() -> new Resolution.NotFound(addresses.target().host() + " has no address"));
    }

    private CompletableFuture<Addresses> addresses(String host, int port) {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return CompletableFuture.completedFuture(
                    new Addresses(new Target(host, port, List.of(literal.get())), Optional.empty()));
        }
        return look(host, Type.AAAA).thenCombine(look(host, Type.A), (six, four) -> {
            List<InetAddress> addresses = byTurns(inet(six), inet(four));
            return new Addresses(new Target(host, port, addresses), failure(six).or(() -> failure(four)));
        });
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

    private static List<InetAddress> inet(Answer answer) {
        List<InetAddress> addresses = new ArrayList<>();
        if (answer instanceof Answer.Records(var records)) {
            for (Record each : records) {
                switch (each) {
                    case ARecord a -> addresses.add(a.getAddress());
                    case AAAARecord aaaa -> addresses.add(aaaa.getAddress());
                    default -> {
                        // an alias on the way
                    }
                }
            }
        }
        return addresses;
    }

    private static List<InetAddress> byTurns(List<InetAddress> first, List<InetAddress> second) {
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

    private static Optional<String> failure(Answer answer) {
        return answer instanceof Answer.Failure(var reason) ? Optional.of(reason) : Optional.empty();
    }

    private CompletableFuture<Answer> look(String host, int type) {
        Name name;
        try {
            name = Name.fromString(host.endsWith(".") ? host : host + ".");
        } catch (TextParseException e) {
            return CompletableFuture.completedFuture(new Answer.Nothing("not a name for the DNS: " + host));
        }
        return session.lookupAsync(name, type)
                .toCompletableFuture()
                .<Answer>thenApply(result -> new Answer.Records(result.getRecords()))
                .exceptionally(failure -> failed(name, type, failure));
    }

    private static Answer failed(Name name, int type, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String question = Type.string(type) + " of " + name;
        return switch (cause) {
            case NoSuchDomainException none -> new Answer.Nothing("no " + question);
            case NoSuchRRSetException none -> new Answer.Nothing("no " + question);
            default -> new Answer.Failure(question + ": " + cause.getMessage());
        };
    }
}
