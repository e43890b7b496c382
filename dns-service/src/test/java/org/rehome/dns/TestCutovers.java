package org.rehome.dns;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.Example;
import org.rehome.dns.cutover.FederationView;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.socket.TestServer;
import org.rehome.dns.store.Registry;
import org.rehome.dns.zone.NameServers;
import org.rehome.dns.zone.Primary;
import org.rehome.dns.zone.ServerAddress;
import org.rehome.dns.zone.TestProxy;
import org.rehome.dns.zone.TsigKey;
import org.rehome.dns.zone.Verification;

/// The service without REST and Kafka: a real server behind a proxy, and a real journal.
final class TestCutovers implements AutoCloseable {
    static final FederationView READY = new FederationView(
            true,
            Set.of(Domain.parse("partner1.test")),
            Set.of(new FederationView.Listener(DnsName.parse("edge1.example.test"), 5269, false)));
    private static final Duration LIMIT = Duration.ofMillis(1500);

    private final Path folder;
    private TestServer server;
    private final TestProxy proxy;
    private Registry registry;
    private Cutovers cutovers;
    private final List<ServerAddress> secondaries;
    private final List<ServerAddress> resolvers;
    FederationView federation = READY;
    TsigKey key = TestServer.KEY;

    TestCutovers(Path folder) throws IOException {
        this(folder, List.of(), List.of());
    }

    TestCutovers(Path folder, List<ServerAddress> secondaries, List<ServerAddress> resolvers) throws IOException {
        this.folder = folder;
        this.secondaries = secondaries;
        this.resolvers = resolvers;
        this.server = TestServer.start(folder.resolve("zones"));
        this.proxy = TestProxy.before(() -> server.address());
        this.registry = Registry.open(folder.resolve("cutovers.journal"));
        this.cutovers = build();
        registry.put(Example.desired("127.0.0.21"), version -> {});
    }

    Cutovers build() {
        Primary primary = new Primary(proxy.address(), key, LIMIT);
        // the proxy is for the orders: the columns are the servers themselves
        List<ServerAddress> columns = new java.util.ArrayList<>(List.of(server.address()));
        columns.addAll(secondaries);
        Primary direct = new Primary(server.address(), key, LIMIT);
        Verification verification = new Verification(new NameServers(direct, columns, resolvers), LIMIT);
        cutovers = new Cutovers(registry, primary, verification, () -> federation);
        return cutovers;
    }

    Cutovers orders() {
        return cutovers;
    }

    TestServer server() {
        return server;
    }

    TestProxy proxy() {
        return proxy;
    }

    Registry registry() {
        return registry;
    }

    /// The server, without the service.
    void stopServer() {
        server.close();
    }

    /// Everything ends and starts again on its files.
    void restart() throws IOException {
        registry.close();
        server.close();
        server = TestServer.open(folder.resolve("zones"));
        registry = Registry.open(folder.resolve("cutovers.journal"));
        build();
    }

    Cutover planned() throws IOException {
        return done(cutovers.plan(Example.DOMAIN, false));
    }

    Cutover applied() throws IOException {
        Cutover planned = planned();
        return done(cutovers.apply(planned, planned.plan().hash()));
    }

    static Cutover done(CutoverResult result) {
        if (result instanceof CutoverResult.Done(var cutover)) {
            return cutover;
        }
        throw new AssertionError("not done: " + result);
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        server.close();
        registry.close();
    }
}
