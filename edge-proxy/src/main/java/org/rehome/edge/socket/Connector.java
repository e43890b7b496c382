package org.rehome.edge.socket;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.zone.AttemptOrder;
import org.rehome.edge.zone.AttemptOrder.Turn;
import org.rehome.edge.zone.DestinationOrder;
import org.rehome.edge.zone.PartnerResolver;
import org.rehome.edge.zone.Resolution;
import org.rehome.edge.zone.Service;
import org.rehome.edge.zone.Setbacks;
import org.rehome.edge.zone.Target;

/// Connects to a partner's server. Its addresses are raced, in the order of `AttemptOrder`; the first
/// connection that is there wins (RFC 8305 §5). A way that led nowhere is not tried again for a second or
/// two: who asks meanwhile gets the same outcome. A server that could be connected to and was of no use
/// comes last for a while.
final class Connector {
    /// RFC 6120 §4.9.3.19: after 2 to 5 a loop is to be suspected.
    static final int MAX_REDIRECTIONS = 3;

    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration LEAST_MEMORY = Duration.ofSeconds(1);
    private static final Duration MOST_MEMORY = Duration.ofSeconds(2);
    private static final Duration LEAST_DISFAVOUR = Duration.ofSeconds(45);
    private static final Duration MOST_DISFAVOUR = Duration.ofSeconds(90);

    /// What connecting came to.
    sealed interface Outcome {
        record Connected(NetSocket socket, Context context, Target target, ConnectedServer server) implements Outcome {}

        /// Nobody is there: also where only the domain's own address is known, and is silent (RFC 6120 §8.3.3.16).
        record NotFound(String reason) implements Outcome {}

        record Unreachable(String reason) implements Outcome {}
    }

    private final Vertx vertx;
    private final PartnerResolver resolver;
    private final NetClient client;
    private final DestinationOrder destinations = DestinationOrder.ofRoutes();
    private final Setbacks<Way, Outcome> failed;
    private final Setbacks<Server, String> useless;

    /// What a partner's domain and settings come to.
    private record Way(Domain domain, @Nullable String nextHop, boolean tls) {
        static Way of(Domain domain, KnownPartner partner) {
            return new Way(
                    domain, partner.settings().proxyFqdn(), partner.rules().allowsTls());
        }
    }

    private record Server(String host, int port, Service service) {
        static Server of(Target target) {
            return new Server(target.host(), target.port(), target.service());
        }
    }

    Connector(Vertx vertx, PartnerResolver resolver) {
        this.vertx = vertx;
        this.resolver = resolver;
        RandomGenerator random = new Random();
        this.failed = new Setbacks<>(LEAST_MEMORY, MOST_MEMORY, random, System::nanoTime);
        this.useless = new Setbacks<>(LEAST_DISFAVOUR, MOST_DISFAVOUR, random, System::nanoTime);
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true));
    }

    /// @param context where the connection will live; the outcome is told there
    /// @param domain one of the partner's
    void connect(Context context, Domain domain, KnownPartner partner, Consumer<Outcome> outcome) {
        Optional<Outcome> remembered = failed.find(Way.of(domain, partner));
        if (remembered.isPresent()) {
            context.runOnContext(ignored -> outcome.accept(remembered.get()));
        } else {
            connectAnew(context, domain, partner, outcome);
        }
    }

    /// The same whatever is remembered.
    void connectAnew(Context context, Domain domain, KnownPartner partner, Consumer<Outcome> outcome) {
        Way way = Way.of(domain, partner);
        Consumer<Outcome> told = each -> {
            remember(way, each);
            outcome.accept(each);
        };
        connect(context, way, told);
    }

    /// Connects to where a server of the domain has sent us, a few times at most.
    ///
    /// @param place `host[:port]`
    /// @param redirections how many have led to that server
    void follow(Context context, Domain domain, String place, int redirections, Consumer<Outcome> outcome) {
        if (redirections == MAX_REDIRECTIONS || place.isBlank()) {
            outcome.accept(new Outcome.Unreachable(
                    "see-other-host: redirected " + (redirections + 1) + " times, now to \"" + place + "\""));
        } else {
            connect(
                    context,
                    new Way(domain, place, /* tls= */ false),
                    each -> outcome.accept(
                            each instanceof Outcome.NotFound(var reason)
                                    ? new Outcome.Unreachable("redirected to where nobody is: " + reason)
                                    : each));
        }
    }

    // the outcome is told either way
    @SuppressWarnings("FutureReturnValueIgnored")
    private void connect(Context context, Way way, Consumer<Outcome> told) {
        resolver.locate(way.domain(), way.nextHop(), way.tls())
                .whenComplete((resolution, failure) -> context.runOnContext(ignored -> {
                    if (resolution == null) {
                        told.accept(new Outcome.Unreachable(String.valueOf(failure)));
                        return;
                    }
                    switch (resolution) {
                        case Resolution.Found found -> new Race(context, way.domain(), inFavour(found), told).begin();
                        default -> told.accept(notLocated(resolution));
                    }
                }));
    }

    private void remember(Way way, Outcome outcome) {
        if (outcome instanceof Outcome.Connected) {
            failed.forget(way);
        } else {
            failed.add(way, outcome);
        }
    }

    /// A connection to the server led to no stream.
    void wasOfNoUse(Target target, String reason) {
        useless.add(Server.of(target), reason);
    }

    /// It did.
    void wasOfUse(Target target) {
        useless.forget(Server.of(target));
    }

    /// The same servers, those that were of no use lately behind the others.
    private Resolution.Found inFavour(Resolution.Found found) {
        List<Target> inOrder = found.targets().stream()
                .sorted(Comparator.comparing(
                        target -> useless.find(Server.of(target)).isPresent()))
                .toList();
        return new Resolution.Found(inOrder, found.guessed());
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
                targets.get(i).six().thenAccept(six -> later(() -> order.six(place, destinations.of(six.all()))));
                targets.get(i)
                        .four()
                        .thenAccept(four -> later(() -> order.four(place, destinations.of(four.all()), now())));
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
                    won(connection.result(), target, address);
                } else {
                    failures += (failures.isEmpty() ? "" : ", ") + to + " "
                            + connection.cause().getMessage();
                    order.failed(now());
                    next();
                }
            });
        }

        private void won(NetSocket socket, Target target, InetAddress address) {
            if (decided) {
                close(socket);
                return;
            }
            decided = true;
            vertx.cancelTimer(timer);
            // nothing is read before there is somebody to read it
            socket.pause();
            outcome.accept(new Outcome.Connected(socket, context, target, ConnectedServer.of(target, address)));
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
                outcome.accept(
                        found.guessed()
                                ? new Outcome.NotFound("no SRV record, and " + failures)
                                : new Outcome.Unreachable(failures));
            }
        }
    }
}
