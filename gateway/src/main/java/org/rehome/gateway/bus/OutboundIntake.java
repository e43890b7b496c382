package org.rehome.gateway.bus;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.lane.LaneProducer;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.ContactAdded;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.GatewayMetrics;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.home.Pools;
import org.rehome.gateway.link.Intake;
import org.rehome.gateway.partner.ContactBook;
import org.rehome.gateway.route.Route;
import org.rehome.gateway.route.Router;
import org.rehome.gateway.route.Rule;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// Takes what pools send to partners: decides, and publishes it, or its error, durably.
public final class OutboundIntake implements Intake {
    private static final Logger LOG = Logger.getLogger(OutboundIntake.class);
    private static final String OUTBOUND = "outbound";
    private static final String NO_LEGACY_GATEWAY = "legacy-gateway-not-linked";

    private final String gateway;
    private final Router router;
    private final Pools pools;
    private final ContactBook contacts;
    private final PairHolds holds;
    private final Answers answers;
    private final StragglerLog stragglers;
    private final LaneProducer lanes;
    private final EventPublisher events;
    private final GatewayMetrics metrics;

    /// Takes answers to the gateways' own pings out of what is handed over.
    public interface Answers {
        /// True when it is one; then it is taken.
        ///
        /// @param id of the stanza; asked for only of what may be one
        boolean answered(StanzaKind kind, Jid from, Jid to, Supplier<@Nullable String> id);
    }

    public OutboundIntake(
            String gateway,
            Router router,
            Pools pools,
            ContactBook contacts,
            PairHolds holds,
            Answers answers,
            StragglerLog stragglers,
            LaneProducer lanes,
            EventPublisher events,
            GatewayMetrics metrics) {
        this.gateway = gateway;
        this.router = router;
        this.pools = pools;
        this.contacts = contacts;
        this.holds = holds;
        this.answers = answers;
        this.stragglers = stragglers;
        this.lanes = lanes;
        this.events = events;
        this.metrics = metrics;
    }

    @Override
    public void captured(PoolName pool, String stream, Stanza stanza, Settled settled) {
        String lane =
                LaneStanza.outboundLane(stanza.from().domain(), stanza.to().domain());
        LaneStanza onLane = laneStanza(lane, stream, stanza);
        Optional<String> pair = router.pair(stanza.from(), stanza.to());
        if (pair.isPresent()) {
            holds.pass(pair.get(), settled, passed -> routed(pool, stanza, onLane, passed));
        } else {
            routed(pool, stanza, onLane, settled);
        }
    }

    private void routed(PoolName pool, Stanza stanza, LaneStanza onLane, Settled settled) {
        Route route =
                router.outbound(pool, stanza.from(), stanza.to(), stanza.kind()).route();
        switch (route) {
            case Route.ToEdge _ -> accept(Direction.Outbound, stanza, onLane, settled);
            // while the partner is paused, its lane waits at its end
            case Route.Hold _ ->
                accept(
                        router.goesByEdges(stanza.from(), stanza.to())
                                        || pools.legacyGateway().isEmpty()
                                ? Direction.Outbound
                                : Direction.Legacy,
                        stanza,
                        onLane,
                        settled);
            case Route.ToLegacyGateway _ -> {
                if (pools.legacyGateway().isPresent()) {
                    accept(Direction.Legacy, stanza, onLane, settled);
                } else {
                    giveBack(onLane, StanzaErrorCondition.REMOTE_SERVER_NOT_FOUND, NO_LEGACY_GATEWAY, settled);
                }
            }
            case Route.Return back -> giveBack(onLane, back.condition(), back.reason(), settled);
            case Route.Drop drop -> {
                metrics.dropped(OUTBOUND, drop.reason());
                settled.settled(null);
            }
            case Route.ToPool _ -> throw new IllegalStateException("what a pool sent to a partner goes to no pool");
        }
    }

    /// What is for one of ours goes onto her lane, which knows her home when it delivers. What is handed over although
    /// she lives there goes back to its sender: given to the pool, it would be handed over again.
    @Override
    public void handedOver(PoolName pool, String stream, Stanza stanza, Settled settled) {
        if (answers.answered(stanza.kind(), stanza.from(), stanza.to(), stanza::id)) {
            settled.settled(null);
            return;
        }
        if (!router.isLocal(stanza.to().domain())) {
            captured(pool, stream, stanza, settled);
            return;
        }
        LaneStanza onLane = laneStanza(LaneStanza.inboundLane(stanza.to()), stream, stanza);
        if (router.home(stanza.to()) instanceof Home.Homed(var lives, var _, var _) && lives.equals(pool)) {
            giveBack(onLane, StanzaErrorCondition.RECIPIENT_UNAVAILABLE, Rule.HANDED_OVER_IN_VAIN.wire(), settled);
            return;
        }
        lanes.publish(Topics.STANZAS_INBOUND, onLane, failure -> {
            if (failure == null) {
                metrics.accepted(Direction.Inbound);
                if (router.isStraggler(stanza.from(), stanza.to(), stanza.kind())) {
                    stragglers.seen(stanza.from().domain(), router.localDomain(stanza.to()));
                }
            }
            settled.settled(failure);
        });
    }

    @Override
    public void refused(PoolName pool, String stream, String reason, String detail) {
        metrics.refused(reason);
        LOG.debugf("stanza refused pool=%s stream=%s error=%s %s", pool, stream, reason, detail);
    }

    private void accept(Direction direction, Stanza stanza, LaneStanza onLane, Settled settled) {
        try {
            keepContacts(stanza);
        } catch (CompletionException e) {
            settled.settled(e);
            return;
        }
        lanes.publish(direction.topic(), onLane, failure -> {
            if (failure == null) {
                metrics.accepted(direction);
                if (direction == Direction.Outbound) {
                    metrics.delivered(direction, 1);
                }
            }
            settled.settled(failure);
        });
    }

    private void giveBack(LaneStanza onLane, StanzaErrorCondition condition, String reason, Settled settled) {
        boolean local = router.isLocal(onLane.from().domain());
        Optional<LaneStanza> error =
                local ? Returns.toLocalSender(onLane, condition, reason) : Returns.toPartner(onLane, condition, reason);
        if (error.isEmpty()) {
            metrics.dropped(OUTBOUND, reason);
            settled.settled(null);
            return;
        }
        lanes.publish(local ? Topics.STANZAS_INBOUND : Topics.STANZAS_LEGACY, error.get(), failure -> {
            if (failure == null) {
                metrics.accepted(Direction.Outbound);
                metrics.returned(OUTBOUND, reason);
            }
            settled.settled(failure);
        });
    }

    /// A subscription request adds the contact, its withdrawal removes it (RFC 6121 §3.1, §3.3). The contact is durable
    /// before the request leaves: so the partner's answer finds it.
    private void keepContacts(Stanza stanza) {
        if (stanza.kind() != StanzaKind.PRESENCE_SUBSCRIPTION) {
            return;
        }
        ContactAdded contact =
                new ContactAdded(stanza.from().bare(), stanza.to().bare());
        boolean known = contacts.has(contact.user(), contact.contact());
        if ("subscribe".equals(stanza.type()) && !known) {
            events.publish(Topics.FEDERATION, contact).join();
        } else if ("unsubscribe".equals(stanza.type()) && known) {
            events.remove(Topics.FEDERATION, contact.key()).join();
        }
    }

    private LaneStanza laneStanza(String lane, String stream, Stanza stanza) {
        return new LaneStanza(
                lane,
                stanza.from(),
                stanza.to(),
                stanza.kind(),
                Instant.now(),
                gateway + "/" + stream,
                Long.toHexString(ThreadLocalRandom.current().nextLong()),
                null,
                stanza.frame().xml());
    }
}
