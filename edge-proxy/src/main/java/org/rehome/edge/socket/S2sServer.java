package org.rehome.edge.socket;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.splice.LegacyGateway;

/// Listens for partners' servers. Connections that come before the edge is ready wait unread; those that come after it
/// began to stop, or above the bounds, are closed before a stream exists.
public final class S2sServer {
    private static final Logger LOG = Logger.getLogger(S2sServer.class);
    private static final int BACKLOG = 1024;

    /// Free ports; the listeners that share one have the same number.
    private static final int FREE_PORT = -1;

    private static final int FREE_DIRECT_PORT = -2;

    private final InboundParts parts;
    private final Bounds bounds;
    private final BooleanSupplier ready;
    private final @Nullable LegacyGateway legacy;
    private final @Nullable LegacyConnector connector;
    private final Set<Doorway> doorways = ConcurrentHashMap.newKeySet();
    private final List<NetServer> servers = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AddressCounts byAddress = new AddressCounts();
    private final Attempts attempts;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private volatile boolean stopping;

    /// @param connections at a time, of everybody
    /// @param perAddress at a time, of one IP address
    /// @param attempts of one IP address in a minute; 0 for any number
    /// @param backlog bytes of all streams that are read and not durable: from there on acknowledged streams are
    ///     read no further ahead than others
    public record Bounds(int connections, int perAddress, int attempts, long backlog) {}

    /// @param legacy the gateway that this edge stands in front of; null for none
    public S2sServer(InboundParts parts, Bounds bounds, @Nullable LegacyGateway legacy) {
        this.legacy = legacy;
        this.connector = legacy == null ? null : new LegacyConnector(parts.vertx(), legacy);
        this.parts = parts;
        this.bounds = bounds;
        this.attempts = new Attempts(bounds.attempts(), Duration.ofMinutes(1), System::nanoTime);
        this.ready = opened::isDone;
    }

    /// Binds the port; what connects waits until `open`.
    ///
    /// @param port 0 for a free one
    /// @return the port
    /// @throws BindException when it cannot be had; the message says which setting names it
    public int bind(String host, int port) throws IOException, InterruptedException {
        return listen(host, port == 0 ? FREE_PORT : port, "rehome.edge.s2s-port", this::connected);
    }

    /// The same for a port on which peers have to begin with TLS (XEP-0368). What comes there is never
    /// passed through to the legacy gateway: whom it is from stands inside the TLS.
    public int bindDirect(String host, int port) throws IOException, InterruptedException {
        int wanted = port == 0 ? FREE_DIRECT_PORT : port;
        return listen(host, wanted, "rehome.edge.direct-tls-port", (context, socket) -> begin(context, socket, true));
    }

    private int listen(String host, int port, String setting, Arrival arrival)
            throws IOException, InterruptedException {
        int eventLoops = Math.max(1, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < eventLoops; i++) {
            servers.add(listener(host, port, setting, arrival));
        }
        return servers.getLast().actualPort();
    }

    /// What is done with a connection that is within the bounds and not read yet.
    private interface Arrival {
        void of(Context context, NetSocket socket);
    }

    private NetServer listener(String host, int port, String setting, Arrival arrival)
            throws IOException, InterruptedException {
        Vertx vertx = parts.vertx();
        CompletableFuture<NetServer> listening = new CompletableFuture<>();
        // a context of its own for each: so they share the connections among the event loops
        Context context = Contexts.eventLoop(vertx);
        context.runOnContext(ignored -> {
            NetServer server = vertx.createNetServer(new NetServerOptions()
                    .setTcpKeepAlive(true)
                    .setTcpNoDelay(true)
                    .setReuseAddress(true)
                    .setAcceptBacklog(BACKLOG));
            server.connectHandler(socket -> admit(vertx.getOrCreateContext(), socket, arrival));
            server.exceptionHandler(error -> LOG.debugf("connection not accepted error=%s", error.getMessage()));
            server.listen(port, host).onComplete(bound -> {
                if (bound.succeeded()) {
                    listening.complete(server);
                } else {
                    listening.completeExceptionally(bound.cause());
                }
            });
        });
        try {
            return listening.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            BindException failure = new BindException("S2S port " + port + " on " + host
                    + " cannot be had: set " + setting + " (and rehome.edge.s2s-host) to one that is free: "
                    + cause.getMessage());
            failure.initCause(cause);
            throw failure;
        }
    }

    /// The edge is ready: connections are read.
    public void open() {
        opened.complete(null);
    }

    /// New connections are turned away.
    public void refuse() {
        stopping = true;
    }

    /// Gives the port back.
    public void close() throws InterruptedException {
        for (NetServer each : servers) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            each.close().onComplete(closed -> done.complete(null));
            try {
                done.get(5, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                LOG.warnf("listener not closed in time error=%s", e.getMessage());
            }
        }
    }

    public int connections() {
        return connections.get();
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void admit(Context context, NetSocket socket, Arrival arrival) {
        String address = address(socket);
        int own = byAddress.enter(address);
        int all = connections.incrementAndGet();
        boolean tooOften = !attempts.admit(address);
        if (stopping || tooOften || all > bounds.connections() || own > bounds.perAddress()) {
            leave(address);
            LOG.debugf("connection turned away peer=%s", address);
            socket.close();
            return;
        }
        socket.pause();
        arrival.of(context, socket);
    }

    private static String address(NetSocket socket) {
        return String.valueOf(socket.remoteAddress().hostAddress());
    }

    private void connected(Context context, NetSocket socket) {
        LegacyGateway behind = legacy;
        LegacyConnector way = connector;
        if (behind == null || way == null) {
            begin(context, socket, false);
        } else {
            whenReady(context, () -> enter(new Doorway(parts, behind, way, context, socket), socket, address(socket)));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void begin(Context context, NetSocket socket, boolean direct) {
        String address = address(socket);
        InboundStream stream = new InboundStream(parts, parts.table().nextName(), context, socket);
        stream.finished().thenRun(() -> leave(address));
        stream.start(direct);
        whenReady(context, socket::resume);
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void enter(Doorway doorway, NetSocket socket, String address) {
        doorways.add(doorway);
        doorway.finished().thenRun(() -> {
            doorways.remove(doorway);
            leave(address);
        });
        doorway.enter();
        socket.resume();
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void whenReady(Context context, Runnable action) {
        if (ready.getAsBoolean()) {
            action.run();
        } else {
            opened.thenRun(() -> context.runOnContext(ignored -> action.run()));
        }
    }

    /// Connections that have not said whom they are from are told that the edge stops.
    void endDoorways() {
        doorways.forEach(Doorway::stop);
    }

    private void leave(String address) {
        connections.decrementAndGet();
        byAddress.leave(address);
    }
}
