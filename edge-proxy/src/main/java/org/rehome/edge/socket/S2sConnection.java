package org.rehome.edge.socket;

import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamItem;
import org.rehome.xmpp.stream.StreamLimits;
import org.rehome.xmpp.stream.StreamReader;

/// A TCP connection that carries a server-to-server stream: frames what comes, writes what goes, changes to TLS, ends
/// in order. Everything happens on the event loop of its context.
final class S2sConnection {
    /// How long a peer may take to close its side after we have closed ours because of an error.
    private static final long LINGER_MILLIS = 2_000;

    private static final int READ_BYTES = 16 * 1024;

    /// The stream that the connection carries.
    interface Stream {
        void read(StreamItem item);

        void secured(SSLSession session);

        /// TLS failed; the connection is closed.
        void notSecured(String reason);

        /// The connection is gone.
        void gone();
    }

    private final Vertx vertx;
    private final Context context;
    private final NetSocketInternal socket;
    private final Stream stream;
    private final TlsLayer tls;
    private final List<Buffer> beforeSecured = new ArrayList<>();
    private @Nullable DirectTls direct;
    private StreamLimits limits = StreamLimits.beforeAuthentication();
    private StreamReader reader = new StreamReader(limits, Namespaces.SERVER);
    private @Nullable SSLSession session;
    private final List<Buffer> heldBuffers = new ArrayList<>();
    private List<StreamItem> heldItems = List.of();
    private @Nullable StreamReader heldBy;
    private long lastRead = System.nanoTime();
    private boolean held;
    private boolean paused;
    private boolean securing;
    private boolean discarding;
    private boolean gone;

    S2sConnection(Vertx vertx, Context context, NetSocket socket, Stream stream) {
        this.vertx = vertx;
        this.context = context;
        this.socket = (NetSocketInternal) socket;
        this.stream = stream;
        this.tls = new TlsLayer(context, this.socket, new Secured());
    }

    /// Also takes TLS from the first byte on.
    void start(DirectTls wanted) {
        direct = wanted;
        start();
    }

    /// Begins to read.
    void start() {
        // a small piece at a time, so that pausing takes effect soon
        socket.channelHandlerContext()
                .channel()
                .config()
                .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(512, 4096, READ_BYTES));
        socket.exceptionHandler(error -> socket.close());
        socket.closeHandler(closed -> {
            gone = true;
            if (securing) {
                tls.closed();
            } else {
                stream.gone();
            }
        });
        socket.handler(this::received);
    }

    private void received(Buffer buffer) {
        lastRead = System.nanoTime();
        if (discarding) {
            return;
        }
        if (held) {
            heldBuffers.add(buffer);
            return;
        }
        if (securing) {
            if (tls.isUnderWay()) {
                tls.feed(buffer);
            } else {
                beforeSecured.add(buffer);
            }
            return;
        }
        DirectTls expected = direct;
        direct = null;
        if (expected != null && (expected.always() || TlsLayer.begins(buffer))) {
            securing = true;
            expected.begun().run();
            tls.expect(expected.engines());
            tls.feed(buffer);
            return;
        }
        StreamReader current = reader;
        byte[] bytes = buffer.getBytes();
        deliver(current.feed(bytes, 0, bytes.length), current);
    }

    private void deliver(List<StreamItem> items, StreamReader from) {
        for (int i = 0; i < items.size(); i++) {
            if (reader != from || discarding) {
                // the stream was restarted: what was read before counts no more (RFC 6120 §5.3.1, §6.4.6)
                return;
            }
            if (held) {
                heldItems = List.copyOf(items.subList(i, items.size()));
                return;
            }
            stream.read(items.get(i));
        }
    }

    /// Gives bytes of the connection that somebody else has read.
    void feed(Buffer buffer) {
        received(buffer);
    }

    /// Nothing of what comes, or has come, is handed out until `release`.
    void hold() {
        held = true;
        heldBy = reader;
        socket.pause();
    }

    /// Hands out what came meanwhile, and reads on.
    void release() {
        held = false;
        List<StreamItem> items = heldItems;
        heldItems = List.of();
        StreamReader from = heldBy;
        // an earlier reader, with what it has in its buffers, is not kept
        heldBy = null;
        if (from != null) {
            deliver(items, from);
        }
        List<Buffer> buffers = List.copyOf(heldBuffers);
        heldBuffers.clear();
        buffers.forEach(this::received);
        resumeIfWanted();
    }

    /// A new header is next.
    void restart() {
        reader = new StreamReader(limits, Namespaces.SERVER);
    }

    /// The peer is known: larger elements are read.
    void widen() {
        limits = StreamLimits.afterAuthentication();
        reader.limits(limits);
    }

    void write(String xml) {
        write(Buffer.buffer(xml.getBytes(StandardCharsets.UTF_8)));
    }

    void write(byte[] bytes) {
        write(Buffer.buffer(bytes));
    }

    // a write that fails closes the connection, which is told
    @SuppressWarnings("FutureReturnValueIgnored")
    private void write(Buffer buffer) {
        if (!gone) {
            socket.write(buffer);
        }
    }

    /// Whether much of what was written has not left yet: the peer does not read.
    boolean isCongested() {
        return socket.writeQueueFull();
    }

    /// Runs the action when the peer has read on; the last one that was given.
    void whenDrained(Runnable action) {
        socket.drainHandler(drained -> action.run());
    }

    /// Discards what was read and takes TLS from here on.
    void startTls(SSLEngine engine) {
        restart();
        securing = true;
        tls.start(engine);
    }

    private final class Secured implements TlsLayer.Outcome {
        @Override
        public void established(SSLSession made) {
            securing = false;
            session = made;
            stream.secured(made);
            List<Buffer> waiting = List.copyOf(beforeSecured);
            beforeSecured.clear();
            waiting.forEach(S2sConnection.this::received);
        }

        @Override
        public void failed(String reason) {
            securing = false;
            discarding = true;
            stream.notSecured(reason);
            if (gone) {
                stream.gone();
            } else {
                close();
            }
        }
    }

    void pause() {
        paused = true;
        socket.pause();
    }

    void resume() {
        paused = false;
        resumeIfWanted();
    }

    private void resumeIfWanted() {
        if (!paused && !held) {
            socket.resume();
        }
    }

    /// Closes our side, and the rest when the peer has closed its own: what it still sends is read and thrown away,
    /// because closing with unread bytes would reset the connection under our last words (RFC 6120 §4.4).
    // the end of the connection is told, whatever becomes of its last words
    @SuppressWarnings("FutureReturnValueIgnored")
    void closeGently() {
        if (discarding || gone) {
            return;
        }
        discarding = true;
        socket.resume();
        vertx.setTimer(LINGER_MILLIS, timer -> close());
        ChannelHandlerContext channel = socket.channelHandlerContext();
        SslHandler encrypted = channel.pipeline().get(SslHandler.class);
        whenWritten(() -> {
            if (encrypted != null) {
                encrypted.closeOutbound();
            } else if (channel.channel() instanceof SocketChannel tcp) {
                tcp.shutdownOutput();
            }
        });
    }

    /// Runs the action when all that was written before has left.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void whenWritten(Runnable action) {
        socket.channelHandlerContext().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> action.run());
    }

    /// Closes now: TLS close_notify, then TCP. A peer that does not read has no more time than others to take what was
    /// written before.
    @SuppressWarnings("FutureReturnValueIgnored")
    void close() {
        if (!gone) {
            whenWritten(socket::close);
            vertx.setTimer(LINGER_MILLIS, timer -> abandon());
        }
    }

    // not by the socket, nor by the whole pipeline: both would wait until all is written
    @SuppressWarnings("FutureReturnValueIgnored")
    private void abandon() {
        if (!gone) {
            socket.channelHandlerContext().close();
        }
    }

    /// How long nothing has come, in nanoseconds.
    long silence() {
        return System.nanoTime() - lastRead;
    }

    boolean isGone() {
        return gone;
    }

    /// The TLS session; null while the stream is in plain text.
    @Nullable
    SSLSession session() {
        return session;
    }

    /// The TLS session is not resumed: the next handshake shows certificates again.
    void forgetSession() {
        SSLSession established = session;
        if (established != null) {
            established.invalidate();
        }
    }

    /// The peer's IP address.
    String address() {
        return String.valueOf(socket.remoteAddress().hostAddress());
    }

    String remote() {
        return String.valueOf(socket.remoteAddress());
    }

    Context context() {
        return context;
    }

    Vertx vertx() {
        return vertx;
    }
}
