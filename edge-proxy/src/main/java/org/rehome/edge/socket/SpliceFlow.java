package org.rehome.edge.socket;

import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.util.concurrent.atomic.AtomicLong;

/// One direction of a spliced connection: what comes from the source goes to the target, and its end too. What the
/// target does not take is not read. Lives on the event loop that both sockets share.
final class SpliceFlow {
    private static final int READ_BYTES = 16 * 1024;

    /// Told what happens on a flow.
    interface Listener {
        /// Bytes were read, or have left.
        void active();

        void carried(SpliceFlow flow, int bytes);

        /// The source has ended, and all that came before has left.
        void ended(SpliceFlow flow);
    }

    private final NetSocketInternal source;
    private final NetSocketInternal target;
    private final Listener listener;
    private final AtomicLong bytes = new AtomicLong();
    private int onTheirWay;
    private boolean sourceEnded;
    private boolean targetClosed;

    SpliceFlow(NetSocket source, NetSocket target, Listener listener) {
        this.source = (NetSocketInternal) source;
        this.target = (NetSocketInternal) target;
        this.listener = listener;
    }

    /// From now on an end of what comes leaves the other direction open, and nothing is read until `begin`. Reading
    /// stops at the channel itself, so that bytes and end keep their order.
    static void prepare(NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(512, 4096, READ_BYTES));
        channel.config().setAutoRead(false);
    }

    /// The socket goes another way after all.
    static void undo(NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        channel.config().setAutoRead(true);
    }

    /// Reads the source from here on.
    void begin() {
        source.handler(this::take);
        source.eventHandler(event -> {
            if (event instanceof ChannelInputShutdownEvent) {
                end();
            } else {
                ReferenceCountUtil.release(event);
            }
        });
        target.drainHandler(drained -> read(true));
        read(!target.writeQueueFull());
    }

    private void read(boolean wanted) {
        source.channelHandlerContext().channel().config().setAutoRead(wanted);
    }

    /// Passes bytes on; what comes for a target that was closed is thrown away.
    void take(Buffer buffer) {
        if (targetClosed) {
            return;
        }
        bytes.addAndGet(buffer.length());
        listener.carried(this, buffer.length());
        write(buffer);
    }

    /// Bytes ahead of those that are read.
    // a write that fails closes the connection, which is told
    @SuppressWarnings("FutureReturnValueIgnored")
    void write(Buffer buffer) {
        listener.active();
        onTheirWay++;
        target.write(buffer).onComplete(written -> {
            onTheirWay--;
            listener.active();
        });
        if (target.writeQueueFull()) {
            read(false);
        }
    }

    private void end() {
        if (!sourceEnded) {
            sourceEnded = true;
            closeTarget();
        }
    }

    /// The target gets no more: its end of this direction is closed when all that was taken has left.
    // a write that fails closes the connection, which is told
    @SuppressWarnings("FutureReturnValueIgnored")
    void closeTarget() {
        boolean first = !targetClosed;
        targetClosed = true;
        // a source that could not be written on is read again: its end must be seen
        read(!sourceEnded);
        target.channelHandlerContext().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (first && target.channelHandlerContext().channel() instanceof SocketChannel tcp) {
                tcp.shutdownOutput();
            }
            if (sourceEnded) {
                listener.ended(this);
            }
        });
    }

    boolean isEnded() {
        return sourceEnded;
    }

    /// Whether something was taken that has not left yet.
    boolean isBusy() {
        return onTheirWay > 0;
    }

    /// How many bytes were passed on. Any thread may ask.
    long bytes() {
        return bytes.get();
    }
}
