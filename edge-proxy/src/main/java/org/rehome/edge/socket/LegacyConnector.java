package org.rehome.edge.socket;

import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetSocketInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.splice.LegacyGateway;

/// Connects to the legacy gateway, address by address. Its name is the machine's own to resolve, as the administrator's
/// names are, and not the partners' DNS.
final class LegacyConnector {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int MAX_ADDRESSES = 4;

    /// What connecting came to.
    sealed interface Outcome {
        record Connected(NetSocket socket) implements Outcome {}

        record Unreachable(String reason) implements Outcome {}
    }

    private final LegacyGateway legacy;
    private final NetClient client;

    LegacyConnector(Vertx vertx, LegacyGateway legacy) {
        this.legacy = legacy;
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true));
    }

    /// @param context where the connection will live; the outcome is told there
    void connect(Context context, Consumer<Outcome> outcome) {
        Thread.ofVirtual().name("legacy-gateway-name").start(() -> {
            try {
                InetAddress[] found = InetAddress.getAllByName(legacy.host());
                Deque<InetAddress> left = new ArrayDeque<>(List.of(found));
                context.runOnContext(ignored -> next(left, MAX_ADDRESSES, "", outcome));
            } catch (UnknownHostException e) {
                String reason = legacy.host() + " has no address";
                context.runOnContext(ignored -> outcome.accept(new Outcome.Unreachable(reason)));
            }
        });
    }

    // the outcome is told either way
    @SuppressWarnings("FutureReturnValueIgnored")
    private void next(Deque<InetAddress> left, int attempts, String failures, Consumer<Outcome> outcome) {
        InetAddress address = left.poll();
        if (address == null || attempts == 0) {
            outcome.accept(new Outcome.Unreachable(failures));
            return;
        }
        client.connect(SocketAddress.inetSocketAddress(legacy.port(), address.getHostAddress()))
                .onComplete(connection -> {
                    if (connection.succeeded()) {
                        outcome.accept(new Outcome.Connected(connection.result()));
                    } else {
                        String failure = address.getHostAddress() + " "
                                + connection.cause().getMessage();
                        next(left, attempts - 1, failures.isEmpty() ? failure : failures + ", " + failure, outcome);
                    }
                });
    }

    /// What the legacy gateway is told of a connection, ahead of its own bytes.
    byte[] ahead(NetSocket connection) {
        Channel channel =
                ((NetSocketInternal) connection).channelHandlerContext().channel();
        return legacy.proxyProtocol().header(inet(channel.remoteAddress()), inet(channel.localAddress()));
    }

    /// What the legacy gateway is told of a connection that is our own.
    byte[] aheadOfOurs(NetSocket connected) {
        Channel channel =
                ((NetSocketInternal) connected).channelHandlerContext().channel();
        return legacy.proxyProtocol().header(inet(channel.localAddress()), inet(channel.remoteAddress()));
    }

    private static @Nullable InetSocketAddress inet(java.net.@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet && !inet.isUnresolved() ? inet : null;
    }

    /// Whether what is configured as the legacy gateway is this edge itself, so that every connection would come back.
    static boolean leadsTo(LegacyGateway legacy, String ownHost, int ownPort) {
        if (legacy.port() != ownPort) {
            return false;
        }
        try {
            InetAddress own = InetAddress.getByName(ownHost);
            for (InetAddress each : InetAddress.getAllByName(legacy.host())) {
                if (own.isAnyLocalAddress() ? isOurs(each) : own.equals(each)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // it may have an address later; until then connections are refused
            return false;
        }
    }

    private static boolean isOurs(InetAddress address) throws IOException {
        return address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || NetworkInterface.getByInetAddress(address) != null;
    }
}
