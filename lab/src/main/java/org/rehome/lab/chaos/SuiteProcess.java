package org.rehome.lab.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The processes of a suite that may be killed or frozen. Its DNS server is not among them: without it partners find
/// nobody, as everywhere, and nothing can be said of messages.
public enum SuiteProcess {
    EDGE,
    GATEWAY,
    DIRECTORY,
    BROKER,
    EDGE_2,
    GATEWAY_2;

    /// Those of a suite with so many edges and gateways, one or two of each.
    static List<SuiteProcess> of(int instances) {
        return Arrays.stream(values())
                .filter(process -> instances > 1 || (process != EDGE_2 && process != GATEWAY_2))
                .toList();
    }

    /// As reports call it.
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
