package org.rehome.gateway.bus;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.rehome.backbone.facts.Facts;
import org.rehome.backbone.lane.LaneHandler;
import org.rehome.backbone.lane.LaneStream;
import org.rehome.backbone.lane.Verdict;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.GatewayMetrics;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.lane.Quiescence;
import org.rehome.gateway.link.Links;
import org.rehome.gateway.route.Route;
import org.rehome.gateway.route.Router;
import org.rehome.gateway.route.Rule;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// Decides about the inbound lanes of the partitions that are ours: to which pool a stanza goes, whether it
/// has to wait, and when it has waited for too long, or goes back because an operator has ordered so.
public final class InboundLanes implements LaneHandler {
    private static final Logger LOG = Logger.getLogger(InboundLanes.class);
    private static final String INBOUND = "inbound";
    private static final String UNCONFIRMED = "unconfirmed";
    private static final String OPERATOR = "operator";

    /// How long a stanza waits here at least, also one that has waited elsewhere already.
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(10);

    private final Facts facts;
    private final Router router;
    private final ReturnOrders returnOrders;
    private final Links links;
    private final Quiescence quiescence;
    private final GatewayMetrics metrics;
    private final Duration holdLimit;
    private final InstantSource clock;

    /// @param holdLimit how long a stanza waits, from the moment that it was read, before it goes back
    public InboundLanes(
            Facts facts,
            Router router,
            ReturnOrders returnOrders,
            Links links,
            Quiescence quiescence,
            GatewayMetrics metrics,
            Duration holdLimit,
            InstantSource clock) {
        this.facts = facts;
        this.router = router;
        this.returnOrders = returnOrders;
        this.links = links;
        this.quiescence = quiescence;
        this.metrics = metrics;
        this.holdLimit = holdLimit;
        this.clock = clock;
    }

    /// Waits for the facts as they are now: so nothing is delivered by a home that a move has ended
    /// meanwhile.
    @Override
    public void assigned(int partition, boolean handedOver) throws InterruptedException {
        facts.awaitCaughtUp();
        quiescence.assigned(partition, handedOver);
    }

    @Override
    public Verdict decide(LaneStanza stanza, Duration held) {
        return switch (route(stanza)) {
            case Route.ToPool to -> toPool(to.pool(), stanza, held);
            case Route.Hold(var rule) -> hold(rule, stanza, held);
            case Route.Return back -> giveBack(stanza, back.condition(), back.reason());
            case Route.Drop drop -> new Verdict.Drop(drop.reason());
            case Route.ToEdge _, Route.ToLegacyGateway _ ->
                throw new IllegalStateException("an inbound stanza goes to a pool");
        };
    }

    private Verdict toPool(PoolName pool, LaneStanza stanza, Duration held) {
        Optional<LaneStream> stream = links.stream(pool);
        return stream.isPresent() ? new Verdict.Deliver(stream.get()) : hold(Rule.POOL_AWAY, stanza, held);
    }

    private Verdict hold(Rule rule, LaneStanza stanza, Duration held) {
        StanzaErrorCondition condition = rule == Rule.POOL_AWAY
                ? StanzaErrorCondition.REMOTE_SERVER_TIMEOUT
                : StanzaErrorCondition.RECIPIENT_UNAVAILABLE;
        if (returnOrders.cover(stanza)) {
            return giveBack(stanza, condition, OPERATOR);
        }
        Duration patience = holdLimit.compareTo(LEAST_PATIENCE) < 0 ? holdLimit : LEAST_PATIENCE;
        Instant limit = stanza.receivedAt().plus(holdLimit);
        if (held.compareTo(patience) < 0 || clock.instant().isBefore(limit)) {
            return new Verdict.Wait(rule.wire());
        }
        return giveBack(stanza, condition, rule.wire());
    }

    @Override
    public Verdict unconfirmed(LaneStanza stanza) {
        return giveBack(stanza, StanzaErrorCondition.REMOTE_SERVER_TIMEOUT, UNCONFIRMED);
    }

    private Route route(LaneStanza stanza) {
        if (stanza.returned() != null) {
            return router.returned(stanza.to());
        }
        Optional<PoolName> handedOver = HandedOver.by(stanza);
        if (handedOver.isEmpty()) {
            return router.inbound(stanza.from(), stanza.to(), stanza.kind()).route();
        }
        // she was away when it was taken, and may have been put back meanwhile: then it is hers there
        return router.home(stanza.to()) instanceof Home.Homed(var pool, var _, var _) && pool.equals(handedOver.get())
                ? new Route.ToPool(pool, Rule.COLLEAGUE)
                : router.handedOver(handedOver.get(), stanza.from(), stanza.to(), stanza.kind());
    }

    private Verdict giveBack(LaneStanza stanza, StanzaErrorCondition condition, String reason) {
        if (router.isLocal(stanza.from().domain())) {
            return new Verdict.Return(
                    reason, Topics.STANZAS_INBOUND, each -> Returns.toLocalSender(each, condition, reason));
        }
        return new Verdict.Return(reason, Topics.STANZAS_OUTBOUND, each -> Returns.toPartner(each, condition, reason));
    }

    @Override
    public void revoked(int partition) {
        quiescence.revoked(partition);
    }

    @Override
    public Domain partner(LaneStanza stanza) {
        return stanza.from().domain();
    }

    @Override
    public String pool(LaneStanza stanza, LaneStream stream) {
        // an injection stream is named after its pool
        return stream.name().substring(0, stream.name().indexOf('/'));
    }

    @Override
    public void delivered(List<LaneStanza> stanzas) {
        metrics.delivered(stanzas.size());
    }

    @Override
    public void returned(LaneStanza stanza, String reason) {
        metrics.returned(INBOUND, reason);
    }

    @Override
    public void dropped(LaneStanza stanza, String reason) {
        metrics.dropped(INBOUND, reason);
    }

    @Override
    public void uncertain(List<LaneStanza> stanzas, String reason) {
        LOG.warnf("stanzas uncertain, sent again once stanzas=%d error=%s", stanzas.size(), reason);
        metrics.uncertain(stanzas.size());
    }

    @Override
    public void sentAgain(int stanzas) {
        metrics.sentAgain(stanzas);
    }

    @Override
    public void deferred(List<LaneStanza> stanzas) {
        metrics.deferred(stanzas.size());
    }
}
