package org.rehome.gateway.bus;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.rehome.backbone.lane.LaneHandler;
import org.rehome.backbone.lane.LaneStream;
import org.rehome.backbone.lane.Verdict;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.GatewayMetrics;
import org.rehome.gateway.link.Links;
import org.rehome.gateway.route.Rule;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// What all lanes have in common that end at a pool's injection stream: for how long a stanza waits that cannot be
/// delivered, and what is counted.
public abstract class PoolLanes implements LaneHandler {
    private static final Logger LOG = Logger.getLogger(PoolLanes.class);
    private static final String UNCONFIRMED = "unconfirmed";
    private static final String OPERATOR = "operator";

    /// How long a stanza waits here at least, also one that has waited elsewhere already.
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(10);

    private final Direction direction;
    private final ReturnOrders returnOrders;
    private final Links links;
    private final GatewayMetrics metrics;
    private final Patience patience;

    /// For how long stanzas wait.
    ///
    /// @param limit from the moment that a stanza was read, before it goes back
    public record Patience(Duration limit, InstantSource clock) {
        boolean isOver(Instant receivedAt, Duration held) {
            Duration least = limit.compareTo(LEAST_PATIENCE) < 0 ? limit : LEAST_PATIENCE;
            return held.compareTo(least) >= 0 && !clock.instant().isBefore(receivedAt.plus(limit));
        }
    }

    PoolLanes(Direction direction, ReturnOrders returnOrders, Links links, GatewayMetrics metrics, Patience patience) {
        this.direction = direction;
        this.returnOrders = returnOrders;
        this.links = links;
        this.metrics = metrics;
        this.patience = patience;
    }

    /// An error goes back to where the stanza came from.
    abstract Verdict giveBack(LaneStanza stanza, StanzaErrorCondition condition, String reason);

    Verdict toPool(PoolName pool, LaneStanza stanza, Duration held) {
        Optional<LaneStream> stream = links.stream(pool);
        return stream.isPresent() ? new Verdict.Deliver(stream.get()) : hold(Rule.POOL_AWAY, stanza, held);
    }

    Verdict hold(Rule rule, LaneStanza stanza, Duration held) {
        StanzaErrorCondition condition = rule == Rule.POOL_AWAY || rule == Rule.PARTNER_PAUSED
                ? StanzaErrorCondition.REMOTE_SERVER_TIMEOUT
                : StanzaErrorCondition.RECIPIENT_UNAVAILABLE;
        if (returnOrders.cover(direction, stanza)) {
            return giveBack(stanza, condition, OPERATOR);
        }
        return patience.isOver(stanza.receivedAt(), held)
                ? giveBack(stanza, condition, rule.wire())
                : new Verdict.Wait(rule.wire());
    }

    @Override
    public Verdict unconfirmed(LaneStanza stanza) {
        return giveBack(stanza, StanzaErrorCondition.REMOTE_SERVER_TIMEOUT, UNCONFIRMED);
    }

    @Override
    public String pool(LaneStanza stanza, LaneStream stream) {
        // an injection stream is named after its pool
        return stream.name().substring(0, stream.name().indexOf('/'));
    }

    @Override
    public void delivered(List<LaneStanza> stanzas) {
        metrics.delivered(direction, stanzas.size());
    }

    @Override
    public void returned(LaneStanza stanza, String reason) {
        metrics.returned(direction.wire(), reason);
    }

    @Override
    public void dropped(LaneStanza stanza, String reason) {
        metrics.dropped(direction.wire(), reason);
    }

    @Override
    public void uncertain(List<LaneStanza> stanzas, String reason) {
        LOG.warnf("stanzas uncertain, sent again once stanzas=%d error=%s", stanzas.size(), reason);
        metrics.uncertain(stanzas.size());
    }

    @Override
    public LaneStanza sentAgain(LaneStanza stanza) {
        metrics.sentAgain();
        return stanza;
    }

    @Override
    public void deferred(List<LaneStanza> stanzas) {
        metrics.deferred(stanzas.size());
    }
}
