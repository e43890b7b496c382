package org.rehome.edge.socket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.impl.NetSocketInternal;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// TLS below a connection: begun by us, or by the peer with its ClientHello. Lives on the connection's
/// event loop.
final class TlsLayer {
    private static final long HANDSHAKE_MILLIS = 30_000;
    private static final long CLOSE_NOTIFY_MILLIS = 1_000;
    private static final int MAX_CLIENT_HELLO = 16 * 1024;

    /// The first byte of a ClientHello, with which no XML begins (RFC 8446 §5.1).
    private static final byte HANDSHAKE = 22;

    /// What the handshake came to; told once.
    interface Outcome {
        void established(SSLSession session);

        void failed(String reason);
    }

    private final Context context;
    private final ChannelHandlerContext channel;
    private final Outcome outcome;
    private @Nullable SslHandler handler;
    private boolean direct;
    private boolean told;

    TlsLayer(Context context, NetSocketInternal socket, Outcome outcome) {
        this.context = context;
        this.channel = socket.channelHandlerContext();
        this.outcome = outcome;
    }

    /// Whether a connection that begins with these bytes begins with TLS.
    static boolean begins(Buffer first) {
        return first.length() > 0 && first.getByte(0) == HANDSHAKE;
    }

    /// What is written from here on is encrypted.
    void start(SSLEngine engine) {
        SslHandler added = handler(engine);
        // what was written before goes out in plain text
        channel.flush();
        channel.pipeline().addFirst("ssl", added);
    }

    /// The peer begins (XEP-0368).
    ///
    /// @param engines by the name that the peer asks for (RFC 6066 §3), null when it asks for none
    void expect(Function<@Nullable String, Optional<SSLEngine>> engines) {
        direct = true;
        channel.pipeline().addFirst("hello", new HelloReader(engines));
    }

    /// Takes bytes that were read before TLS was there. Behind STARTTLS nothing may have been sent: those
    /// are thrown away (RFC 6120 §5.4.3.3).
    void feed(Buffer early) {
        if (direct) {
            channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(early.getBytes()));
        }
    }

    /// Whether what is read now cannot have been encrypted.
    boolean isUnderWay() {
        return handler == null || !handler.handshakeFuture().isDone();
    }

    /// The connection is gone. A handshake that had begun tells so itself.
    void closed() {
        if (handler == null) {
            failed("closed before a TLS ClientHello");
        }
    }

    private SslHandler handler(SSLEngine engine) {
        SslHandler made = new SslHandler(engine);
        made.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        made.setCloseNotifyReadTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        made.handshakeFuture()
                .addListener(done -> context.runOnContext(ignored -> {
                    if (done.isSuccess()) {
                        told = true;
                        OneHandshake.done(engine);
                        outcome.established(engine.getSession());
                    } else {
                        failed(reason(done.cause()));
                    }
                }));
        handler = made;
        return made;
    }

    private void failed(String reason) {
        if (!told) {
            told = true;
            outcome.failed(reason);
        }
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /// Reads the ClientHello, and makes place for the engine that it asks for.
    private final class HelloReader extends AbstractSniHandler<SSLEngine> {
        private final Function<@Nullable String, Optional<SSLEngine>> engines;

        HelloReader(Function<@Nullable String, Optional<SSLEngine>> engines) {
            // no limit of its own: the stream has one for all that comes before authentication
            super(MAX_CLIENT_HELLO, 0);
            this.engines = engines;
        }

        @Override
        protected Future<SSLEngine> lookup(ChannelHandlerContext ctx, @Nullable String name) {
            return engines.apply(name)
                    .map(engine -> ctx.executor().newSucceededFuture(engine))
                    .orElseGet(() ->
                            ctx.executor().newFailedFuture(new IllegalStateException("no certificate for " + name)));
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored")
        protected void onLookupComplete(ChannelHandlerContext ctx, @Nullable String name, Future<SSLEngine> found) {
            if (found.isSuccess()) {
                ctx.pipeline().replace(this, "ssl", handler(found.getNow()));
            } else {
                failed(reason(found.cause()));
                ctx.close();
            }
        }
    }
}
