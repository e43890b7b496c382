package org.rehome.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rehome.gateway.client.ClientTls;

/// All settings of the gateway.
@ConfigMapping(prefix = "rehome")
public interface GatewayConfig {
    Kafka kafka();

    /// The folder of this service's files; `secrets.properties` in it holds component secrets.
    @WithDefault(".rehome/gateway")
    Path data();

    /// Ends the process when its standard input ends.
    @WithDefault("false")
    boolean exitWithParent();

    Instance gateway();

    interface Kafka {
        /// `host:port[,host:port…]` of the brokers.
        @WithDefault("localhost:9092")
        String bootstrapServers();
    }

    /// This instance.
    interface Instance {
        /// Unique among the gateways; the first label of its injection components' names.
        @WithDefault("gateway-1")
        String id();

        /// Component secrets by the names that links give; those that are not here come from
        /// `secrets.properties`.
        Map<String, String> secrets();

        /// Names of pools whose server gives a component's name to the newest connection (Prosody:
        /// `component_conflict_resolve = "kick_old"`). There the next gateway opens a capture stream before the
        /// one before it ends; elsewhere after.
        Optional<Set<String>> makeBeforeBreak();

        /// Whether account data of users who move between two pools with hooks is brought over by them. `false` where
        /// the directory's transfer hook does it.
        @WithDefault("true")
        boolean transfer();

        /// How long a stanza waits for a moving user, or for a pool that is away, from the moment that it
        /// was read; then it goes back to its sender.
        @WithDefault("10m")
        Duration holdLimit();

        /// How long the switch of a partner may wait for its gates; then it goes back.
        @WithDefault("30s")
        Duration switchLimit();

        /// How long a pair's stanzas may wait, read and not yet accepted, while its way is switched; then they go on
        /// as before.
        @WithDefault("2s")
        Duration switchHold();

        /// How often the ways to all enabled partners are probed; without it they are probed when somebody asks.
        Optional<Duration> probeEvery();

        /// Users of pools, by the pools' names, as whom probes log in and write to a contact at the partner
        /// (docs/probe.md).
        Map<String, TestUser> testUsers();

        /// The contacts at partners, one a partner, that probes write to when nobody names one.
        Optional<List<String>> testContacts();

        /// How many stanzas a second, on average, pools send while the presence of a partner's contacts is repaired.
        @WithDefault("100")
        int repairRate();

        /// How long a pool may take for a batch, and for the answer to its barrier; then the stream is
        /// closed.
        @WithDefault("10s")
        Duration barrierTimeout();

        /// For a link's connection and handshake.
        @WithDefault("5s")
        Duration connectTimeout();

        /// The first pause before a link connects again.
        @WithDefault("200ms")
        Duration reconnectMin();

        /// The longest pause before a link connects again.
        @WithDefault("5s")
        Duration reconnectMax();

        /// How long a pool may take to close its side of a stream that we have closed.
        @WithDefault("2s")
        Duration closeTimeout();
    }

    /// A user of a pool for tests alone.
    interface TestUser {
        /// The bare address.
        String jid();

        /// Where the pool takes clients, `host:port`.
        String server();

        /// The name of the password, which is looked up where component secrets are.
        String secret();

        /// How the connection is protected; anything but `verified` is for labs.
        @WithDefault("verified")
        ClientTls tls();

        /// PEM file of the authorities that may have issued the pool's certificate; without it the machine's
        /// count.
        Optional<Path> authorities();
    }
}
