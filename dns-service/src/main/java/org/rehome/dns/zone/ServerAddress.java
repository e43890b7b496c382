package org.rehome.dns.zone;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// Where a server listens.
///
/// @param host a name or an address; a name is resolved anew for each exchange
public record ServerAddress(String host, int port) {
    public static final int DNS_PORT = 53;

    public ServerAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException("a server's host is empty");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not from 1 to 65535");
        }
    }

    /// `host`, `host:port` or `[v6 address]:port`; the port is 53 when none is given.
    ///
    /// @throws IllegalArgumentException when the text has another form
    public static ServerAddress parse(String text) {
        String trimmed = text.strip();
        int end = trimmed.startsWith("[") ? trimmed.indexOf(']') : -1;
        if (end > 0) {
            String rest = trimmed.substring(end + 1);
            return new ServerAddress(trimmed.substring(1, end), rest.isEmpty() ? DNS_PORT : port(text, rest));
        }
        int colon = trimmed.indexOf(':');
        if (colon < 0 || colon != trimmed.lastIndexOf(':')) {
            return new ServerAddress(trimmed, DNS_PORT);
        }
        return new ServerAddress(trimmed.substring(0, colon), port(text, trimmed.substring(colon)));
    }

    private static int port(String text, String colonAndPort) {
        try {
            if (colonAndPort.startsWith(":")) {
                return Integer.parseInt(colonAndPort.substring(1));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not host:port", e);
        }
        throw new IllegalArgumentException("\"" + text + "\" is not host:port");
    }

    InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
