package org.rehome.dns.socket;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.rehome.dns.zone.ServerAddress;

/// Sends bytes as they are.
final class RawClient {
    private static final int LIMIT = 5000;
    private static final int ATTEMPTS = 5;

    private RawClient() {}

    /// What is sent by UDP may be lost, behind a flood of others above all; so it is sent again (RFC 1035 §4.2.1).
    static byte[] udp(ServerAddress server, byte[] bytes) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(LIMIT / ATTEMPTS);
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            for (int attempt = 1; ; attempt++) {
                socket.send(
                        new DatagramPacket(bytes, bytes.length, new InetSocketAddress(server.host(), server.port())));
                try {
                    socket.receive(packet);
                    return Arrays.copyOf(packet.getData(), packet.getLength());
                } catch (SocketTimeoutException e) {
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        }
    }

    static Socket connect(ServerAddress server) throws IOException {
        Socket socket = new Socket(server.host(), server.port());
        socket.setSoTimeout(LIMIT);
        return socket;
    }

    static byte[] exchange(Socket socket, byte[] bytes) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeShort(bytes.length);
        out.write(bytes);
        out.flush();
        return read(socket);
    }

    static byte[] read(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return in.readNBytes(in.readUnsignedShort());
    }
}
