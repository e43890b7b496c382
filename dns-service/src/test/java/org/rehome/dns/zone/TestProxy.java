package org.rehome.dns.zone;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Stands between a client and a DNS server on UDP and TCP, and loses what it is told to lose of the updates.
public final class TestProxy implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_PACKET = 65_535;

    private final ServerSocket listener;
    private final DatagramSocket packets;
    private final Supplier<ServerAddress> server;
    private final List<Thread> threads = new ArrayList<>();
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

    private TestProxy(ServerSocket listener, DatagramSocket packets, Supplier<ServerAddress> server) {
        this.listener = listener;
        this.packets = packets;
        this.server = server;
    }

    public static TestProxy before(Supplier<ServerAddress> server) throws IOException {
        return at(0, server);
    }

    /// @param port of UDP and TCP; 0 takes a free one
    public static TestProxy at(int port, Supplier<ServerAddress> server) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ServerSocket listener = new ServerSocket(port, 50, loopback);
        DatagramSocket packets;
        try {
            packets = new DatagramSocket(listener.getLocalPort(), loopback);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        TestProxy proxy = new TestProxy(listener, packets, server);
        proxy.threads.add(Thread.ofVirtual().start(proxy::accept));
        proxy.threads.add(Thread.ofVirtual().start(proxy::receive));
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
                byte[] answer = Exchange.tcp(server.get(), request, LIMIT);
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

    private void receive() {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
        while (!packets.isClosed()) {
            try {
                packet.setLength(MAX_PACKET);
                packets.receive(packet);
                byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
                SocketAddress client = packet.getSocketAddress();
                Thread.ofVirtual().start(() -> answer(question, client));
            } catch (IOException e) {
                // an ICMP error of an earlier answer, or the end of the test
            }
        }
    }

    private void answer(byte[] question, SocketAddress client) {
        try {
            byte[] answer = Exchange.udp(server.get(), question, LIMIT);
            packets.send(new DatagramPacket(answer, answer.length, client));
        } catch (IOException e) {
            // the client asks again, or goes away
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

    /// Afterwards the port is free: a socket is closed when the last thread has left it.
    @Override
    public void close() throws IOException {
        packets.close();
        listener.close();
        try {
            for (Thread each : threads) {
                each.join(LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
