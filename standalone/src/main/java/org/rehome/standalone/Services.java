package org.rehome.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The four services, in as many instances as there shall be, with the configuration that a suite on one
/// machine gives them.
public final class Services {
    public static final String EDGE_PROXY = "edge-proxy";
    public static final String GATEWAY = "gateway";
    public static final String USER_DIRECTORY = "user-directory";
    public static final String DNS_SERVICE = "dns-service";

    /// A small machine runs four of them beside Kafka: little memory, and one thread for the garbage. A
    /// service that has no memory left ends and is started again.
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xms32m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final List<String> BROKER_JVM_OPTIONS = List.of(
            "-Xms64m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final SuiteSettings settings;
    private final Map<SuitePort, Port> ports;
    private final Path data;
    private final Set<Integer> taken = new HashSet<>();

    private Services(SuiteSettings settings, Map<SuitePort, Port> ports, Path data) {
        this.settings = settings;
        this.ports = ports;
        this.data = data;
        ports.values().forEach(port -> taken.add(port.number()));
    }

    static List<ServiceSpec> of(SuiteSettings settings, Map<SuitePort, Port> ports, Path data, Secrets secrets)
            throws CannotStart {
        var services = new Services(settings, ports, data);
        var specs = new ArrayList<ServiceSpec>();
        for (int number = 1; number <= settings.instances(); number++) {
            specs.add(services.edgeProxy(secrets, number));
        }
        for (int number = 1; number <= settings.instances(); number++) {
            specs.add(services.gateway(secrets, number));
        }
        specs.add(services.userDirectory());
        specs.add(services.dnsService(secrets));
        return List.copyOf(specs);
    }

    /// The name of an instance's process: the first has the service's.
    static String instance(String service, int number) {
        return number == 1 ? service : service + "-" + number;
    }

    /// Kafka as a process of its own.
    static ServiceSpec broker(SuiteSettings settings, Port port, Path data) {
        Map<String, String> environment = Map.of(
                "KAFKA_DATA", data.resolve(Suite.KAFKA).toString(),
                "KAFKA_BIND_HOST", port.host(),
                "KAFKA_PORT", Integer.toString(port.number()),
                "KAFKA_EXIT_WITH_PARENT", "true");
        Path jar = settings.root().resolve("broker/target/rehome-broker.jar");
        return new ServiceSpec(Suite.KAFKA, jar, List.of(port), Map.of(), environment, BROKER_JVM_OPTIONS);
    }

    private ServiceSpec edgeProxy(Secrets secrets, int number) throws CannotStart {
        String name = instance(EDGE_PROXY, number);
        Port rest = port(SuitePort.EDGE, name);
        Port s2s = port(SuitePort.S2S, name);
        var properties = new TreeMap<String, String>();
        properties.put("rehome.edge.id", "edge-" + number);
        properties.put("rehome.edge.s2s-host", settings.s2sHost());
        properties.put("rehome.edge.s2s-port", Integer.toString(s2s.number()));
        resolver().ifPresent(address -> properties.put("rehome.edge.resolver", address));
        return spec(
                EDGE_PROXY,
                name,
                List.of(rest, s2s),
                properties,
                Map.of("REHOME_EDGE_DIALBACK_SECRET", secrets.get(Secrets.DIALBACK)));
    }

    private ServiceSpec gateway(Secrets secrets, int number) throws CannotStart {
        String name = instance(GATEWAY, number);
        return spec(
                GATEWAY,
                name,
                List.of(port(SuitePort.GATEWAY, name)),
                Map.of("rehome.gateway.id", "gateway-" + number),
                secrets.componentEnvironment());
    }

    private ServiceSpec userDirectory() {
        return spec(USER_DIRECTORY, USER_DIRECTORY, List.of(port(SuitePort.DIRECTORY)), Map.of(), Map.of());
    }

    private ServiceSpec dnsService(Secrets secrets) {
        var properties = new TreeMap<String, String>();
        properties.put("rehome.dns.embedded.host", "127.0.0.1");
        properties.put("rehome.dns.embedded.port", number(SuitePort.DNS));
        properties.put("rehome.dns.tsig.name", "rehome");
        resolver().ifPresent(address -> properties.put("rehome.dns.resolvers", address));
        return spec(
                DNS_SERVICE,
                DNS_SERVICE,
                List.of(port(SuitePort.DNS_REST), port(SuitePort.DNS)),
                properties,
                Map.of("REHOME_DNS_TSIG_SECRET", secrets.get(Secrets.TSIG)));
    }

    private ServiceSpec spec(
            String service, String name, List<Port> listens, Map<String, String> own, Map<String, String> secrets) {
        var properties = new TreeMap<String, String>();
        properties.put("rehome.kafka.bootstrap-servers", "127.0.0.1:" + number(SuitePort.KAFKA));
        properties.put("rehome.data", data.resolve(name).toString());
        properties.put("rehome.exit-with-parent", "true");
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.http.port", Integer.toString(listens.getFirst().number()));
        properties.putAll(own);
        properties.putAll(settings.extra().getOrDefault(service, Map.of()));
        properties.putAll(settings.extra().getOrDefault(name, Map.of()));
        Path jar = settings.root().resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
        return new ServiceSpec(name, jar, listens, properties, secrets, JVM_OPTIONS);
    }

    private Port port(SuitePort which) {
        Port port = ports.get(which);
        if (port == null) {
            throw new IllegalStateException("no port resolved for --" + which.option());
        }
        return port;
    }

    /// A service's port on one of its instances.
    private Port port(SuitePort which, String instance) throws CannotStart {
        Port first = port(which);
        if (first.owner().equals(instance)) {
            return first;
        }
        Port free = Ports.choose(which, first.host(), taken);
        return new Port(instance, free.purpose(), free.option(), free.host(), free.number(), free.transport());
    }

    private String number(SuitePort which) {
        return Integer.toString(port(which).number());
    }

    private Optional<String> resolver() {
        return settings.resolver().address(port(SuitePort.DNS).number());
    }
}
