package org.rehome.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Parts of the supervisor")
class PartsTest {
    @Test
    @DisplayName("pauses double up to the longest, and start over after a time of health")
    void pauses() {
        Pace pace = Pace.STANDARD;
        Duration pause = Duration.ZERO;
        var seconds = new java.util.ArrayList<Long>();
        for (int death = 0; death < 7; death++) {
            pause = pace.nextPause(pause, Duration.ofSeconds(59));
            seconds.add(pause.toSeconds());
        }
        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(pace.nextPause(pause, Duration.ofSeconds(60))).hasSeconds(1);
    }

    @Test
    @DisplayName("secrets are made once, differ from folder to folder, and only their owner can read the file")
    void secrets(@TempDir Path one, @TempDir Path two) throws IOException {
        Secrets made = Secrets.in(one);
        assertThat(Base64.getDecoder().decode(made.get(Secrets.TSIG))).hasSize(32);
        assertThat(made.componentEnvironment())
                .containsOnlyKeys("REHOME_GATEWAY_SECRETS_LEGACY", "REHOME_GATEWAY_SECRETS_NEW");
        assertThat(Secrets.in(one).get(Secrets.DIALBACK)).isEqualTo(made.get(Secrets.DIALBACK));
        assertThat(Secrets.in(two).get(Secrets.DIALBACK)).isNotEqualTo(made.get(Secrets.DIALBACK));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one.resolve(Secrets.FILE))))
                .isEqualTo("rw-------");
        assertThat(made.toString()).doesNotContain(made.get(Secrets.DIALBACK));
    }

    @Test
    @DisplayName("secrets that an operator has added are kept and passed on, a name that cannot be is refused")
    void addedSecrets(@TempDir Path folder) throws IOException {
        Path file = folder.resolve(Secrets.FILE);
        Files.writeString(file, "component.hall=opensesame\n");
        assertThat(Secrets.in(folder).componentEnvironment())
                .containsEntry("REHOME_GATEWAY_SECRETS_HALL", "opensesame")
                .containsKey("REHOME_GATEWAY_SECRETS_LEGACY");
        assertThat(Secrets.in(folder).component("hall")).isEqualTo("opensesame");
        Files.writeString(file, "component.great-hall=opensesame\n");
        assertThatThrownBy(() -> Secrets.in(folder).componentEnvironment())
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("component.great-hall")
                .hasMessageNotContaining("opensesame");
    }

    @Test
    @DisplayName("a large log is put aside when its service starts, three old ones are kept")
    void rotation(@TempDir Path folder) throws IOException {
        var log = new LogFile(folder.resolve("gateway.log"));
        log.rotate();
        for (int start = 1; start <= 5; start++) {
            Files.writeString(log.path(), "start " + start + "\n" + "x".repeat(10 * 1024 * 1024));
            log.rotate();
            assertThat(log.path()).doesNotExist();
        }
        assertThat(folder.resolve("gateway.log.1")).content().startsWith("start 5");
        assertThat(folder.resolve("gateway.log.3")).content().startsWith("start 3");
        assertThat(folder.resolve("gateway.log.4")).doesNotExist();
        Files.writeString(log.path(), "small");
        log.rotate();
        assertThat(log.path()).hasContent("small");
    }

    @Test
    @DisplayName("the end of a log is found in any encoding")
    void tail(@TempDir Path folder) throws IOException {
        var log = new LogFile(folder.resolve("gateway.log"));
        Files.write(log.path(), "one\ntwo\nthree\n\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(log.tail(2)).containsExactly("three", "\u00e9");
        assertThat(new LogFile(folder.resolve("none.log")).tail(2))
                .singleElement()
                .asString()
                .contains("none.log");
    }

    @Test
    @DisplayName("the DNS port must be free for UDP too")
    void udpPort() throws IOException {
        // not one of those that outgoing connections get: TCP may have it too
        Port dns = Ports.choose(SuitePort.DNS, "127.0.0.1", new java.util.HashSet<>());
        try (var taken = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), dns.number()))) {
            assertThatThrownBy(() -> Ports.requireFree(List.of(dns)))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("UDP")
                    .hasMessageContaining("--dns-port");
            Ports.requireFree(List.of(SuitePort.KAFKA.at("127.0.0.1", taken.getLocalPort())));
        }
    }

    @Test
    @DisplayName("two parts cannot have the same port")
    void samePort() throws IOException {
        Port free = Ports.choose(SuitePort.EDGE, "127.0.0.1", new java.util.HashSet<>());
        Port same = SuitePort.S2S.at("127.0.0.1", free.number());
        assertThatThrownBy(() -> Ports.requireFree(List.of(free, same)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("two parts of the suite want it")
                .hasMessageContaining("--s2s-port");
    }

    @Test
    @DisplayName("free ports are all different")
    void freePorts() throws IOException {
        SuiteSettings free = SuiteSettings.of(Path.of("/x"), Path.of("/y")).withFreePorts();
        Map<SuitePort, Port> ports = Ports.resolve(free.ports(), "127.0.0.1");
        assertThat(ports.values().stream().map(Port::number).distinct()).hasSize(SuitePort.values().length);
        Ports.requireFree(ports.values());
    }

    @Test
    @DisplayName("the services get the agreed configuration, and no secret on the command line")
    void configuration(@TempDir Path data) throws IOException {
        Secrets secrets = Secrets.in(data);
        SuiteSettings settings = SuiteSettings.of(Path.of("/root"), data)
                .withResolver(new Resolver.OfTheSuite())
                .with(Services.EDGE_PROXY, "rehome.edge.public-host", "edge1.example.test");
        List<ServiceSpec> services =
                Services.of(settings, Ports.resolve(settings.ports(), settings.s2sHost()), data, secrets);
        ServiceSpec edge = services.getFirst();
        assertThat(edge.jar()).isEqualTo(Path.of("/root/edge-proxy/target/quarkus-app/quarkus-run.jar"));
        assertThat(edge.properties())
                .containsEntry("rehome.kafka.bootstrap-servers", "127.0.0.1:9092")
                .containsEntry("rehome.exit-with-parent", "true")
                .containsEntry("rehome.data", data.resolve("edge-proxy").toString())
                .containsEntry("quarkus.http.host", "127.0.0.1")
                .containsEntry("quarkus.http.port", "8081")
                .containsEntry("rehome.edge.s2s-port", "5269")
                .containsEntry("rehome.edge.resolver", "127.0.0.1:5300")
                .containsEntry("rehome.edge.public-host", "edge1.example.test");
        var leaked = new AtomicInteger();
        for (ServiceSpec service : services) {
            for (String secret : service.secrets().values()) {
                leaked.addAndGet(service.properties().containsValue(secret) ? 1 : 0);
            }
        }
        assertThat(leaked).hasValue(0);
        assertThat(services.getLast().secrets()).containsEntry("REHOME_DNS_TSIG_SECRET", secrets.get(Secrets.TSIG));
    }

    @Test
    @DisplayName("further edges and gateways have names, ids, folders and free ports of their own")
    void instances(@TempDir Path data) throws IOException {
        SuiteSettings settings = SuiteSettings.of(Path.of("/root"), data)
                .withInstances(2)
                .with(Services.GATEWAY, "rehome.gateway.hold-limit", "1m")
                .with("edge-proxy-2", "rehome.edge.public-host", "edge2.example.test");
        List<ServiceSpec> services =
                Services.of(settings, Ports.resolve(settings.ports(), settings.s2sHost()), data, Secrets.in(data));
        assertThat(services)
                .extracting(ServiceSpec::name)
                .containsExactly("edge-proxy", "edge-proxy-2", "gateway", "gateway-2", "user-directory", "dns-service");
        assertThat(services.get(1).properties())
                .containsEntry("rehome.edge.id", "edge-2")
                .containsEntry("rehome.data", data.resolve("edge-proxy-2").toString())
                .containsEntry("rehome.edge.public-host", "edge2.example.test");
        assertThat(services.get(3).properties())
                .containsEntry("rehome.gateway.id", "gateway-2")
                .containsEntry("rehome.gateway.hold-limit", "1m");
        assertThat(services.get(1).jar()).isEqualTo(services.getFirst().jar());
        List<Port> ports =
                services.stream().flatMap(service -> service.ports().stream()).toList();
        assertThat(ports.stream().map(Port::number)).doesNotHaveDuplicates();
    }
}
