package org.rehome.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;

/// The broker's listening sockets, bound before the broker is built.
///
/// So a port in use is a clear error before anything has started, and a free port that was chosen is held until the
/// broker takes it. A client that connects in between waits in the backlog.
final class Sockets implements ServerSocketFactory, AutoCloseable {
    private static final int BACKLOG = 50;

    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, ServerSocketChannel> waiting = new ConcurrentHashMap<>();

    private Sockets() {}

    static Sockets bind(Settings settings) throws IOException {
        var sockets = new Sockets();
        try {
            for (Listener listener : settings.listeners()) {
                sockets.bind(listener.name(), listener.bindHost(), listener.port());
            }
            sockets.bind(ServerProperties.CONTROLLER, "127.0.0.1", settings.controllerPort());
            return sockets;
        } catch (IOException e) {
            sockets.close();
            throw e;
        }
    }

    private void bind(String name, String host, int port) throws IOException {
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new BindException("kafka cannot listen on " + host + ": no such host");
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        waiting.put(name, channel);
        try {
            channel.bind(address, BACKLOG);
            channel.configureBlocking(false);
        } catch (SocketException e) {
            var clear = new BindException("kafka cannot listen on " + host + ":" + port + " (" + e.getMessage()
                    + "): free the port or choose another");
            clear.initCause(e);
            throw clear;
        }
        ports.put(name, channel.socket().getLocalPort());
    }

    /// The port bound for a listener.
    int port(String listener) {
        Integer port = ports.get(listener);
        if (port == null) {
            throw new IllegalArgumentException("no listener " + listener + " among " + ports.keySet());
        }
        return port;
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listenerName, InetSocketAddress address, int backlog, int receiveBuffer) throws IOException {
        ServerSocketChannel channel = waiting.remove(listenerName);
        if (channel == null) {
            // The broker opens a listener again only when it is reconfigured while running.
            return INSTANCE.openServerSocket(listenerName, address, backlog, receiveBuffer);
        }
        return channel;
    }

    /// Closes what the broker has not taken.
    @Override
    public void close() {
        for (ServerSocketChannel channel : waiting.values()) {
            try {
                channel.close();
            } catch (IOException e) {
                System.getLogger(Sockets.class.getName()).log(System.Logger.Level.DEBUG, "socket not closed", e);
            }
        }
        waiting.clear();
    }
}
