package org.rehome.gateway.bus;

import java.time.Duration;
import java.util.Optional;
import org.rehome.backbone.facts.Facts;
import org.rehome.backbone.lane.Verdict;
import org.rehome.contracts.Topic;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.GatewayMetrics;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.hook.Alignment;
import org.rehome.gateway.hook.Arrivals;
import org.rehome.gateway.lane.Quiescence;
import org.rehome.gateway.link.Links;
import org.rehome.gateway.route.Route;
import org.rehome.gateway.route.Router;
import org.rehome.gateway.route.Rule;
import org.rehome.xmpp.stanza.StanzaErrorCondition;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.XmlElement;

/// Decides about the inbound lanes of the partitions that are ours: to which pool a stanza goes, whether it
/// has to wait, and when it has waited for too long, or goes back because an operator has ordered so.
public final class InboundLanes extends PoolLanes {
    private static final String PING_ANSWERED = "ping-answered";

    private final Facts facts;
    private final Router router;
    private final Quiescence quiescence;
    private final Arrivals arrivals;
    private final Alignment alignment;
    private final OutboundIntake.Answers answers;

    public InboundLanes(
            Facts facts,
            Router router,
            ReturnOrders returnOrders,
            Links links,
            Quiescence quiescence,
            Arrivals arrivals,
            Alignment alignment,
            OutboundIntake.Answers answers,
            GatewayMetrics metrics,
            Patience patience) {
        super(Direction.Inbound, returnOrders, links, metrics, patience);
        this.facts = facts;
        this.router = router;
        this.quiescence = quiescence;
        this.arrivals = arrivals;
        this.alignment = alignment;
        this.answers = answers;
    }

    /// Waits for the facts as they are now: so nothing is delivered by a home that a move has ended
    /// meanwhile.
    @Override
    public void assigned(int partition, boolean handedOver) throws InterruptedException {
        facts.awaitCaughtUp();
        quiescence.assigned(partition, handedOver);
        alignment.all(user -> quiescence.isIn(user, partition));
    }

    @Override
    public Verdict decide(LaneStanza stanza, Duration held) {
        if (answersPing(stanza)) {
            return new Verdict.Drop(PING_ANSWERED);
        }
        return switch (route(stanza)) {
            case Route.ToPool to -> toPool(to.pool(), stanza, held);
            case Route.Hold(var rule) -> hold(rule, stanza, held);
            case Route.Return back -> giveBack(stanza, back.condition(), back.reason());
            case Route.Drop drop -> new Verdict.Drop(drop.reason());
            case Route.ToEdge _, Route.ToLegacyGateway _ ->
                throw new IllegalStateException("an inbound stanza goes to a pool");
        };
    }

    /// A pool with a hook gets nothing for a user who has moved before its hook has said that she is at home.
    @Override
    Verdict toPool(PoolName pool, LaneStanza stanza, Duration held) {
        Verdict verdict = super.toPool(pool, stanza, held);
        if (!(verdict instanceof Verdict.Deliver) || !arrivals.areSaidBy(pool)) {
            return verdict;
        }
        // the home is read again: whatever changes it meanwhile brings the stanza here anew
        if (!(router.home(stanza.to()) instanceof Home.OfUser home)) {
            return verdict;
        }
        if (!(home instanceof Home.Homed homed) || !homed.pool().equals(pool)) {
            return hold(Rule.USER_MOVING, stanza, held);
        }
        return arrivals.isAtHome(stanza.to().bare().toString(), homed) ? verdict : hold(Rule.ARRIVING, stanza, held);
    }

    /// An answer to a gateway's own ping that an edge has taken. What is for a bare domain is seldom.
    private boolean answersPing(LaneStanza stanza) {
        return !stanza.to().hasLocalpart()
                && answers.answered(stanza.kind(), stanza.from(), stanza.to(), () -> XmlElement.parse(
                                stanza.xml(), Namespaces.SERVER)
                        .attribute("id")
                        .orElse(null));
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
                : router.handedOver(handedOver.get(), stanza.from(), stanza.to(), stanza.kind())
                        .route();
    }

    @Override
    Verdict giveBack(LaneStanza stanza, StanzaErrorCondition condition, String reason) {
        if (router.isLocal(stanza.from().domain())) {
            return new Verdict.Return(
                    reason, Topics.STANZAS_INBOUND, each -> Returns.toLocalSender(each, condition, reason));
        }
        // an error goes back the way that the stanza came
        Topic.Stanzas way = HandedOver.by(stanza).isPresent() ? Topics.STANZAS_LEGACY : Topics.STANZAS_OUTBOUND;
        return new Verdict.Return(reason, way, each -> Returns.toPartner(each, condition, reason));
    }

    @Override
    public void revoked(int partition) {
        quiescence.revoked(partition);
    }

    @Override
    public Domain partner(LaneStanza stanza) {
        return stanza.from().domain();
    }
}
