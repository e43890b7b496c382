package org.rehome.edge.zone;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.xbill.DNS.Cache;
import org.xbill.DNS.Name;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/// Asks resolvers of which nothing is known: no answer is secure.
final class PlainDns implements Dns {
    private final LookupSession session;
    private final Cache cache;

    PlainDns(Resolver resolver) {
        this.cache = new Cache();
        cache.setMaxCache(MAX_CACHE_SECONDS);
        cache.setMaxNCache(MAX_NEGATIVE_SECONDS);
        this.session = LookupSession.builder()
                .resolver(resolver)
                .cache(cache)
                .defaultHostsFileParser()
                .build();
    }

    @Override
    public CompletableFuture<DnsAnswer> look(Name name, int type) {
        return session.lookupAsync(name, type)
                .toCompletableFuture()
                .<DnsAnswer>thenApply(result -> new DnsAnswer.Records(result.getRecords(), /* secure= */ false))
                .exceptionally(failure -> failed(name, type, failure));
    }

    @Override
    public void forget(Name name) {
        cache.flushName(name);
    }

    private static DnsAnswer failed(Name name, int type, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String question = Type.string(type) + " of " + name;
        return switch (cause) {
            case NoSuchDomainException none -> new DnsAnswer.Nothing("no " + question, /* secure= */ false);
            case NoSuchRRSetException none -> new DnsAnswer.Nothing("no " + question, /* secure= */ false);
            default -> new DnsAnswer.Failure(question + ": " + cause.getMessage());
        };
    }
}
