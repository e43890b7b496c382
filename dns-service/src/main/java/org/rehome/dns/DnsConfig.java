package org.rehome.dns;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Everything that can be set, as properties or environment variables (`REHOME_DNS_SERVER`).
@ConfigMapping(prefix = "rehome")
public interface DnsConfig {
    Kafka kafka();

    /// The folder of the service's files: the journal, the key and the zones of the embedded server.
    @WithDefault(".rehome/dns-service")
    Path data();

    /// True to end when standard input ends; for children of the supervisor.
    @WithDefault("false")
    boolean exitWithParent();

    Dns dns();

    /// Kafka.
    interface Kafka {
        /// `host:port[,host:port…]`
        @WithDefault("localhost:9092")
        String bootstrapServers();
    }

    /// DNS.
    interface Dns {
        /// `host[:port]` of the authoritative primary that takes the updates; by default the embedded server.
        Optional<String> server();

        Tsig tsig();

        Embedded embedded();

        /// `host[:port]` of the authoritative servers that a cut-over must have reached; by default every address of
        /// the zone's NS records. Needed for ports other than 53 and for views of a hidden primary.
        Optional<List<String>> nameservers();

        /// `host[:port]` of resolvers that must answer the new records too; none by default.
        Optional<List<String>> resolvers();

        /// How long one exchange with a server may take.
        @WithDefault("5s")
        Duration timeout();
    }

    /// The key that signs updates (RFC 8945).
    interface Tsig {
        @WithDefault("rehome")
        String name();

        /// Base64, 16 bytes or more. Needed with `rehome.dns.server`; the embedded server makes one at its first
        /// start, in `tsig.secret` of the data folder.
        Optional<String> secret();

        /// hmac-sha256, hmac-sha384 or hmac-sha512.
        @WithDefault("hmac-sha256")
        String algorithm();
    }

    /// The embedded authoritative server.
    interface Embedded {
        @WithDefault("true")
        boolean enabled();

        /// The address to listen at.
        @WithDefault("127.0.0.1")
        String host();

        /// UDP and TCP; 0 takes a free one.
        @WithDefault("5300")
        int port();
    }
}
