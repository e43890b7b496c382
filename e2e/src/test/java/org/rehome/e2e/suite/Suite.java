package org.rehome.e2e.suite;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.rehome.e2e.rest.Rest;
import org.testcontainers.DockerClientFactory;

/// A suite in containers, started from the project's compose file on free ports, with nothing in it.
/// Scenarios put peers on its network. Closing it removes all of it, the peers and the volumes too; so does
/// the end of the JVM.
public final class Suite implements AutoCloseable {
    /// Base64; guards nothing but the zones of one scenario, which ends with it.
    public static final String LAB_KEY_SECRET = "bGFiIGtleSBvZiB0aGUgc2NlbmFyaW9z";

    private static final System.Logger LOG = System.getLogger(Suite.class.getName());
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Set<Suite> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Suite::remove), "remove-suites"));
    }

    private final DockerClient docker;
    private final ComposeFile file;

    private Suite(DockerClient docker, ComposeFile file) {
        this.docker = docker;
        this.file = file;
    }

    /// Starts the services named and what they need, all when none is named, and waits until every one is
    /// healthy.
    ///
    /// @throws IllegalStateException when one does not become healthy; its log is in `target/e2e-logs` then
    public static Suite start(String... services) {
        return start(settings(), services);
    }

    /// The same with an edge that stands in front of a legacy gateway.
    ///
    /// @param legacyGateway its name on the network, where it may come later
    public static Suite startInFrontOf(String legacyGateway, String... services) {
        return startWith(Map.of("REHOME_EDGE_LEGACY_GATEWAY_HOST", legacyGateway), services);
    }

    /// The same with more settings of the compose file.
    public static Suite startWith(Map<String, String> more, String... services) {
        Map<String, String> settings = new HashMap<>(settings());
        settings.putAll(more);
        return start(settings, services);
    }

    /// BIND alone, with signed zones; the edge will ask a resolver that has to be there before `up`.
    ///
    /// @param resolver of the edge, `host:port`; it validates DNSSEC
    /// @param zones that BIND signs
    public static Suite startSigned(String resolver, String... zones) {
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("REHOME_EDGE_DNSSEC_RESOLVER", resolver);
        settings.put("REHOME_SIGNED_ZONES", String.join(" ", zones));
        Ground.build(Project.COMPOSED);
        return start(settings, "bind");
    }

    private static Suite start(Map<String, String> settings, String... services) {
        Ground ground = Ground.get();
        Ground.build(services.length == 0 ? Project.COMPOSED : neededBy(services));
        String name = Leftovers.newProject(NUMBERS.incrementAndGet());
        var suite = new Suite(DockerClientFactory.instance().client(), new ComposeFile(ground, name, settings));
        RUNNING.add(suite);
        try {
            suite.up(services);
            return suite;
        } catch (RuntimeException e) {
            suite.dumpLogs("start-of-" + name);
            suite.close();
            throw e;
        }
    }

    /// BIND needs nothing of ours; every service needs Kafka.
    private static List<String> neededBy(String... services) {
        List<String> ours =
                Stream.of(services).filter(each -> !each.equals("bind")).toList();
        return ours.isEmpty()
                ? List.of()
                : Stream.concat(Stream.of("kafka"), ours.stream()).toList();
    }

    /// Free ports instead of the usual ones, zones of our own to spare, and a key with which the scenario
    /// writes those of partners. Accounts are made on every pool.
    private static Map<String, String> settings() {
        return Map.of(
                "REHOME_TRANSFER", "shared",
                "REHOME_S2S_PORT", "0",
                "REHOME_EDGE_PORT", "0",
                "REHOME_GATEWAY_PORT", "0",
                "REHOME_DIRECTORY_PORT", "0",
                "REHOME_DNS_REST_PORT", "0",
                "REHOME_BIND_PORT", "0",
                "REHOME_ZONES", "example.test drift.test undo.test",
                "REHOME_PARTNER_ZONES", "partner.test partner2.test",
                "REHOME_LAB_KEY_SECRET", LAB_KEY_SECRET);
    }

    /// The suites that run in this JVM.
    static Set<Suite> running() {
        return Set.copyOf(RUNNING);
    }

    /// Starts what is not running, as an operator does, and waits until all is healthy.
    public void up(String... services) {
        long start = System.nanoTime();
        var arguments = new ArrayList<>(List.of("up", "-d"));
        arguments.addAll(List.of(services));
        compose(Duration.ofMinutes(4), arguments.toArray(String[]::new));
        awaitHealthy();
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        LOG.log(System.Logger.Level.INFO, "suite {0} is healthy after {1} ms", name(), millis);
    }

    /// Runs a compose command on this project.
    public String compose(Duration limit, String... arguments) {
        return file.run(limit, arguments);
    }

    private void awaitHealthy() {
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() ->
                            services().stream().allMatch(each -> health(each).equals("healthy")));
        } catch (ConditionTimeoutException e) {
            String states = String.join(
                    ", ",
                    services().stream()
                            .map(each -> each.getName() + " " + health(each))
                            .toList());
            throw new IllegalStateException("the suite does not become healthy: " + states, e);
        }
    }

    private static String health(InspectContainerResponse container) {
        var health = container.getState().getHealth();
        return health == null ? "without health check" : String.valueOf(health.getStatus());
    }

    /// The containers of the compose file, as the engine sees them now.
    public List<InspectContainerResponse> services() {
        return containers().stream()
                .filter(each -> each.getLabels().containsKey("com.docker.compose.service"))
                .map(each -> docker.inspectContainerCmd(each.getId()).exec())
                .toList();
    }

    private List<Container> containers() {
        return Leftovers.of(name()).containers();
    }

    private InspectContainerResponse service(String service) {
        return services().stream()
                .filter(each -> service.equals(serviceOf(each)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no container of " + service + " in " + name()));
    }

    /// The name of the container's service in the compose file.
    public static String serviceOf(InspectContainerResponse container) {
        Map<String, String> labels =
                Objects.requireNonNull(container.getConfig().getLabels());
        return Objects.requireNonNull(labels.get("com.docker.compose.service"));
    }

    /// The compose project.
    public String name() {
        return file.name();
    }

    /// The network of the compose file, the same for the peers.
    public String network() {
        return name() + "_default";
    }

    /// The address of a service on that network.
    public String address(String service) {
        return address(service(service));
    }

    /// The address of a container on that network.
    public String address(InspectContainerResponse container) {
        ContainerNetwork network = container.getNetworkSettings().getNetworks().get(network());
        String address = network == null ? null : network.getIpAddress();
        if (address == null) {
            throw new IllegalStateException(container.getName() + " is not on " + network());
        }
        return address;
    }

    /// Where a port of a service is published on this machine.
    public InetSocketAddress published(String service, ExposedPort port) {
        Ports.Binding[] bindings =
                service(service).getNetworkSettings().getPorts().getBindings().get(port);
        if (bindings == null || bindings.length == 0) {
            throw new IllegalStateException(service + " does not publish " + port);
        }
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(bindings[0].getHostPortSpec()));
    }

    public Rest edge() {
        return rest("edge-proxy", 8081);
    }

    public Rest gateway() {
        return rest("gateway", 8082);
    }

    public Rest directory() {
        return rest("user-directory", 8083);
    }

    public Rest dns() {
        return rest("dns-service", 8084);
    }

    private Rest rest(String service, int port) {
        int published = published(service, ExposedPort.tcp(port)).getPort();
        return new Rest(URI.create("http://127.0.0.1:" + published));
    }

    /// A setting of the environment file, a secret for a peer.
    public String setting(String name) {
        var settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file.ground().environmentFile())) {
            settings.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Objects.requireNonNull(settings.getProperty(name), name);
    }

    /// Writes the log of every container to `target/e2e-logs/<folder>`.
    void dumpLogs(String folder) {
        ContainerLogs.dump(docker, containers(), folder);
    }

    @Override
    public void close() {
        if (RUNNING.remove(this)) {
            remove();
        }
    }

    private void remove() {
        Leftovers.of(name()).remove();
    }
}
