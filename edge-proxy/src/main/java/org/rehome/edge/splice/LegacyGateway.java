package org.rehome.edge.splice;

import java.time.Duration;

/// The legacy gateway that this edge stands in front of, and how it is spliced to.
///
/// @param host its name or address
/// @param proxyProtocol how it is told where a connection comes from
/// @param headerBytes that are read of a connection at most before it has said whom it is from
/// @param headerTime that it may take to say so
/// @param quiet for how long nothing may have passed either way before a connection is cut
/// @param cutLimit how long a partner's new stream waits for its spliced connections to end, and a new connection for
///     the end of its partner's switch
/// @param maxConnections that are spliced at a time
public record LegacyGateway(
        String host,
        int port,
        ProxyProtocol proxyProtocol,
        int headerBytes,
        Duration headerTime,
        Duration quiet,
        Duration cutLimit,
        int maxConnections) {
    /// The setting that each of them is, without its own name.
    public static final String SETTING = "rehome.edge.legacy-gateway.";

    private static final int LEAST_HEADER = 1_000;
    private static final int LARGEST_HEADER = 64 * 1024;
    private static final Duration SHORTEST_QUIET = Duration.ofMillis(10);

    public LegacyGateway {
        check(!host.isBlank(), "host", host, "it must be a name or an address");
        check(port > 0 && port < 65_536, "port", port, "it must be 1 to 65535");
        check(
                headerBytes >= LEAST_HEADER && headerBytes <= LARGEST_HEADER,
                "header-bytes",
                headerBytes,
                "it must be " + LEAST_HEADER + " to " + LARGEST_HEADER);
        check(headerTime.isPositive(), "header-time", headerTime, "it must be positive");
        check(
                quiet.compareTo(SHORTEST_QUIET) >= 0,
                "quiet",
                quiet,
                "it must be at least 10 ms, longer than acknowledgements take");
        check(cutLimit.isPositive(), "cut-limit", cutLimit, "it must be positive");
        check(maxConnections > 0, "max-connections", maxConnections, "it must be at least 1");
    }

    private static void check(boolean good, String setting, Object value, String rule) {
        if (!good) {
            throw new IllegalArgumentException(SETTING + setting + " is \"" + value + "\"; " + rule);
        }
    }
}
