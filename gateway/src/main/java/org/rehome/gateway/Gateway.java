package org.rehome.gateway;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.TopicSetup;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.facts.Facts;
import org.rehome.backbone.lane.HeldOrders;
import org.rehome.backbone.lane.HeldStanzas;
import org.rehome.backbone.lane.LaneConsumer;
import org.rehome.backbone.lane.LaneProducer;
import org.rehome.backbone.lane.LaneProgress;
import org.rehome.backbone.ledger.Ledger;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.stanza.LaneGroups;
import org.rehome.gateway.bus.Announcer;
import org.rehome.gateway.bus.CaptureShare;
import org.rehome.gateway.bus.FactTables;
import org.rehome.gateway.bus.InboundLanes;
import org.rehome.gateway.bus.LegacyLanes;
import org.rehome.gateway.bus.OldWay;
import org.rehome.gateway.bus.OrderLog;
import org.rehome.gateway.bus.OutboundIntake;
import org.rehome.gateway.bus.PairFacts;
import org.rehome.gateway.bus.PairHolds;
import org.rehome.gateway.bus.PartnerLog;
import org.rehome.gateway.bus.PartnerRepairs;
import org.rehome.gateway.bus.PoolLanes;
import org.rehome.gateway.bus.PoolProbes;
import org.rehome.gateway.bus.Probes;
import org.rehome.gateway.bus.ReturnOrders;
import org.rehome.gateway.bus.ScheduledProbes;
import org.rehome.gateway.bus.Signal;
import org.rehome.gateway.bus.StragglerLog;
import org.rehome.gateway.bus.Switches;
import org.rehome.gateway.bus.Waiting;
import org.rehome.gateway.client.RoundTrips;
import org.rehome.gateway.client.TestUsers;
import org.rehome.gateway.hook.Alignment;
import org.rehome.gateway.hook.Arrivals;
import org.rehome.gateway.hook.Departures;
import org.rehome.gateway.hook.PresenceRepair;
import org.rehome.gateway.hook.Transfers;
import org.rehome.gateway.hook.UserRequests;
import org.rehome.gateway.lane.Owned;
import org.rehome.gateway.lane.Quiescence;
import org.rehome.gateway.link.LinkStatus;
import org.rehome.gateway.link.Links;
import org.rehome.gateway.link.Secrets;
import org.rehome.gateway.link.Timings;
import org.rehome.gateway.route.Knowledge;
import org.rehome.gateway.route.Router;

/// A running gateway. What partners send comes by the topic `stanzas-inbound`, is routed and delivered to
/// pools by {@link InboundLanes}; what pools send to partners comes by {@link Links}, is routed and
/// published on `stanzas-outbound` by {@link OutboundIntake}; both ask one {@link Router}, which knows what
/// {@link FactTables} reads from the topics of all services.
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Gateway.class);

    /// Whoever works this partition of the legacy lanes switches partners, and repairs their presence.
    private static final int FIRST = 0;

    private final Knowledge known = Knowledge.empty();
    private final Router router = new Router(known);
    private final Signal signal = new Signal();
    private final Waiting waiting = new Waiting();
    private final EventPublisher events;
    private final LaneProducer producer;
    private final Announcer announcer;
    private final Ledger ledger;
    private final CaptureShare captures;
    private final Links links;
    private final Arrivals arrivals;
    private final Facts facts;
    private final LaneConsumer inbound;
    private final LaneConsumer legacy;
    private final PartnerLog partnerLog;
    private final StragglerLog stragglerLog;
    private final OrderLog orderLog;
    private final HeldStanzas heldStanzas;
    private final LaneProgress progress;
    private final PairHolds holds;
    private final Probes probes;
    private final PoolProbes poolProbes;
    private final Optional<ScheduledProbes> scheduledProbes;
    private final Switches switches;
    private final PresenceRepair presenceRepair;
    private final PartnerRepairs partnerRepairs;

    private Gateway(GatewayConfig config, KafkaSettings kafka, GatewayMetrics metrics) throws InterruptedException {
        GatewayConfig.Instance instance = config.gateway();
        String id = instance.id();
        // the id becomes the first label of component names
        Domain.parse(id);
        TestUsers testUsers =
                TestUsers.of(instance.testUsers(), instance.testContacts().orElse(List.of()));
        this.events = new EventPublisher(kafka, "/gateway/" + id);
        this.producer = new LaneProducer(kafka);
        this.announcer = new Announcer(events, id, metrics, signal, waiting::changed);
        this.partnerLog = new PartnerLog(events, known.partners(), known.contacts(), signal);
        this.stragglerLog = new StragglerLog(id, known.partners(), known.stragglers(), events, metrics);
        HeldOrders orders = new HeldOrders();
        this.orderLog = new OrderLog(events, orders);
        this.heldStanzas = new HeldStanzas(kafka);
        Secrets secrets = new Secrets(instance.secrets(), config.data().resolve("secrets.properties"));
        this.progress = new LaneProgress(kafka);
        this.holds = new PairHolds();
        OldWay oldWay = new OldWay(known.pools(), announcer::answered);
        OutboundIntake intake = new OutboundIntake(
                id, router, known.pools(), known.contacts(), holds, oldWay, stragglerLog, producer, events, metrics);
        this.captures = new CaptureShare(
                id, known.slots(), events, signal, instance.makeBeforeBreak().orElse(Set.of()));
        this.links = new Links(id, known, secrets, timings(instance), intake, captures, announcer, metrics::barrier);
        oldWay.over(links);
        Owned owned = new Owned(LaneConsumer.partitioner(Topics.STANZAS_INBOUND));
        UserRequests requests = new UserRequests(links);
        Departures departures = new Departures(
                known.homes(),
                known.pools(),
                requests,
                instance.transfer() ? Optional.of(new Transfers(links)) : Optional.empty(),
                owned,
                announcer::departed,
                metrics::hookStale,
                Gateway::after);
        Quiescence quiescence =
                new Quiescence(known.homes(), owned, KafkaSettings.SESSION, departures::quiet, Gateway::after);
        this.arrivals = new Arrivals(
                known.homes(),
                known.pools(),
                links,
                requests,
                owned,
                new Arrivals.Outside(waiting::changed, metrics::hookStale, Gateway::refused),
                Gateway::after);
        Alignment alignment = new Alignment(known.homes(), known.pools(), links, arrivals);
        announcer.onLinkOpened(alignment::linked);
        this.ledger = new Ledger(events, id);
        this.facts = new FactTables(
                        known,
                        orders,
                        quiescence,
                        arrivals,
                        alignment,
                        new PairFacts(id, known.ways(), holds, links, oldWay, announcer),
                        waiting,
                        metrics,
                        signal,
                        links::changed,
                        captures::changed,
                        ledger)
                .start(kafka);
        facts.awaitCaughtUp();
        stragglerLog.start();
        captures.resume(links, known.openCaptures().of(id));
        links.start();
        captures.join(kafka, facts);
        ReturnOrders returnOrders = new ReturnOrders(orders, known.partners());
        PoolLanes.Patience patience = new PoolLanes.Patience(instance.holdLimit(), Clock.systemUTC());
        this.inbound = new LaneConsumer(
                kafka,
                LaneGroups.INBOUND,
                Topics.STANZAS_INBOUND,
                new InboundLanes(
                        facts, router, returnOrders, links, quiescence, arrivals, alignment, oldWay, metrics, patience),
                producer,
                ledger.of(Topics.STANZAS_INBOUND));
        this.legacy = new LaneConsumer(
                kafka,
                LaneGroups.LEGACY,
                Topics.STANZAS_LEGACY,
                new LegacyLanes(facts, known.pools(), known.partners(), returnOrders, links, metrics, patience),
                producer,
                ledger.of(Topics.STANZAS_LEGACY));
        quiescence.over(inbound::whenQuiet);
        waiting.in(inbound, legacy);
        this.probes = new Probes(known, events, signal);
        this.poolProbes =
                new PoolProbes(testUsers, new RoundTrips(secrets), known, events, signal, metrics::poolProbed);
        this.scheduledProbes = instance.probeEvery()
                .map(every -> new ScheduledProbes(known, probes, poolProbes, every, this::switchesPartners));
        this.switches = new Switches(
                known,
                links,
                ledger,
                oldWay,
                progress,
                heldStanzas,
                partnerLog,
                events,
                signal,
                instance.switchHold(),
                this::switchesPartners);
        this.presenceRepair = new PresenceRepair(known.homes(), known.pools(), links);
        this.partnerRepairs = new PartnerRepairs(
                known, presenceRepair, events, signal, instance.repairRate(), this::switchesPartners);
        metrics.held(() -> inbound.heldStanzas() + legacy.heldStanzas());
        ledger.watch(metrics::ledger);
        for (String stream : new String[] {"injection", "capture"}) {
            metrics.links(stream, () -> openLinks(stream));
        }
    }

    /// Waits for the broker, reads the facts, opens the links, and joins the group that works the inbound
    /// lanes.
    public static Gateway start(GatewayConfig config, GatewayMetrics metrics) throws InterruptedException {
        KafkaSettings kafka = new KafkaSettings(
                config.kafka().bootstrapServers(), config.gateway().id());
        TopicSetup.ensure(kafka);
        Gateway gateway = new Gateway(config, kafka, metrics);
        LOG.infof("gateway started users=%d", gateway.known.homes().size());
        return gateway;
    }

    private boolean switchesPartners() {
        return legacy.partitions().contains(FIRST);
    }

    private static Timings timings(GatewayConfig.Instance instance) {
        return new Timings(
                instance.connectTimeout(),
                instance.barrierTimeout(),
                instance.reconnectMin(),
                instance.reconnectMax(),
                instance.closeTimeout());
    }

    private static void after(Duration time, Runnable then) {
        Thread.ofVirtual().name("delayed").start(() -> {
            try {
                Thread.sleep(time);
                then.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void refused(PoolName pool, String reason) {
        LOG.warnf("a hook does not take where a user lives pool=%s error=%s", pool, reason);
    }

    private long openLinks(String stream) {
        return links.statuses().stream()
                .filter(each ->
                        each.state() == LinkStatus.State.OPEN && each.stream().equals(stream))
                .count();
    }

    public Knowledge known() {
        return known;
    }

    public Router router() {
        return router;
    }

    public Links links() {
        return links;
    }

    public Arrivals arrivals() {
        return arrivals;
    }

    public Facts facts() {
        return facts;
    }

    /// Wakes those who wait for a change of what is known.
    public Signal signal() {
        return signal;
    }

    public Ledger ledger() {
        return ledger;
    }

    public PartnerLog partnerLog() {
        return partnerLog;
    }

    public OrderLog orderLog() {
        return orderLog;
    }

    public Probes probes() {
        return probes;
    }

    public PoolProbes poolProbes() {
        return poolProbes;
    }

    public PresenceRepair presenceRepair() {
        return presenceRepair;
    }

    public PartnerRepairs partnerRepairs() {
        return partnerRepairs;
    }

    public HeldStanzas heldStanzas() {
        return heldStanzas;
    }

    /// Hands its capture streams over, makes durable what was read from pools, settles the partitions, and closes the
    /// streams.
    @Override
    public void close() {
        scheduledProbes.ifPresent(ScheduledProbes::close);
        poolProbes.close();
        switches.close();
        partnerRepairs.close();
        try {
            captures.close();
            links.closeCaptures();
            inbound.close();
            legacy.close();
            links.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        holds.close();
        progress.close();
        announcer.close();
        stragglerLog.close();
        ledger.close();
        producer.close();
        events.close();
        facts.close();
        heldStanzas.close();
        LOG.info("gateway stopped");
    }
}
