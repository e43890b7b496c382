package org.rehome.benchmark.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// A server that does nothing but listen.
final class TwoPorts {
    private TwoPorts() {}

    public static void main(String[] ports) throws IOException, InterruptedException {
        try (var one = new ServerSocket(Integer.parseInt(ports[0]), 10, InetAddress.getLoopbackAddress());
                var other = new ServerSocket(Integer.parseInt(ports[1]), 10, InetAddress.getLoopbackAddress())) {
            System.out.println("listening at " + one.getLocalPort() + " and " + other.getLocalPort());
            Thread.sleep(60_000);
        }
    }
}
