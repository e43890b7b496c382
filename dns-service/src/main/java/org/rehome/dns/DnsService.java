package org.rehome.dns;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.dns.bus.Bus;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.InvalidRecords;
import org.rehome.dns.socket.AuthoritativeServer;
import org.rehome.dns.socket.Zones;
import org.rehome.dns.store.KeyFile;
import org.rehome.dns.store.Registry;
import org.rehome.dns.zone.NameServers;
import org.rehome.dns.zone.Primary;
import org.rehome.dns.zone.ServerAddress;
import org.rehome.dns.zone.TsigKey;
import org.rehome.dns.zone.Verification;

/// Puts the parts together at the start and ends them in order. What cannot be used (a folder, a port, a key) ends
/// the start with the reason and the key that sets it.
@Singleton
@Startup
public final class DnsService {
    private static final Logger LOG = Logger.getLogger(DnsService.class);

    private final Registry registry;
    private final Zones zones;
    private final @Nullable AuthoritativeServer embedded;
    private final Primary primary;
    private final Cutovers cutovers;
    private final Bus bus;
    private final DnsMetrics metrics;

    public DnsService(DnsConfig config, MeterRegistry meters) throws IOException {
        Path data = folder(config.data());
        this.metrics = new DnsMetrics(meters);
        this.registry = Registry.open(data.resolve("cutovers.journal"));
        metrics.watch(registry);
        TsigKey key = key(config.dns(), data);
        this.zones = Zones.open(data.resolve("zones"));
        this.embedded = config.dns().embedded().enabled()
                ? AuthoritativeServer.start(
                        config.dns().embedded().host(), config.dns().embedded().port(), zones, key, metrics)
                : null;
        this.primary = new Primary(server(config.dns()), key, config.dns().timeout());
        NameServers servers = new NameServers(
                primary,
                addresses("rehome.dns.nameservers", config.dns().nameservers()),
                addresses("rehome.dns.resolvers", config.dns().resolvers()));
        this.bus = new Bus(
                new KafkaSettings(config.kafka().bootstrapServers(), "dns-service"),
                registry,
                data.resolve("events.position"),
                DnsService::end);
        this.cutovers = new Cutovers(
                registry, primary, new Verification(servers, config.dns().timeout()), bus::federation);
        bus.start();
        LOG.infof("dns-service started peer=%s key=%s", primary.address(), key);
    }

    private static Path folder(Path data) throws IOException {
        try {
            return Files.createDirectories(data.toAbsolutePath());
        } catch (IOException e) {
            throw new IOException("rehome.data: the folder " + data + " cannot be used: " + e, e);
        }
    }

    private static TsigKey key(DnsConfig.Dns config, Path data) throws IOException {
        Optional<String> secret = config.tsig().secret();
        if (secret.isEmpty() && config.server().isPresent()) {
            throw new IllegalArgumentException("rehome.dns.tsig.secret is not set: the server "
                    + config.server().get() + " (rehome.dns.server) takes signed updates only");
        }
        String used = secret.isPresent() ? secret.get() : KeyFile.secret(data.resolve("tsig.secret"));
        try {
            return new TsigKey(
                    DnsName.parse(config.tsig().name()), config.tsig().algorithm(), used);
        } catch (InvalidRecords e) {
            throw new IllegalArgumentException("rehome.dns.tsig.name: " + e.reason(), e);
        }
    }

    private ServerAddress server(DnsConfig.Dns config) {
        if (config.server().isPresent()) {
            return address("rehome.dns.server", config.server().get());
        }
        if (embedded == null) {
            throw new IllegalArgumentException(
                    "rehome.dns.server is not set, and the embedded server is off: set rehome.dns.server to the primary,"
                            + " or rehome.dns.embedded.enabled=true");
        }
        return embedded.address();
    }

    private static List<ServerAddress> addresses(String key, Optional<List<String>> texts) {
        return texts.orElse(List.of()).stream().map(text -> address(key, text)).toList();
    }

    private static ServerAddress address(String key, String text) {
        try {
            return ServerAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private static void end(Exception why) {
        LOG.errorf(why, "dns-service cannot go on error=%s", why.getMessage());
        Quarkus.asyncExit(1);
    }

    public Registry registry() {
        return registry;
    }

    public Cutovers cutovers() {
        return cutovers;
    }

    /// The zones of the embedded server.
    public Zones zones() {
        return zones;
    }

    /// Where updates go.
    public ServerAddress primary() {
        return primary.address();
    }

    /// True when the embedded server listens, or is not wanted.
    public boolean listening() {
        return embedded == null || embedded.listening();
    }

    public boolean embedded() {
        return embedded != null;
    }

    public boolean caughtUp() {
        return bus.caughtUp();
    }

    /// Counts an order and hands its result on.
    public CutoverResult ordered(String order, CutoverResult result) {
        metrics.ordered(order, result);
        if (result instanceof CutoverResult.Compared(var _, var matrix)) {
            metrics.compared(matrix);
        }
        return result;
    }

    @PreDestroy
    void stop() throws IOException {
        bus.close();
        if (embedded != null) {
            embedded.close();
        }
        registry.close();
    }
}
