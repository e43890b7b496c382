package org.rehome.gateway.bus;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.PairAnswered;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.home.Pools;
import org.rehome.gateway.link.Links;
import org.rehome.xmpp.ping.Ping;

/// Pings that go from a local domain to a partner's by the legacy gateway: an answer, result or error, shows that what
/// went that way before has been processed (RFC 6120 §10.1, XEP-0199). The answer comes on a stream of the partner's:
/// to the legacy gateway, or to an edge, and so to any gateway, which tells all.
public final class OldWay implements OutboundIntake.Answers {
    /// Ids of these pings begin so, and have this length: an answer is known by it wherever it arrives.
    private static final String PREFIX = "old-way-";

    private static final int LENGTH = PREFIX.length() + Ping.newId().length();

    private final Pools pools;
    private final Consumer<PairAnswered> announce;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable Links links;

    private record Waiting(Domain local, Domain partner, CompletableFuture<Void> answered) {}

    /// @param announce tells all gateways of an answer to another one's ping
    public OldWay(Pools pools, Consumer<PairAnswered> announce) {
        this.pools = pools;
        this.announce = announce;
    }

    /// Pings leave by these links from now on.
    public void over(Links opened) {
        links = opened;
    }

    /// The server whose federation is the old way; empty where there is none.
    Optional<PoolName> gateway() {
        return pools.legacyGateway().map(pool -> pool.pool());
    }

    /// Pings a partner; completes with the answer, and fails when the ping cannot be sent. The caller bounds the time.
    CompletableFuture<Void> ping(Domain local, Domain partner) {
        Optional<PoolName> legacy = gateway();
        Links open = links;
        if (legacy.isEmpty() || open == null) {
            return CompletableFuture.failedFuture(new IOException("no legacy gateway is linked"));
        }
        String id = PREFIX + Ping.newId();
        CompletableFuture<Void> answered = new CompletableFuture<>();
        waiting.put(id, new Waiting(local, partner, answered));
        var unused = answered.whenComplete((done, failure) -> waiting.remove(id));
        var unusedSent = open.send(legacy.get(), Ping.request(id, Jid.of(local), Jid.of(partner)))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        answered.completeExceptionally(failure);
                    }
                });
        return answered;
    }

    /// Of whatever gateway the ping is.
    @Override
    public boolean answered(StanzaKind kind, Jid from, Jid to, Supplier<@Nullable String> named) {
        boolean answer = (kind == StanzaKind.IQ_RESULT || kind == StanzaKind.IQ_ERROR)
                && to.equals(Jid.of(to.domain()))
                && from.equals(Jid.of(from.domain()));
        String id = answer ? named.get() : null;
        if (id == null || !isOurs(id)) {
            return false;
        }
        PairAnswered event = new PairAnswered(to.domain(), from.domain(), id);
        if (waiting.containsKey(id)) {
            heard(event);
        } else {
            announce.accept(event);
        }
        return true;
    }

    private static boolean isOurs(String id) {
        return id.length() == LENGTH && id.startsWith(PREFIX);
    }

    /// Takes what a gateway has heard.
    void heard(PairAnswered event) {
        Waiting ping = waiting.get(event.id());
        // only the pinged domain may answer
        if (ping != null && ping.local().equals(event.local()) && ping.partner().equals(event.partner())) {
            ping.answered().complete(null);
        }
    }
}
