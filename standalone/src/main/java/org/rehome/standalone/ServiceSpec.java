package org.rehome.standalone;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A service to run as a child process.
///
/// @param name its name: of its log, its data folder, on the console
/// @param jar the runnable jar
/// @param ports what it listens on; the first is the one of its REST, where `/q/health/ready` answers
/// @param properties its configuration, passed as `-D` on the command line, so nothing secret
/// @param secrets environment variables; kept from logs and from [#toString]
/// @param jvmOptions for its JVM
public record ServiceSpec(
        String name,
        Path jar,
        List<Port> ports,
        Map<String, String> properties,
        Map<String, String> secrets,
        List<String> jvmOptions) {
    public ServiceSpec {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("not a service name: " + name);
        }
        ports = List.copyOf(ports);
        if (ports.isEmpty()) {
            throw new IllegalArgumentException(name + " needs a port for its REST");
        }
        properties = Map.copyOf(properties);
        secrets = Map.copyOf(secrets);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /// Where its REST is.
    URI rest() {
        return URI.create("http://127.0.0.1:" + ports.getFirst().number());
    }

    @Override
    public String toString() {
        return name + " " + jar + " " + ports;
    }
}
