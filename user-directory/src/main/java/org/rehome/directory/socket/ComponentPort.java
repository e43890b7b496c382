package org.rehome.directory.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/// A pool's component port (XEP-0114), seen from here.
public final class ComponentPort {

    private ComponentPort() {}

    /// Connects and hangs up.
    ///
    /// @return why it does not answer; empty when it does
    public static Optional<String> probe(String host, int port, Duration limit) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return Optional.of("host " + host + " has no address");
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, Math.toIntExact(limit.toMillis()));
            return Optional.empty();
        } catch (SocketTimeoutException e) {
            return Optional.of("nothing answers on " + host + ":" + port + " within " + limit.toMillis() + " ms");
        } catch (IOException e) {
            return Optional.of(host + ":" + port + ": " + e.getMessage());
        }
    }
}
