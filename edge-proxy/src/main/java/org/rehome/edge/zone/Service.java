package org.rehome.edge.zone;

/// How a server is spoken to, which is what the name of its SRV record says (RFC 6120 §3.2.1, XEP-0368 §3).
public enum Service {
    /// In plain text at first, with STARTTLS.
    XMPP("_xmpp-server._tcp."),
    /// In TLS from the first byte on.
    XMPPS("_xmpps-server._tcp.");

    private final String prefix;

    Service(String prefix) {
        this.prefix = prefix;
    }

    /// The name of a domain's SRV records.
    String name(String domain) {
        return prefix + domain;
    }
}
