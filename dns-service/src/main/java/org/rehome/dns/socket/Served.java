package org.rehome.dns.socket;

/// Told of each answer of the embedded server, for the metrics.
@FunctionalInterface
public interface Served {
    /// @param transport `UDP` or `TCP`
    /// @param opcode such as `QUERY`
    /// @param rcode such as `NXDOMAIN`
    void answered(String transport, String opcode, String rcode);
}
