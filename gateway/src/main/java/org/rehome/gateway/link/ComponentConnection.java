package org.rehome.gateway.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.rehome.xmpp.component.ComponentHandshake;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamHeader;
import org.rehome.xmpp.stream.StreamItem;
import org.rehome.xmpp.stream.StreamLimits;
import org.rehome.xmpp.stream.StreamReader;

/// One accepted component stream, from its handshake to its end (XEP-0114 §3). One thread reads, any may write.
final class ComponentConnection {
    /// How much is read at once.
    static final int CHUNK = 8 * 1024;

    private static final String CLOSING_TAG = "</stream:stream>";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final StreamReader reader = new StreamReader(StreamLimits.beforeAuthentication(), Namespaces.COMPONENT);
    private final Deque<StreamItem> items = new ArrayDeque<>();
    private final byte[] chunk = new byte[CHUNK];
    private final ReentrantLock writing = new ReentrantLock();
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    private ComponentConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = new BufferedOutputStream(socket.getOutputStream(), 4 * CHUNK);
    }

    /// Connects and shakes hands.
    ///
    /// @param attempt told of the connection before anything else can block, so that it can be closed from outside
    /// @throws IOException when the server cannot be reached or refuses; the message says why
    static ComponentConnection open(Endpoint endpoint, String secret, Duration limit, Attempt attempt)
            throws IOException {
        Socket socket = new Socket();
        try {
            attempt.connecting(socket);
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), (int) limit.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) limit.toMillis());
            keepAlive(socket);
            ComponentConnection connection = new ComponentConnection(socket);
            connection.handshake(endpoint, secret);
            socket.setSoTimeout(0);
            return connection;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @FunctionalInterface
    interface Attempt {
        void connecting(Socket socket) throws IOException;
    }

    // a capture stream may be silent for hours: TCP itself finds a peer that is gone
    private static void keepAlive(Socket socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        }
    }

    private void handshake(Endpoint endpoint, String secret) throws IOException {
        send(StreamHeader.component(endpoint.name().name()).toXml());
        if (!(next() instanceof StreamItem.Opened(var header))) {
            throw new IOException("the server does not answer with a stream header");
        }
        String id = header.id();
        if (id == null) {
            throw new IOException("the server's stream header has no id (RFC 6120 §4.7.3)");
        }
        send(ComponentHandshake.toXml(id, secret));
        Frame answer = element(next());
        if (!answer.is(Namespaces.COMPONENT, "handshake")) {
            throw new IOException("the server answers the handshake with <" + answer.name() + "/>");
        }
        reader.limits(StreamLimits.afterAuthentication());
    }

    private static Frame element(StreamItem item) throws IOException {
        return switch (item) {
            case StreamItem.Arrived(var frame)
            when frame.is(Namespaces.STREAM, "error") ->
                throw new IOException("the server closed the stream: " + streamError(frame));
            case StreamItem.Arrived(var frame) -> frame;
            case StreamItem.Ended() -> throw new IOException("the server closed the stream");
            case StreamItem.Broken(var condition, var detail, var _) ->
                throw new IOException("the server's stream is broken: " + condition.wire() + ", " + detail);
            case StreamItem.Opened _, StreamItem.KeepAlive() ->
                throw new IOException("the server does not answer the handshake");
        };
    }

    /// The condition and text of a stream error, in words.
    static String streamError(Frame error) {
        String condition = error.tree().children().stream()
                .filter(child -> child.namespace().equals(Namespaces.STREAM_ERRORS)
                        && !child.name().equals("text"))
                .map(child -> child.name())
                .findFirst()
                .orElse("undefined-condition");
        return error.tree()
                .child(Namespaces.STREAM_ERRORS, "text")
                .map(text -> condition + " (" + text.text() + ")")
                .orElse(condition);
    }

    /// What comes next on the stream; blocks.
    ///
    /// @throws IOException when the connection is lost
    private StreamItem next() throws IOException {
        while (items.isEmpty()) {
            read();
        }
        return items.remove();
    }

    /// What came with the last bytes and was not asked for yet, in order; without reading more.
    @Nullable
    StreamItem poll() {
        return items.poll();
    }

    /// Reads once; blocks until something comes.
    ///
    /// @throws IOException when the connection is lost
    void read() throws IOException {
        int count = in.read(chunk);
        if (count < 0) {
            throw new IOException("the server closed the connection");
        }
        items.addAll(reader.feed(chunk, 0, count));
    }

    private void send(String xml) throws IOException {
        out.write(xml.getBytes(UTF_8));
        out.flush();
    }

    /// Writes whole stanzas, in order, none of anybody else's between them. A server that does not take them in time
    /// is treated as one that is gone: the connection is closed.
    ///
    /// @throws IOException when the connection is, or gets, lost
    void write(List<byte[]> stanzas, Duration limit) throws IOException, InterruptedException {
        if (!writing.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw closedBecause("the server takes nothing any more");
        }
        CompletableFuture<String> timer = new CompletableFuture<String>()
                .completeOnTimeout("the server takes nothing any more", limit.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> watch = timer.thenAccept(this::closeNow);
        try {
            for (byte[] each : stanzas) {
                out.write(each);
            }
            out.flush();
        } catch (IOException e) {
            throw closedBecause(String.valueOf(e.getMessage()));
        } finally {
            watch.cancel(false);
            timer.cancel(false);
            writing.unlock();
        }
    }

    private IOException closedBecause(String reason) {
        closeNow(reason);
        return new IOException(closed.getNow(reason));
    }

    /// Says that we send nothing more (RFC 6120 §4.4); what the server still sends is to be read until it closes.
    void finish(Duration limit) throws InterruptedException {
        try {
            write(List.of(CLOSING_TAG.getBytes(UTF_8)), limit);
        } catch (IOException e) {
            closeNow(String.valueOf(e.getMessage()));
        }
    }

    /// Closes with a stream error (RFC 6120 §4.9.1.1).
    void fail(StreamErrorCondition condition, String detail, Duration limit) throws InterruptedException {
        try {
            write(List.of((condition.toXml(detail) + CLOSING_TAG).getBytes(UTF_8)), limit);
        } catch (IOException e) {
            // it is closed all the same
        }
        closeNow(condition.wire() + ", " + detail);
    }

    void closeNow(String reason) {
        closed.complete(reason);
        try {
            socket.close();
        } catch (IOException e) {
            // nothing can be done about it, and nothing depends on it
        }
    }

    /// Completes with the reason when the connection has ended.
    CompletableFuture<String> closed() {
        return closed;
    }
}
