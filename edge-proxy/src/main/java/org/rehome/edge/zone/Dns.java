package org.rehome.edge.zone;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Cache;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/// Asks the DNS. Never blocks. Answers are kept as long as their TTL says, at most five minutes; answers
/// that there is nothing at most five seconds, so that a record that was just added is found soon.
final class Dns {
    private static final int MAX_CACHE_SECONDS = 300;
    private static final int MAX_NEGATIVE_SECONDS = 5;
    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(2);

    private final LookupSession session;
    private final Cache cache;

    private Dns(Resolver resolver) {
        this.cache = new Cache();
        cache.setMaxCache(MAX_CACHE_SECONDS);
        cache.setMaxNCache(MAX_NEGATIVE_SECONDS);
        this.session = LookupSession.builder()
                .resolver(resolver)
                .cache(cache)
                .defaultHostsFileParser()
                .build();
    }

    /// @param servers DNS servers to ask, `host:port` with commas between; null for the system's
    /// @throws UnknownHostException when a server's name does not resolve
    static Dns asking(@Nullable String servers) throws UnknownHostException {
        if (servers == null || servers.isBlank()) {
            return new Dns(new ExtendedResolver());
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
        return new Dns(all);
    }

    CompletableFuture<DnsAnswer> look(String host, int type) {
        Name name;
        try {
            name = absolute(host);
        } catch (TextParseException e) {
            return CompletableFuture.completedFuture(new DnsAnswer.Nothing("not a name for the DNS: " + host));
        }
        return session.lookupAsync(name, type)
                .toCompletableFuture()
                .<DnsAnswer>thenApply(result -> new DnsAnswer.Records(result.getRecords()))
                .exceptionally(failure -> failed(name, type, failure));
    }

    /// Asks for the name anew the next time.
    void forget(String host) {
        try {
            cache.flushName(absolute(host));
        } catch (TextParseException e) {
            // then nothing is known of it
        }
    }

    private static Name absolute(String host) throws TextParseException {
        return Name.fromString(host.endsWith(".") ? host : host + ".");
    }

    private static DnsAnswer failed(Name name, int type, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String question = Type.string(type) + " of " + name;
        return switch (cause) {
            case NoSuchDomainException none -> new DnsAnswer.Nothing("no " + question);
            case NoSuchRRSetException none -> new DnsAnswer.Nothing("no " + question);
            default -> new DnsAnswer.Failure(question + ": " + cause.getMessage());
        };
    }
}
