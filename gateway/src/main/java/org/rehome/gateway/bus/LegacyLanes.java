package org.rehome.gateway.bus;

import java.time.Duration;
import org.rehome.backbone.facts.Facts;
import org.rehome.backbone.lane.Verdict;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.GatewayMetrics;
import org.rehome.gateway.home.Pools;
import org.rehome.gateway.link.Links;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.route.Rule;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// Delivers the stanzas of local users that leave by the legacy gateway. Which way a stanza takes was decided when it
/// was accepted: a lane that has begun here ends here, whatever becomes of its partner meanwhile, so that a switch can
/// wait for its end and nothing overtakes.
public final class LegacyLanes extends PoolLanes {
    private final Facts facts;
    private final Pools pools;
    private final Partners partners;
    private final ReturnOrders orders;

    public LegacyLanes(
            Facts facts,
            Pools pools,
            Partners partners,
            ReturnOrders returnOrders,
            Links links,
            GatewayMetrics metrics,
            Patience patience) {
        super(Direction.Legacy, returnOrders, links, metrics, patience);
        this.facts = facts;
        this.pools = pools;
        this.partners = partners;
        this.orders = returnOrders;
    }

    @Override
    public void assigned(int partition, boolean handedOver) throws InterruptedException {
        facts.awaitCaughtUp();
    }

    @Override
    public void revoked(int partition) {
        // nobody waits for a partition of these
    }

    @Override
    public Verdict decide(LaneStanza stanza, Duration held) {
        boolean paused = partners.covering(stanza.to().domain())
                .filter(Lifecycle.Paused.class::isInstance)
                .isPresent();
        if (paused && !orders.release(Direction.Legacy, stanza)) {
            return hold(Rule.PARTNER_PAUSED, stanza, held);
        }
        return pools.legacyGateway()
                .map(legacy -> toPool(legacy.pool(), stanza, held))
                .orElseGet(() -> hold(Rule.POOL_AWAY, stanza, held));
    }

    @Override
    Verdict giveBack(LaneStanza given, StanzaErrorCondition condition, String reason) {
        return new Verdict.Return(
                reason, Topics.STANZAS_INBOUND, stanza -> Returns.toLocalSender(stanza, condition, reason));
    }

    @Override
    public Domain partner(LaneStanza stanza) {
        return stanza.to().domain();
    }
}
