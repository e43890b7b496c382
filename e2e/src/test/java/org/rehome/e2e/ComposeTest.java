package org.rehome.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rehome.e2e.rest.Rest;
import org.rehome.e2e.suite.LogsOfFailures;
import org.rehome.e2e.suite.Suite;

/// The compose file by itself.
@ExtendWith(LogsOfFailures.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeTest {
    private static final ExposedPort S2S = ExposedPort.tcp(5269);

    private Suite suite;

    @BeforeAll
    void start() {
        suite = Suite.start();
    }

    @AfterAll
    void remove() {
        suite.close();
    }

    @Test
    @Order(1)
    void everything_starts_healthy_at_the_first_attempt() {
        assertThat(suite.services())
                .extracting(Suite::serviceOf)
                .containsExactlyInAnyOrder("kafka", "bind", "edge-proxy", "gateway", "user-directory", "dns-service");
        assertThat(suite.services())
                .allSatisfy(each -> assertThat(each.getRestartCount()).isZero());
        for (Rest service : services()) {
            service.get("/q/health/ready").expect(200);
            service.get("/q/health/live").expect(200);
            assertThat(service.get("/q/openapi?format=json")
                            .expect(200)
                            .path("paths")
                            .size())
                    .isPositive();
        }
    }

    @Test
    @Order(2)
    void only_S2S_is_published_beyond_loopback() {
        List<String> open = new ArrayList<>();
        for (InspectContainerResponse container : suite.services()) {
            for (Map.Entry<ExposedPort, Ports.Binding[]> port :
                    container.getNetworkSettings().getPorts().getBindings().entrySet()) {
                for (Ports.Binding binding : port.getValue() == null ? new Ports.Binding[0] : port.getValue()) {
                    if (!"127.0.0.1".equals(binding.getHostIp())) {
                        open.add(Suite.serviceOf(container) + " " + port.getKey());
                    }
                }
            }
        }
        // By IPv4 and, where the engine has it, by IPv6.
        assertThat(open).isNotEmpty().containsOnly("edge-proxy " + S2S);
    }

    @Test
    @Order(3)
    void another_machine_reaches_S2S_but_no_REST() throws IOException {
        InetAddress outside = outsideAddress();
        try (var s2s = new Socket()) {
            InetSocketAddress address = new InetSocketAddress(
                    outside, suite.published("edge-proxy", S2S).getPort());
            assertThatCode(() -> s2s.connect(address, 5000)).doesNotThrowAnyException();
        }
        for (Rest service : services()) {
            try (var rest = new Socket()) {
                InetSocketAddress address =
                        new InetSocketAddress(outside, service.base().getPort());
                assertThatThrownBy(() -> rest.connect(address, 5000))
                        .as("%s", address)
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    @Order(4)
    void the_services_and_Kafka_do_not_run_as_root() {
        assertThat(suite.services())
                .filteredOn(each -> !Suite.serviceOf(each).equals("bind"))
                .hasSize(5)
                .allSatisfy(each -> assertThat(each.getConfig().getUser()).isEqualTo("rehome"));
    }

    @Test
    @Order(5)
    void what_was_set_is_there_again_after_down_and_up() {
        suite.directory()
                .put("/policies/global", "{\"enableFederationAccess\": true, \"enableXmppAccess\": true}")
                .ok();
        suite.gateway()
                .put("/partners/partner.test", "{\"partnerType\": \"Federated\"}")
                .ok();
        suite.edge().post("/certificates/example.test/development", "").ok();
        suite.dns()
                .put(
                        "/domains/example.test",
                        "{\"zone\": \"example.test\", \"edges\": [{\"host\": \"edge1.example.test\"}]}")
                .ok();

        suite.compose(Duration.ofMinutes(2), "down");
        suite.up();

        assertThat(suite.directory()
                        .get("/policies/global")
                        .ok()
                        .path("enableXmppAccess")
                        .asBoolean())
                .isTrue();
        assertThat(suite.gateway()
                        .get("/partners/partner.test")
                        .ok()
                        .path("partnerType")
                        .asText())
                .isEqualTo("Federated");
        assertThat(suite.edge().get("/certificates").ok().toString()).contains("example.test");
        assertThat(suite.dns().get("/domains/example.test").ok().path("zone").asText())
                .isEqualTo("example.test");
    }

    private List<Rest> services() {
        return List.of(suite.edge(), suite.gateway(), suite.directory(), suite.dns());
    }

    /// An address of this machine that is not loopback.
    private static InetAddress outsideAddress() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(ComposeTest::addresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("this machine has loopback alone, so nothing can be told"));
    }

    private static Stream<InetAddress> addresses(NetworkInterface each) {
        return each.inetAddresses();
    }
}
