package org.rehome.edge.zone;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;

/// Asks the DNS. Never blocks. Answers are kept as long as their TTL says, at most five minutes; answers
/// that there is nothing at most five seconds, so that a record that was just added is found soon; failures
/// not at all.
interface Dns {
    int MAX_CACHE_SECONDS = 300;
    int MAX_NEGATIVE_SECONDS = 5;
    Duration QUERY_TIMEOUT = Duration.ofSeconds(2);

    CompletableFuture<DnsAnswer> look(Name name, int type);

    /// Asks for the name anew the next time.
    void forget(Name name);

    default CompletableFuture<DnsAnswer> look(String host, int type) {
        try {
            return look(absolute(host), type);
        } catch (TextParseException e) {
            return CompletableFuture.completedFuture(
                    new DnsAnswer.Nothing("not a name for the DNS: " + host, /* secure= */ false));
        }
    }

    default void forget(String host) {
        try {
            forget(absolute(host));
        } catch (TextParseException e) {
            // then nothing is known of it
        }
    }

    private static Name absolute(String host) throws TextParseException {
        return Name.fromString(host.endsWith(".") ? host : host + ".");
    }

    /// @param servers `host:port` with commas between; null for the system's
    /// @throws UnknownHostException when a server's name does not resolve
    static Resolver servers(@Nullable String servers) throws UnknownHostException {
        if (servers == null || servers.isBlank()) {
            return new ExtendedResolver();
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
        return all;
    }
}
