package org.rehome.lab.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;

/// Accepts TCP connections on one address and hands each to a virtual thread of its own.
public final class Acceptor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Acceptor.class.getName());

    private static final Duration END_OF_ACCEPTING = Duration.ofSeconds(5);

    private final ServerSocket listening;
    private final Thread accepting;

    private Acceptor(ServerSocket listening, Thread accepting) {
        this.listening = listening;
        this.accepting = accepting;
    }

    /// Listens; port 0 takes a free one.
    ///
    /// @throws IOException with the address, if it is in use
    public static Acceptor open(InetSocketAddress address, String name, Consumer<Socket> handler) throws IOException {
        ServerSocket listening = new ServerSocket();
        try {
            listening.setReuseAddress(true);
            listening.bind(address, 200);
        } catch (IOException e) {
            listening.close();
            throw new IOException(name + " cannot listen on " + address + ": " + e.getMessage(), e);
        }
        Thread accepting = Thread.ofVirtual().name(name + " accept").start(() -> accept(listening, name, handler));
        return new Acceptor(listening, accepting);
    }

    private static void accept(ServerSocket listening, String name, Consumer<Socket> handler) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().name(name + " stream").start(() -> handler.accept(socket));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    LOG.log(System.Logger.Level.WARNING, "accepting a connection failed error={0}", e);
                }
            }
        }
    }

    /// The address it listens on, with its real port.
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    /// Stops listening; when it returns, the address is free.
    @Override
    public void close() throws IOException {
        listening.close();
        try {
            // The system keeps the port until the accepting thread has left the socket.
            accepting.join(END_OF_ACCEPTING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
