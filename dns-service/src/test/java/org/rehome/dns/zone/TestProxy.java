package org.rehome.dns.zone;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Stands between a client and a DNS server on TCP, and loses what it is told to lose.
public final class TestProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final Supplier<ServerAddress> server;
    private final AtomicInteger updates = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;
    private volatile int remaining;

    /// What happens to an UPDATE.
    public enum Fault {
        NONE,
        /// The server does it; its answer is lost and the connection closed.
        ANSWER_LOST,
        /// The server does it; no answer comes, the connection stays.
        ANSWER_HELD,
        /// The server never gets it; the connection closes.
        REQUEST_LOST
    }

    private TestProxy(ServerSocket listener, Supplier<ServerAddress> server) {
        this.listener = listener;
        this.server = server;
    }

    public static TestProxy before(Supplier<ServerAddress> server) throws IOException {
        TestProxy proxy = new TestProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", listener.getLocalPort());
    }

    /// The next updates meet the fault, then no more.
    public void fail(Fault next, int count) {
        remaining = count;
        fault = next;
    }

    /// How many updates came by.
    public int updates() {
        return updates.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // the end of the test
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                byte[] request = in.readNBytes(in.readUnsignedShort());
                Fault now = meets(request);
                if (now == Fault.REQUEST_LOST) {
                    return;
                }
                byte[] answer = Exchange.tcp(server.get(), request, java.time.Duration.ofSeconds(10));
                if (now == Fault.ANSWER_LOST) {
                    return;
                }
                if (now == Fault.NONE) {
                    out.writeShort(answer.length);
                    out.write(answer);
                }
            }
        } catch (IOException e) {
            // the client went away
        }
    }

    /// The opcode stands in the third byte (RFC 1035 §4.1.1).
    private synchronized Fault meets(byte[] request) {
        boolean update = ((request[2] >> 3) & 0xf) == 5;
        if (!update) {
            return Fault.NONE;
        }
        updates.incrementAndGet();
        if (fault == Fault.NONE || remaining == 0) {
            return Fault.NONE;
        }
        remaining--;
        return fault;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
