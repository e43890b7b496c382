package org.rehome.broker;

import java.util.regex.Pattern;

/// An address at which clients reach the broker.
///
/// @param name what the broker calls it: letters, digits and `_`
/// @param bindHost the address to listen on
/// @param port the TCP port, 0 to take a free one
/// @param advertisedHost the name that clients are told to connect to; the port is the one bound
public record Listener(String name, String bindHost, int port, String advertisedHost) {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

    public Listener {
        if (!NAME.matcher(name).matches() || name.equals(ServerProperties.CONTROLLER)) {
            throw new IllegalArgumentException("not a listener name: " + name);
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (bindHost.isBlank() || advertisedHost.isBlank()) {
            throw new IllegalArgumentException("a listener needs a host to bind and one to advertise");
        }
    }
}
