package org.rehome.edge.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// An address that swallows attempts to connect: a listener whose queue is full, so that the system answers
/// nobody.
final class BlackHole implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 200;
    private static final int MANY = 64;

    private final ServerSocket listener = new ServerSocket();
    private final List<Socket> queued = new ArrayList<>();

    BlackHole(InetAddress address, int port) throws IOException {
        listener.bind(new InetSocketAddress(address, port), 1);
        while (!swallows()) {
            if (queued.size() > MANY) {
                throw new IOException("the queue of a listener does not become full here");
            }
        }
    }

    /// Whether an attempt to connect gets no answer; one that gets an answer stays in the queue.
    boolean swallows() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(listener.getLocalSocketAddress(), PATIENCE_MILLIS);
            queued.add(socket);
            return false;
        } catch (SocketTimeoutException e) {
            socket.close();
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket each : queued) {
            each.close();
        }
        listener.close();
    }
}
