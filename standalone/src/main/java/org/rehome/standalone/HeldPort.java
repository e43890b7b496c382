package org.rehome.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;

/// A free port of 127.0.0.1 that nobody else gets until it is released.
final class HeldPort {
    private final ServerSocket socket;

    private HeldPort(ServerSocket socket) {
        this.socket = socket;
    }

    static HeldPort choose() {
        try {
            int number =
                    Ports.choose(SuitePort.S2S, "127.0.0.1", new HashSet<>()).number();
            return new HeldPort(new ServerSocket(number, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException("no port can be had on 127.0.0.1", e);
        }
    }

    int number() {
        return socket.getLocalPort();
    }

    int release() throws IOException {
        int number = number();
        socket.close();
        return number;
    }
}
