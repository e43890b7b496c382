package org.rehome.dns.zone;

import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/// One question and its answer, as bytes. Each exchange has a socket, and so a source port, of its own.
final class Exchange {
    private static final int MAX_UDP_BYTES = 4096;
    private static final int UDP_TRIES = 2;

    private Exchange() {}

    /// The question certainly did not reach the server. Every other failure leaves that open.
    static final class NotSent extends IOException {
        private static final long serialVersionUID = 1L;

        NotSent(String message, IOException cause) {
            super(message, cause);
        }
    }

    /// Over TCP (RFC 1035 §4.2.2), within a time limit for the whole exchange.
    ///
    /// @throws NotSent when there is no connection
    /// @throws IOException when none, or half of an answer came
    static byte[] tcp(ServerAddress server, byte[] question, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        try (Socket socket = new Socket()) {
            try {
                socket.connect(server.resolve(), Math.toIntExact(limit.toMillis()));
                socket.setTcpNoDelay(true);
            } catch (IOException e) {
                throw new NotSent(reason(e), e);
            }
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] framed = new byte[question.length + 2];
            framed[0] = (byte) (question.length >> 8);
            framed[1] = (byte) question.length;
            System.arraycopy(question, 0, framed, 2, question.length);
            out.write(framed);
            out.flush();
            byte[] length = read(socket, 2, deadline);
            return read(socket, (length[0] & 0xff) << 8 | (length[1] & 0xff), deadline);
        }
    }

    private static byte[] read(Socket socket, int count, long deadline) throws IOException {
        byte[] bytes = new byte[count];
        InputStream in = socket.getInputStream();
        int at = 0;
        while (at < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("no answer in time");
            }
            socket.setSoTimeout(Math.toIntExact(left));
            int read = in.read(bytes, at, count - at);
            if (read < 0) {
                throw new EOFException("the server closed the connection without an answer");
            }
            at += read;
        }
        return bytes;
    }

    /// Over UDP, asked again once when no answer comes; what does not carry the question's id is ignored.
    ///
    /// @throws IOException when no answer came
    static byte[] udp(ServerAddress server, byte[] question, Duration limit) throws IOException {
        InetSocketAddress address = server.resolve();
        SocketTimeoutException last = new SocketTimeoutException("no answer in time");
        for (int i = 0; i < UDP_TRIES; i++) {
            try (DatagramSocket socket = new DatagramSocket()) {
                // a connected socket takes packets of this server alone
                socket.connect(address);
                socket.send(new DatagramPacket(question, question.length));
                return receive(socket, question, limit.dividedBy(UDP_TRIES));
            } catch (SocketTimeoutException e) {
                last = e;
            }
        }
        throw last;
    }

    private static byte[] receive(DatagramSocket socket, byte[] question, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        DatagramPacket packet = new DatagramPacket(new byte[MAX_UDP_BYTES], MAX_UDP_BYTES);
        while (true) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("no answer in time");
            }
            socket.setSoTimeout(Math.toIntExact(left));
            socket.receive(packet);
            byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
            if (answer.length > 2 && answer[0] == question[0] && answer[1] == question[1]) {
                return answer;
            }
        }
    }

    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
