package org.rehome.edge;

import java.time.InstantSource;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.TopicSetup;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.facts.Facts;
import org.rehome.backbone.lane.HeldOrders;
import org.rehome.backbone.lane.LaneConsumer;
import org.rehome.backbone.lane.LaneProducer;
import org.rehome.backbone.ledger.Ledger;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.ConfirmationEvent.PingAnswered;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.EdgeEvent.PartnerProbed;
import org.rehome.contracts.stanza.LaneGroups;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.edge.bus.Announcements;
import org.rehome.edge.bus.ConfirmationPings;
import org.rehome.edge.bus.Confirmations;
import org.rehome.edge.bus.EdgeDirectory;
import org.rehome.edge.bus.FactFeed;
import org.rehome.edge.bus.ForwardedAnswers;
import org.rehome.edge.bus.OutboundLanes;
import org.rehome.edge.bus.PairWays;
import org.rehome.edge.bus.ProbeOrders;
import org.rehome.edge.bus.SplicedPairs;
import org.rehome.edge.delivery.Answer;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.DeliveryLimits;
import org.rehome.edge.delivery.DeliveryListener;
import org.rehome.edge.delivery.Passage;
import org.rehome.edge.delivery.ReturnReason;
import org.rehome.edge.delivery.Returns;
import org.rehome.edge.negotiation.Authentication;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.LocalDomains;
import org.rehome.edge.partner.Partners;
import org.rehome.edge.socket.S2sEndpoint;
import org.rehome.edge.socket.StreamEvents;

/// The edge's clients of the broker: made when it is time, closed in order.
final class EdgeOnBus implements StreamEvents {
    private static final Logger LOG = Logger.getLogger(EdgeOnBus.class);

    private final EdgeSettings settings;
    private final EdgeMetrics metrics;
    private final InstantSource clock;
    private final KafkaSettings kafka;
    private volatile @Nullable Clients clients;
    private volatile @Nullable ConfirmationPings pings;
    private volatile @Nullable ProbeOrders probes;
    private volatile @Nullable OutboundLanes lanes;
    private volatile @Nullable LaneConsumer consumer;
    private volatile @Nullable Facts facts;
    private volatile boolean joined;

    private record Clients(
            LaneProducer producer,
            Announcements announcements,
            ForwardedAnswers answers,
            EventPublisher accounts,
            Ledger ledger) {
        static Clients of(KafkaSettings kafka, String edge) {
            String source = "/edge-proxy/" + edge;
            EventPublisher accounts = new EventPublisher(kafka, source);
            return new Clients(
                    new LaneProducer(kafka),
                    new Announcements(new EventPublisher(kafka, source)),
                    new ForwardedAnswers(new EventPublisher(kafka, source)),
                    accounts,
                    new Ledger(accounts, edge));
        }
    }

    EdgeOnBus(EdgeSettings settings, EdgeMetrics metrics, InstantSource clock) {
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.kafka = new KafkaSettings(
                settings.kafka().bootstrapServers(), settings.edge().id());
    }

    /// Waits for the broker, reads the facts and waits until they have caught up.
    void join(
            Partners partners,
            LocalDomains locals,
            EdgeDirectory edges,
            Confirmations confirmations,
            SplicedPairs spliced,
            Barriers barriers,
            S2sEndpoint endpoint)
            throws InterruptedException {
        TopicSetup.ensure(kafka);
        Clients made = Clients.of(kafka, settings.edge().id());
        clients = made;
        ConfirmationPings pinging = new ConfirmationPings(confirmations, endpoint.outbound(), barriers);
        pings = pinging;
        ProbeOrders probing =
                new ProbeOrders(settings.edge().id(), partners, edges, endpoint.prober(), clock, this::probed);
        probes = probing;
        HeldOrders orders = new HeldOrders();
        lanes = lanes(partners, orders, barriers, confirmations, endpoint);
        Runnable changed = () -> {
            if (joined) {
                endpoint.partnersChanged();
                confirmations.reconsider();
                pinging.refresh();
                probing.look();
                lanesChanged();
            }
        };
        Facts reading = FactFeed.start(
                kafka,
                partners,
                orders,
                locals,
                edges,
                confirmations,
                spliced,
                probing,
                barriers,
                made.ledger(),
                changed);
        facts = reading;
        reading.awaitCaughtUp();
        joined = true;
        changed.run();
    }

    private OutboundLanes lanes(
            Partners partners,
            HeldOrders orders,
            Barriers barriers,
            Confirmations confirmations,
            S2sEndpoint endpoint) {
        DeliveryLimits limits = new DeliveryLimits(
                settings.edge().barrierTimeout(), settings.edge().returnAfter());
        DeliveryListener listener = new Told(confirmations);
        return new OutboundLanes(
                partners,
                orders,
                new PairWays(endpoint.outbound(), barriers, listener, limits, pair -> lanesChanged(pair.lane())),
                new Returns(settings.edge().id() + "/returns", clock),
                listener,
                limits,
                clock,
                LaneConsumer.partitioner(Topics.STANZAS_OUTBOUND),
                endpoint::release);
    }

    private void lanesChanged(String lane) {
        LaneConsumer reading = consumer;
        if (reading != null) {
            reading.changed(lane);
        }
    }

    private void lanesChanged() {
        LaneConsumer reading = consumer;
        if (reading != null) {
            reading.changed();
        }
    }

    /// Takes its share of the outbound lanes.
    void takeLanes() {
        OutboundLanes handler = lanes;
        Clients made = clients;
        if (handler != null && made != null) {
            LaneConsumer reading = new LaneConsumer(
                    kafka,
                    LaneGroups.OUTBOUND,
                    Topics.STANZAS_OUTBOUND,
                    handler,
                    made.producer(),
                    made.ledger().of(Topics.STANZAS_OUTBOUND));
            consumer = reading;
            metrics.held(reading::heldStanzas);
            made.ledger().watch(metrics::ledger);
        }
    }

    /// Gives its share back, after what was sent is confirmed.
    void releaseLanes() {
        ConfirmationPings pinging = pings;
        if (pinging != null) {
            pinging.close();
        }
        ProbeOrders probing = probes;
        if (probing != null) {
            probing.close();
        }
        LaneConsumer reading = consumer;
        if (reading != null) {
            reading.close();
        }
    }

    private void probed(PartnerProbed report) {
        metrics.probed(report.partner(), report.reason());
        announce(report);
    }

    /// Waits until all that was published is durable, says the last word, and closes.
    void leave(EdgeEvent.EdgeStopped last) {
        Clients made = clients;
        if (made != null) {
            made.producer().close();
            made.ledger().close();
            made.accounts().close();
            made.answers().close();
            if (joined) {
                announce(last);
            }
            made.announcements().close();
        }
        Facts reading = facts;
        if (reading != null) {
            reading.close();
        }
    }

    boolean caughtUp() {
        return joined;
    }

    // a failure is logged where it is met
    @SuppressWarnings("FutureReturnValueIgnored")
    void announce(EdgeEvent event) {
        Clients made = clients;
        if (made != null) {
            made.announcements().announce(event);
        }
    }

    @Override
    public void publish(LaneStanza stanza, Consumer<@Nullable Exception> accepted) {
        Clients made = clients;
        if (made == null) {
            accepted.accept(new IllegalStateException("the edge has not joined yet"));
            return;
        }
        made.producer().publish(Topics.STANZAS_INBOUND, stanza, accepted::accept);
    }

    @Override
    public void forward(Answer.Elsewhere answer, Consumer<@Nullable Exception> accepted) {
        Clients made = clients;
        if (made == null) {
            accepted.accept(new IllegalStateException("the edge has not joined yet"));
            return;
        }
        made.answers()
                .forward(
                        new PingAnswered(
                                answer.edge(),
                                answer.id(),
                                answer.pair().local(),
                                answer.pair().partner(),
                                settings.edge().id()),
                        accepted);
    }

    @Override
    public void accepted(Domain partner) {
        metrics.accepted(partner);
    }

    @Override
    public void certificateChanged(Domain partner) {
        metrics.certificateChanged(partner);
    }

    @Override
    public void established(boolean inbound, Authentication method) {
        metrics.established(inbound, method);
    }

    @Override
    public void handshakeFailed(boolean inbound, String partner, HandshakeFailure failure) {
        metrics.handshakeFailed(inbound, partner, failure);
    }

    /// What becomes of outbound stanzas, for the metrics and for whoever watches which partners confirm.
    private final class Told implements DeliveryListener {
        private final Confirmations confirmations;

        Told(Confirmations confirmations) {
            this.confirmations = confirmations;
        }

        @Override
        public void delivered(DomainPair pair, int stanzas) {
            metrics.delivered(pair.partner(), stanzas);
        }

        @Override
        public void returned(DomainPair pair, ReturnReason reason) {
            metrics.returned(pair.partner(), reason);
        }

        @Override
        public void uncertain(DomainPair pair, int stanzas) {
            LOG.warnf(
                    "stanzas not confirmed, sent once more partner=%s local=%s stanzas=%d",
                    pair.partner(), pair.local(), stanzas);
            metrics.uncertain(pair.partner(), stanzas);
        }

        @Override
        public void sentAgain() {
            metrics.sentAgain();
        }

        @Override
        public void deferred(DomainPair pair, int stanzas) {
            metrics.deferred(pair.partner(), stanzas);
        }

        @Override
        public void barrier(Passage passage) {
            metrics.barrier(passage);
        }

        @Override
        public void outOfReach(DomainPair pair, String reason) {
            confirmations.lost(pair, reason);
        }
    }
}
