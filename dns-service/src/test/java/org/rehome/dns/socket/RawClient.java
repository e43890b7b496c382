package org.rehome.dns.socket;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import org.rehome.dns.zone.ServerAddress;

/// Sends bytes as they are.
final class RawClient {
    private static final int LIMIT = 5000;

    private RawClient() {}

    static byte[] udp(ServerAddress server, byte[] bytes) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(LIMIT / 5);
            socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(server.host(), server.port())));
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
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
