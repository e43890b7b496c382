package org.rehome.edge.socket;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.zone.AttemptOrder;
import org.rehome.edge.zone.AttemptOrder.Turn;
import org.rehome.edge.zone.PartnerResolver;
import org.rehome.edge.zone.Resolution;
import org.rehome.edge.zone.Target;

/// Connects to a partner's server. Its addresses are raced, in the order of `AttemptOrder`; the first
/// connection that is there wins (RFC 8305 §5).
final class Connector {
    private static final int CONNECT_MILLIS = 5_000;

    /// What connecting came to.
    sealed interface Outcome {
        record Connected(NetSocket socket, Context context, Target target) implements Outcome {}

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
    /// @param domain one of the partner's
    // the outcome is told either way
    @SuppressWarnings("FutureReturnValueIgnored")
    void connect(Context context, Domain domain, KnownPartner partner, Consumer<Outcome> outcome) {
        resolver.locate(
                        domain,
                        partner.settings().proxyFqdn(),
                        partner.rules().allowsTls())
                .whenComplete((resolution, failure) -> context.runOnContext(ignored -> {
                    if (resolution == null) {
                        outcome.accept(new Outcome.Unreachable(String.valueOf(failure)));
                        return;
                    }
                    switch (resolution) {
                        case Resolution.Found found -> new Race(context, domain, found, outcome).begin();
                        default -> outcome.accept(notLocated(resolution));
                    }
                }));
    }

    private static Outcome notLocated(Resolution resolution) {
        return switch (resolution) {
            case Resolution.NotFound(var reason) -> new Outcome.NotFound(reason);
            case Resolution.Unanswered(var reason) -> new Outcome.Unreachable(reason);
            case Resolution.Found found -> throw new IllegalStateException("there are servers");
        };
    }

    /// The attempts to connect to one domain. Lives on one event loop.
    private final class Race {
        private final Context context;
        private final Domain domain;
        private final Resolution.Found found;
        private final Consumer<Outcome> outcome;
        private final AttemptOrder order;
        private long timer = -1;
        private boolean decided;
        private String failures = "";

        Race(Context context, Domain domain, Resolution.Found found, Consumer<Outcome> outcome) {
            this.context = context;
            this.domain = domain;
            this.found = found;
            this.outcome = outcome;
            this.order = new AttemptOrder(found.targets(), now());
        }

        private static long now() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        }

        // each answer is taken when it comes
        @SuppressWarnings("FutureReturnValueIgnored")
        void begin() {
            List<Target> targets = found.targets();
            for (int i = 0; i < targets.size(); i++) {
                int place = i;
                targets.get(i).six().thenAccept(six -> later(() -> order.six(place, six.all())));
                targets.get(i).four().thenAccept(four -> later(() -> order.four(place, four.all(), now())));
            }
        }

        private void later(Runnable news) {
            context.runOnContext(ignored -> {
                news.run();
                next();
            });
        }

        private void next() {
            vertx.cancelTimer(timer);
            while (!decided) {
                switch (order.next(now())) {
                    case Turn.Try(var target, var address) -> attempt(target, address);
                    case Turn.Later(var at) -> {
                        timer = vertx.setTimer(Math.max(1, at - now()), id -> next());
                        return;
                    }
                    case Turn.Wait() -> {
                        return;
                    }
                    case Turn.Over() -> lost();
                }
            }
        }

        private void attempt(Target target, InetAddress address) {
            SocketAddress to = SocketAddress.inetSocketAddress(target.port(), address.getHostAddress());
            client.connect(to).onComplete(connection -> {
                if (connection.succeeded()) {
                    won(connection.result(), target);
                } else {
                    failures += (failures.isEmpty() ? "" : ", ") + to + " "
                            + connection.cause().getMessage();
                    order.failed(now());
                    next();
                }
            });
        }

        private void won(NetSocket socket, Target target) {
            if (decided) {
                close(socket);
                return;
            }
            decided = true;
            vertx.cancelTimer(timer);
            // nothing is read before there is somebody to read it
            socket.pause();
            outcome.accept(new Outcome.Connected(socket, context, target));
        }

        @SuppressWarnings("FutureReturnValueIgnored")
        private void close(NetSocket socket) {
            socket.close();
        }

        // every address has come, so this is now
        @SuppressWarnings("FutureReturnValueIgnored")
        private void lost() {
            decided = true;
            // the answers that led nowhere may be old
            resolver.forget(domain, found.targets());
            if (failures.isEmpty()) {
                found.settled().thenAccept(nothing -> outcome.accept(notLocated(nothing)));
            } else {
                outcome.accept(new Outcome.Unreachable(failures));
            }
        }
    }
}
