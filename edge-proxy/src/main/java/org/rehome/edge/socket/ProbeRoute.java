package org.rehome.edge.socket;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.probe.ProbeReason;
import org.rehome.edge.probe.ProbeSteps;
import org.rehome.edge.probe.ProbeSteps.Step;
import org.rehome.edge.zone.PartnerResolver;
import org.rehome.edge.zone.Resolution;
import org.rehome.edge.zone.Service;
import org.rehome.edge.zone.Target;

/// The first steps of a probe: where the DNS leads, and who answers there.
final class ProbeRoute {
    private static final Duration RESOLUTION_LIMIT = Duration.ofSeconds(10);
    private static final Duration CONNECTION_LIMIT = Duration.ofSeconds(5);
    private static final int MOST_ADDRESSES = 4;

    private final Vertx vertx;
    private final PartnerResolver resolver;
    private final NetClient client;

    /// An address, and what is known of the server that answers there.
    record Place(SocketAddress address, ConnectedServer server) {}

    ProbeRoute(Vertx vertx, PartnerResolver resolver) {
        this.vertx = vertx;
        this.resolver = resolver;
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout((int) CONNECTION_LIMIT.toMillis())
                .setTcpNoDelay(true));
    }

    /// The address where the partner's server answers; without one the steps say why.
    ///
    /// @param nextHop a static next hop; null for none
    ///
    /// @param tls whether servers that are spoken to in TLS from the first byte on are wanted too
    Optional<Place> find(Domain partner, @Nullable String nextHop, boolean tls, ProbeSteps steps)
            throws InterruptedException {
        long begun = System.nanoTime();
        Resolution resolution = Prober.await(resolver.resolve(partner, nextHop, tls), RESOLUTION_LIMIT)
                .orElseGet(() -> new Resolution.Unanswered("no answer in " + RESOLUTION_LIMIT.toSeconds() + " s"));
        switch (resolution) {
            case Resolution.NotFound(var reason) ->
                steps.failed(Step.RESOLUTION, ProbeReason.DOMAIN_NOT_FOUND, reason, Prober.millis(begun));
            case Resolution.Unanswered(var reason) ->
                steps.failed(Step.RESOLUTION, ProbeReason.DNS_UNANSWERED, reason, Prober.millis(begun));
            case Resolution.Found(var targets, var guessed) -> {
                steps.passed(
                        Step.RESOLUTION,
                        targets.stream().map(ProbeRoute::words).collect(Collectors.joining(", ")),
                        Prober.millis(begun));
                return connected(targets, steps);
            }
        }
        return Optional.empty();
    }

    private static String words(Target target) {
        return (target.service() == Service.XMPPS ? "direct TLS " : "") + target.host() + ":" + target.port()
                + target.addresses().stream().map(InetAddress::getHostAddress).toList();
    }

    /// Every address by turns, so that a dead one among them is seen.
    private Optional<Place> connected(List<Target> targets, ProbeSteps steps) throws InterruptedException {
        List<String> dead = new ArrayList<>();
        ProbeReason why = ProbeReason.UNREACHABLE;
        long begun = System.nanoTime();
        for (Place place : places(targets)) {
            SocketAddress address = place.address();
            try {
                attempt(address);
                if (dead.isEmpty()) {
                    steps.passed(Step.CONNECTION, address.toString(), Prober.millis(begun));
                } else {
                    String all = address + "; not " + String.join(", not ", dead);
                    steps.warned(Step.CONNECTION, why, all, Prober.millis(begun));
                }
                return Optional.of(place);
            } catch (ExecutionException e) {
                why = reason(e.getCause());
                dead.add(address + " ("
                        + Objects.requireNonNullElse(e.getCause(), e).getMessage() + ")");
            } catch (TimeoutException e) {
                why = ProbeReason.NO_ANSWER;
                dead.add(address + " (no answer)");
            }
        }
        steps.failed(Step.CONNECTION, why, String.join(", ", dead), Prober.millis(begun));
        return Optional.empty();
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void attempt(SocketAddress address) throws InterruptedException, ExecutionException, TimeoutException {
        open(Contexts.eventLoop(vertx), address)
                .get(CONNECTION_LIMIT.toMillis() + 1000, TimeUnit.MILLISECONDS)
                .close();
    }

    private static List<Place> places(List<Target> targets) {
        return targets.stream()
                .flatMap(target -> target.addresses().stream()
                        .map(address -> new Place(
                                SocketAddress.inetSocketAddress(target.port(), address.getHostAddress()),
                                ConnectedServer.of(target, address))))
                .limit(MOST_ADDRESSES)
                .toList();
    }

    private static ProbeReason reason(@Nullable Throwable failure) {
        return switch (failure) {
            case ConnectTimeoutException late -> ProbeReason.NO_ANSWER;
            case NoRouteToHostException nowhere -> ProbeReason.UNREACHABLE;
            case ConnectException refused -> ProbeReason.CONNECTION_REFUSED;
            case null, default -> ProbeReason.UNREACHABLE;
        };
    }

    /// A connection that is not read yet.
    CompletableFuture<NetSocket> open(Context context, SocketAddress address) {
        CompletableFuture<NetSocket> opened = new CompletableFuture<>();
        context.runOnContext(ignored -> client.connect(address).onComplete(connection -> {
            if (connection.succeeded()) {
                connection.result().pause();
                opened.complete(connection.result());
            } else {
                opened.completeExceptionally(connection.cause());
            }
        }));
        return opened;
    }

    /// Whether one of the servers that the DNS has for a domain is such a one.
    boolean leadsTo(Domain domain, Predicate<Target> wanted) throws InterruptedException {
        return Prober.await(resolver.resolve(domain, null), RESOLUTION_LIMIT).orElse(null)
                        instanceof Resolution.Found(var targets, var guessed)
                && targets.stream().anyMatch(wanted);
    }
}
