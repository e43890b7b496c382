package org.rehome.lab.operator;

import java.net.URI;
import java.util.Map;

/// Where a running suite is, as an operator knows it.
///
/// @param s2sPort where its edge takes streams, on 127.0.0.1
/// @param dnsPort where its DNS server answers, on 127.0.0.1
/// @param componentSecrets by the names that links call them; `legacy` and `new` are needed
public record SuiteAddresses(
        URI directory, URI gateway, URI edge, URI dns, int s2sPort, int dnsPort, Map<String, String> componentSecrets) {
    public SuiteAddresses {
        componentSecrets = Map.copyOf(componentSecrets);
        for (String name : new String[] {"legacy", "new"}) {
            if (!componentSecrets.containsKey(name)) {
                throw new IllegalArgumentException("the suite has no component secret named " + name);
            }
        }
    }

    public String secret(String name) {
        return componentSecrets.getOrDefault(name, "");
    }
}
