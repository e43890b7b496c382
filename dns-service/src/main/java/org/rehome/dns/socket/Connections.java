package org.rehome.dns.socket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.rehome.dns.socket.Responder.Transport;

/// The TCP connections of the server (RFC 1035 §4.2.2): several requests may follow each other on one. Who does not
/// send a whole request in time is closed.
final class Connections {
    private static final Logger LOG = Logger.getLogger(Connections.class);
    private static final int MAX_AT_ONCE = 200;
    private static final Duration REQUEST_WITHIN = Duration.ofSeconds(10);

    private final ServerSocket listener;
    private final Responder responder;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    Connections(ServerSocket listener, Responder responder) {
        this.listener = listener;
        this.responder = responder;
    }

    void accept() {
        while (!listener.isClosed()) {
            try {
                places.acquire();
                Socket socket = accepted();
                open.add(socket);
                Thread.ofVirtual().name("dns-connection").start(() -> serve(socket));
            } catch (IOException e) {
                LOG.debugf("no connection accepted error=%s", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// A place that is not taken is given back.
    private Socket accepted() throws IOException {
        try {
            return listener.accept();
        } catch (IOException e) {
            places.release();
            throw e;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            while (!socket.isClosed()) {
                long deadline = System.nanoTime() + REQUEST_WITHIN.toNanos();
                byte[] length = read(socket, in, 2, deadline);
                byte[] request = read(socket, in, (length[0] & 0xff) << 8 | (length[1] & 0xff), deadline);
                for (byte[] answer : responder.answer(request, Transport.TCP)) {
                    byte[] framed = new byte[answer.length + 2];
                    framed[0] = (byte) (answer.length >> 8);
                    framed[1] = (byte) answer.length;
                    System.arraycopy(answer, 0, framed, 2, answer.length);
                    out.write(framed);
                }
                out.flush();
            }
        } catch (IOException e) {
            LOG.debugf("connection ended peer=%s error=%s", socket.getRemoteSocketAddress(), e.getMessage());
        } finally {
            open.remove(socket);
            places.release();
        }
    }

    private static byte[] read(Socket socket, InputStream in, int count, long deadline) throws IOException {
        byte[] bytes = new byte[count];
        int at = 0;
        while (at < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("no whole request in time");
            }
            socket.setSoTimeout(Math.toIntExact(left));
            int read = in.read(bytes, at, count - at);
            if (read < 0) {
                throw new EOFException("closed by the peer");
            }
            at += read;
        }
        return bytes;
    }

    void close() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debugf("connection not closed in order error=%s", e.getMessage());
            }
        }
    }
}
