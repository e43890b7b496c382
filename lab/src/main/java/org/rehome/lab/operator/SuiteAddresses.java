package org.rehome.lab.operator;

import java.net.URI;
import java.util.List;
import java.util.Map;

/// Where a running suite is, as an operator knows it.
///
/// @param edges at least one
/// @param dnsPort where its DNS server answers, on 127.0.0.1
/// @param componentSecrets by the names that links call them; `legacy` and `new` are needed
public record SuiteAddresses(
        URI directory, URI gateway, List<Edge> edges, URI dns, int dnsPort, Map<String, String> componentSecrets) {
    /// One edge.
    ///
    /// @param s2sPort where it takes streams, on 127.0.0.1
    public record Edge(URI rest, int s2sPort) {}

    public SuiteAddresses {
        edges = List.copyOf(edges);
        if (edges.isEmpty()) {
            throw new IllegalArgumentException("the suite has no edge");
        }
        componentSecrets = Map.copyOf(componentSecrets);
        for (String name : new String[] {"legacy", "new"}) {
            if (!componentSecrets.containsKey(name)) {
                throw new IllegalArgumentException("the suite has no component secret named " + name);
            }
        }
    }

    /// The first edge.
    public Edge edge() {
        return edges.getFirst();
    }

    public String secret(String name) {
        return componentSecrets.getOrDefault(name, "");
    }
}
