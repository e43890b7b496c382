package org.rehome.dns.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.rehome.dns.socket.Responder.Transport;
import org.rehome.dns.zone.ServerAddress;
import org.rehome.dns.zone.TsigKey;

/// The embedded authoritative server: one port, UDP and TCP, a virtual thread for each request. What comes faster
/// than it can be answered is dropped (UDP) or not accepted (TCP).
public final class AuthoritativeServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AuthoritativeServer.class);
    private static final int MAX_PACKET = 65_535;
    private static final int MAX_PACKETS_AT_ONCE = 256;
    private static final int FREE_PORT_TRIES = 20;

    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final Responder responder;
    private final Semaphore packets = new Semaphore(MAX_PACKETS_AT_ONCE);
    private final Connections connections;

    private AuthoritativeServer(ServerSocket tcp, DatagramSocket udp, Responder responder) {
        this.tcp = tcp;
        this.udp = udp;
        this.responder = responder;
        this.connections = new Connections(tcp, responder);
    }

    /// @param port 0 to take a free one
    /// @param key that signs updates and zone transfers
    /// @throws BindException when the port is in use; the message says which and what to set
    public static AuthoritativeServer start(String host, int port, Zones zones, TsigKey key, Served served)
            throws IOException {
        InetAddress address = InetAddress.getByName(host);
        for (int i = 1; ; i++) {
            ServerSocket tcp = new ServerSocket();
            try {
                tcp.bind(new InetSocketAddress(address, port));
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(address, tcp.getLocalPort()));
                AuthoritativeServer server = new AuthoritativeServer(tcp, udp, new Responder(zones, key, served));
                server.listen();
                return server;
            } catch (BindException e) {
                tcp.close();
                // a free port of TCP may be in use for UDP
                if (port != 0 || i == FREE_PORT_TRIES) {
                    throw inUse(host, port, e);
                }
            }
        }
    }

    private static BindException inUse(String host, int port, BindException cause) {
        BindException inUse = new BindException("the DNS port " + host + ":" + port + " cannot be used ("
                + cause.getMessage() + "): end the program that has it, or set rehome.dns.embedded.port"
                + " (rehome.dns.embedded.host) to another");
        inUse.initCause(cause);
        return inUse;
    }

    private void listen() {
        Thread.ofVirtual().name("dns-udp").start(this::receive);
        Thread.ofVirtual().name("dns-tcp").start(connections::accept);
        LOG.infof("embedded DNS server listens local=%s", address());
    }

    /// Where it listens, with the port that it has.
    public ServerAddress address() {
        InetAddress bound = tcp.getInetAddress();
        return new ServerAddress(bound.isAnyLocalAddress() ? "127.0.0.1" : bound.getHostAddress(), tcp.getLocalPort());
    }

    public boolean listening() {
        return !tcp.isClosed() && !udp.isClosed();
    }

    private void receive() {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
        while (!udp.isClosed()) {
            try {
                packet.setLength(MAX_PACKET);
                udp.receive(packet);
                if (packets.tryAcquire()) {
                    byte[] request = Arrays.copyOf(packet.getData(), packet.getLength());
                    SocketAddress peer = packet.getSocketAddress();
                    Thread.ofVirtual().name("dns-packet").start(() -> answer(request, peer));
                }
            } catch (IOException e) {
                // an ICMP error of an earlier answer, or the end
                LOG.debugf("no packet received error=%s", e.getMessage());
            }
        }
    }

    private void answer(byte[] request, SocketAddress peer) {
        try {
            for (byte[] answer : responder.answer(request, Transport.UDP)) {
                udp.send(new DatagramPacket(answer, answer.length, peer));
            }
        } catch (IOException e) {
            LOG.debugf("packet not answered peer=%s error=%s", peer, e.getMessage());
        } finally {
            packets.release();
        }
    }

    @Override
    public void close() {
        try {
            tcp.close();
        } catch (IOException e) {
            LOG.debugf("port not closed in order error=%s", e.getMessage());
        }
        udp.close();
        connections.close();
    }
}
