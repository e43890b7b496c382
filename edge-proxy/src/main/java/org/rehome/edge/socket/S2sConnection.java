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
    private static final long TLS_HANDSHAKE_MILLIS = 30_000;
    private static final long CLOSE_NOTIFY_MILLIS = 1_000;

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
    private final List<Buffer> beforeSecured = new ArrayList<>();
    private StreamLimits limits = StreamLimits.beforeAuthentication();
    private StreamReader reader = new StreamReader(limits, Namespaces.SERVER);
    private @Nullable SSLSession session;
    private final List<Buffer> heldBuffers = new ArrayList<>();
    private List<StreamItem> heldItems = List.of();
    private StreamReader heldBy = reader;
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
            if (!securing) {
                stream.gone();
            }
        });
        socket.handler(this::received);
    }

    private void received(Buffer buffer) {
        if (discarding) {
            return;
        }
        if (held) {
            heldBuffers.add(buffer);
            return;
        }
        if (securing) {
            beforeSecured.add(buffer);
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
        deliver(items, heldBy);
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
        ChannelHandlerContext channel = socket.channelHandlerContext();
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(TLS_HANDSHAKE_MILLIS);
        handler.setCloseNotifyReadTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        handler.handshakeFuture()
                .addListener(done -> context.runOnContext(
                        ignored -> handshakeDone(engine, done.isSuccess() ? null : reason(done.cause()))));
        // what was written before goes out in plain text
        channel.flush();
        channel.pipeline().addFirst("ssl", handler);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private void handshakeDone(SSLEngine engine, @Nullable String failure) {
        securing = false;
        if (failure != null) {
            discarding = true;
            stream.notSecured(failure);
            if (gone) {
                stream.gone();
            } else {
                close();
            }
            return;
        }
        SSLSession established = engine.getSession();
        session = established;
        stream.secured(established);
        List<Buffer> waiting = List.copyOf(beforeSecured);
        beforeSecured.clear();
        waiting.forEach(this::received);
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
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        whenWritten(() -> {
            if (tls != null) {
                tls.closeOutbound();
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

    /// Closes now: TLS close_notify, then TCP.
    @SuppressWarnings("FutureReturnValueIgnored")
    void close() {
        if (!gone) {
            whenWritten(socket::close);
        }
    }

    boolean isGone() {
        return gone;
    }

    /// The TLS session; null while the stream is in plain text.
    @Nullable
    SSLSession session() {
        return session;
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
