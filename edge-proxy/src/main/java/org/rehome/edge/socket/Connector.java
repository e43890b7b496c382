package org.rehome.edge.socket;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.zone.PartnerResolver;
import org.rehome.edge.zone.Resolution;
import org.rehome.edge.zone.Target;

/// Connects to a partner's server: target by target, address by address. An attempt that takes its time is overtaken by
/// the next one after 250 ms; the first connection that is there wins (RFC 8305 §5).
final class Connector {
    private static final int CONNECT_MILLIS = 5_000;
    private static final long STAGGER_MILLIS = 250;

    /// What connecting came to.
    sealed interface Outcome {
        record Connected(NetSocket socket, Context context) implements Outcome {}

        record NotFound(String reason) implements Outcome {}

        record Unreachable(String reason) implements Outcome {}
    }

    private final Vertx vertx;
    private final PartnerResolver resolver;
    private final NetClient client;

    Connector(Vertx vertx, PartnerResolver resolver) {
        this.vertx = vertx;
        this.resolver = resolver;
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true));
    }

    /// @param context where the connection will live; the outcome is told there
    // the outcome is told either way
    @SuppressWarnings("FutureReturnValueIgnored")
    void connect(Context context, Domain domain, @Nullable String nextHop, Consumer<Outcome> outcome) {
        resolver.resolve(domain, nextHop)
                .whenComplete((resolution, failure) -> context.runOnContext(ignored -> {
                    if (resolution == null) {
                        outcome.accept(new Outcome.Unreachable(String.valueOf(failure)));
                        return;
                    }
                    switch (resolution) {
                        case Resolution.NotFound(var reason) -> outcome.accept(new Outcome.NotFound(reason));
                        case Resolution.Unanswered(var reason) -> outcome.accept(new Outcome.Unreachable(reason));
                        case Resolution.Found(var targets) -> new Race(context, domain, targets, outcome).next();
                    }
                }));
    }

    /// The attempts to connect to one domain. Lives on one event loop.
    private final class Race {
        private final Context context;
        private final Domain domain;
        private final Consumer<Outcome> outcome;
        private final Deque<SocketAddress> left = new ArrayDeque<>();
        private int running;
        private boolean decided;
        private String failures = "";

        Race(Context context, Domain domain, List<Target> targets, Consumer<Outcome> outcome) {
            this.context = context;
            this.domain = domain;
            this.outcome = outcome;
            for (Target target : targets) {
                target.addresses()
                        .forEach(address ->
                                left.add(SocketAddress.inetSocketAddress(target.port(), address.getHostAddress())));
            }
        }

        void next() {
            SocketAddress address = left.poll();
            if (decided || address == null) {
                return;
            }
            running++;
            client.connect(address).onComplete(connection -> {
                running--;
                if (connection.succeeded()) {
                    won(connection.result());
                } else {
                    lost(address, connection.cause());
                }
            });
            vertx.setTimer(STAGGER_MILLIS, timer -> next());
        }

        private void won(NetSocket socket) {
            if (decided) {
                close(socket);
                return;
            }
            decided = true;
            // nothing is read before there is somebody to read it
            socket.pause();
            outcome.accept(new Outcome.Connected(socket, context));
        }

        @SuppressWarnings("FutureReturnValueIgnored")
        private void close(NetSocket socket) {
            socket.close();
        }

        private void lost(SocketAddress address, Throwable cause) {
            failures += (failures.isEmpty() ? "" : ", ") + address + " " + cause.getMessage();
            if (decided) {
                return;
            }
            if (left.isEmpty() && running == 0) {
                decided = true;
                // the answers that led nowhere may be old
                resolver.forget(domain);
                outcome.accept(new Outcome.Unreachable(failures));
            } else {
                next();
            }
        }
    }
}
