package org.rehome.edge;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rehome.broker.EmbeddedKafka;
import org.rehome.broker.Settings;
import org.rehome.edge.zone.TestDns;

/// A real broker, a folder, and a DNS server that knows where the partners of the tests will listen.
public final class SuiteWorld implements QuarkusTestResourceLifecycleManager {
    static final int PARTNERS = 10;

    private @Nullable EmbeddedKafka kafka;
    private @Nullable TestDns dns;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("edge-proxy-test");
            EmbeddedKafka broker = EmbeddedKafka.start(Settings.in(folder.resolve("kafka")));
            kafka = broker;
            TestDns server = new TestDns();
            dns = server;
            Map<String, String> settings = new HashMap<>();
            for (int number = 1; number <= PARTNERS; number++) {
                int port = freePort();
                server.add("_xmpp-server._tcp.partner" + number + ".test. 60 IN SRV 10 0 " + port + " lab.test.");
                settings.put("test.partner" + number + ".port", Integer.toString(port));
            }
            server.add("lab.test. 60 IN A 127.0.0.1");
            settings.put("rehome.kafka.bootstrap-servers", broker.bootstrapServers());
            settings.put("rehome.data", folder.resolve("data").toString());
            settings.put("rehome.edge.s2s-host", "127.0.0.1");
            settings.put("rehome.edge.s2s-port", "0");
            settings.put("rehome.edge.public-host", "edge1.example.test");
            settings.put("rehome.edge.resolver", server.address());
            settings.put("rehome.edge.return-after", "4s");
            settings.put("rehome.edge.barrier-timeout", "2s");
            settings.put("rehome.edge.closing-timeout", "2s");
            settings.put("rehome.edge.certificate-scan", "500ms");
            settings.put("rehome.edge.trust-public-authorities", "false");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
        if (dns != null) {
            dns.close();
        }
    }
}
