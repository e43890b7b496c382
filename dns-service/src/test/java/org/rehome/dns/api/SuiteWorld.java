package org.rehome.dns.api;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.rehome.broker.EmbeddedKafka;
import org.rehome.broker.Settings;

/// A real broker, a folder, and a service that reaches its own DNS server through the tests' proxy.
public final class SuiteWorld implements QuarkusTestResourceLifecycleManager {
    static final String PROXY_PORT = "test.proxy.port";
    static final String EMBEDDED_PORT = "rehome.dns.embedded.port";
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 10_000;

    private @Nullable EmbeddedKafka kafka;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("dns-service-test");
            EmbeddedKafka started = EmbeddedKafka.start(Settings.in(folder.resolve("kafka")));
            kafka = started;
            int proxy = freePort(0);
            return Map.of(
                    "rehome.kafka.bootstrap-servers",
                    started.bootstrapServers(),
                    "rehome.data",
                    folder.resolve("data").toString(),
                    EMBEDDED_PORT,
                    Integer.toString(freePort(proxy)),
                    PROXY_PORT,
                    Integer.toString(proxy),
                    "rehome.dns.server",
                    "127.0.0.1:" + proxy,
                    "rehome.dns.tsig.secret",
                    "dGhlIHNlY3JldCBvZiB0aGUgdGVzdHM=",
                    "rehome.dns.timeout",
                    "1500ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Below the ports that systems give to clients, so that nobody takes it while it is not used.
    private static int freePort(int other) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
                    DatagramSocket udp = new DatagramSocket(port, loopback)) {
                if (tcp.isBound() && udp.isBound() && port != other) {
                    return port;
                }
            } catch (IOException e) {
                // somebody has it
            }
        }
        throw new IOException("no free port");
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }
}
