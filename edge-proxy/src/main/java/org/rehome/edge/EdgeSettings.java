package org.rehome.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.rehome.edge.splice.LegacyGateway;
import org.rehome.edge.splice.ProxyProtocol;

/// What can be set. As an environment variable `rehome.edge.s2s-port` is `REHOME_EDGE_S2S_PORT`, and so on.
@ConfigMapping(prefix = "rehome")
public interface EdgeSettings {

    /// Folder of this service's files: certificates, trust anchors, keys.
    @WithDefault("./.rehome/edge-proxy")
    Path data();

    /// Whether the process ends when its standard input ends.
    @WithDefault("false")
    boolean exitWithParent();

    Kafka kafka();

    S2s edge();

    interface Kafka {
        /// `host:port` of one or more brokers, commas between.
        @WithDefault("localhost:9092")
        String bootstrapServers();
    }

    interface S2s {
        /// Name of this instance; every edge has its own.
        @WithDefault("edge-1")
        String id();

        /// Address to listen on for partners.
        @WithDefault("0.0.0.0")
        String s2sHost();

        /// Port to listen on for partners; 0 takes a free one.
        @WithDefault("5269")
        int s2sPort();

        /// Port on which partners' connections begin with TLS (XEP-0368), such as 5270; 0 takes a free one.
        /// Without it there is none.
        OptionalInt directTlsPort();

        /// Name under which partners reach this edge, the target of the SRV record; default: the host's name.
        Optional<String> publicHost();

        /// DNS servers that are asked for partners, `host:port` with commas between; default: the system's.
        Optional<String> resolver();

        /// DNS servers that are asked instead, where they validate DNSSEC and nobody else is on the way to
        /// them: then what TLSA records say of partners' certificates counts (RFC 7673).
        Optional<String> dnssecResolver();

        /// Secret behind our dialback keys, the same for all edges; default: one is made and kept.
        Optional<String> dialbackSecret();

        /// How long a stanza waits for its partner before it is returned to its sender.
        @WithDefault("60s")
        Duration returnAfter();

        /// How long a ping behind stanzas may go unanswered.
        @WithDefault("10s")
        Duration barrierTimeout();

        /// How long a stream may take until it is authenticated.
        @WithDefault("60s")
        Duration establishmentTimeout();

        /// How long a peer may go on sending after our closing tag.
        @WithDefault("5s")
        Duration closingTimeout();

        /// Connections at a time, of everybody.
        @WithDefault("4096")
        int maxConnections();

        /// Connections at a time, of one IP address.
        @WithDefault("1000")
        int maxConnectionsPerAddress();

        /// Connections that one IP address may begin in a minute; 0 for any number.
        @WithDefault("3000")
        int maxAttemptsPerAddress();

        /// After so much silence a stream is closed whose partner has to send keep-alives (`enableKeepAlive`).
        @WithDefault("30m")
        Duration idleTimeout();

        /// Whether the platform's public certificate authorities are trusted, besides those of `PUT /authorities`.
        @WithDefault("true")
        boolean trustPublicAuthorities();

        /// Whether authorities are asked if they have revoked a partner's certificate: over HTTP, at the addresses that
        /// the certificate names (OCSP, lists).
        @WithDefault("false")
        boolean checkRevocation();

        /// The legacy gateway that this edge stands in front of; without a host there is none, and every stream ends
        /// here.
        Legacy legacyGateway();

        /// How often the folder of certificates is looked at for files that were changed by hand.
        @WithDefault("5s")
        Duration certificateScan();
    }

    interface Legacy {
        /// Name or address of the legacy gateway.
        Optional<String> host();

        /// The port on which it takes partners' streams.
        @WithDefault("5269")
        int port();

        /// How it is told where a connection comes from: none, v1 or v2.
        @WithDefault("none")
        ProxyProtocol proxyProtocol();

        /// Bytes that are read of a connection at most before its stream header is complete.
        @WithDefault("10000")
        int headerBytes();

        /// How long a connection may take to send its stream header.
        @WithDefault("30s")
        Duration headerTime();

        /// For how long nothing may have passed, either way, before a connection is cut.
        @WithDefault("50ms")
        Duration quiet();

        /// How long a partner's new stream waits for its spliced connections to end.
        @WithDefault("30s")
        Duration cutLimit();

        /// Connections that are passed through at a time.
        @WithDefault("1000")
        int maxConnections();

        /// The whole, checked.
        default Optional<LegacyGateway> gateway() {
            return host().map(host -> new LegacyGateway(
                    host, port(), proxyProtocol(), headerBytes(), headerTime(), quiet(), cutLimit(), maxConnections()));
        }
    }
}
