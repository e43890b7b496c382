package org.rehome.standalone;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What a suite is started with.
///
/// @param root the checkout that was built: the services' jars are under it
/// @param data the folder in which the suite keeps everything
/// @param ports every port; 0 chooses a free one
/// @param s2sHost the address that the edge listens on for other servers
/// @param resolver whom the edge asks for partners
/// @param instances how many edges and how many gateways
/// @param kafkaApart whether Kafka runs in a process of its own, which can be killed
/// @param extra further properties by process, stronger than the suite's own; those of a service count for all of its
///     instances
public record SuiteSettings(
        Path root,
        Path data,
        Map<SuitePort, Integer> ports,
        String s2sHost,
        Resolver resolver,
        int instances,
        boolean kafkaApart,
        Map<String, Map<String, String>> extra) {
    public SuiteSettings {
        ports = Map.copyOf(ports);
        for (SuitePort port : SuitePort.values()) {
            Integer number = ports.get(port);
            if (number == null || number < 0 || number > 65535) {
                throw new IllegalArgumentException("--" + port.option() + " is not a port: " + number);
            }
        }
        extra = Map.copyOf(extra);
    }

    /// At the standard ports, on loopback.
    public static SuiteSettings of(Path root, Path data) {
        return new SuiteSettings(
                root, data, standardPorts(0), "127.0.0.1", new Resolver.OfTheSystem(), 1, false, Map.of());
    }

    private static Map<SuitePort, Integer> standardPorts(int offset) {
        var ports = new EnumMap<SuitePort, Integer>(SuitePort.class);
        for (SuitePort port : SuitePort.values()) {
            ports.put(port, port.standard() + offset);
        }
        return ports;
    }

    /// Every port is chosen among the free ones.
    public SuiteSettings withFreePorts() {
        var free = new EnumMap<SuitePort, Integer>(SuitePort.class);
        for (SuitePort port : SuitePort.values()) {
            free.put(port, 0);
        }
        return withPorts(free);
    }

    /// Every port is the standard one plus `offset`.
    public SuiteSettings withPortOffset(int offset) {
        return withPorts(standardPorts(offset));
    }

    public SuiteSettings withPort(SuitePort port, int number) {
        var changed = new EnumMap<>(ports);
        changed.put(port, number);
        return withPorts(changed);
    }

    private SuiteSettings withPorts(Map<SuitePort, Integer> changed) {
        return new SuiteSettings(root, data, changed, s2sHost, resolver, instances, kafkaApart, extra);
    }

    public SuiteSettings withData(Path folder) {
        return new SuiteSettings(root, folder, ports, s2sHost, resolver, instances, kafkaApart, extra);
    }

    public SuiteSettings withS2sHost(String host) {
        return new SuiteSettings(root, data, ports, host, resolver, instances, kafkaApart, extra);
    }

    public SuiteSettings withResolver(Resolver other) {
        return new SuiteSettings(root, data, ports, s2sHost, other, instances, kafkaApart, extra);
    }

    /// So many edges and gateways; those after the first get free ports.
    public SuiteSettings withInstances(int number) {
        return new SuiteSettings(root, data, ports, s2sHost, resolver, number, kafkaApart, extra);
    }

    /// Kafka runs in a process of its own.
    public SuiteSettings withKafkaApart() {
        return new SuiteSettings(root, data, ports, s2sHost, resolver, instances, true, extra);
    }

    /// Sets a property of one process. Not for secrets: it becomes part of a command line.
    public SuiteSettings with(String process, String key, String value) {
        var changed = new HashMap<>(extra);
        var properties = new TreeMap<>(changed.getOrDefault(process, Map.of()));
        properties.put(key, value);
        changed.put(process, Map.copyOf(properties));
        return new SuiteSettings(root, data, ports, s2sHost, resolver, instances, kafkaApart, changed);
    }
}
