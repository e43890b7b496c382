package org.rehome.gateway.bus;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.facts.FactListener;
import org.rehome.backbone.facts.Facts;
import org.rehome.backbone.lane.HeldOrders;
import org.rehome.backbone.ledger.Ledger;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.CaptureEvent;
import org.rehome.contracts.event.CaptureEvent.SlotEvent;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.contracts.event.FederationEvent.PairAnswered;
import org.rehome.contracts.event.FederationEvent.PairEvent;
import org.rehome.contracts.event.PoolEvent;
import org.rehome.contracts.event.UserEvent;
import org.rehome.gateway.GatewayMetrics;
import org.rehome.gateway.hook.Alignment;
import org.rehome.gateway.hook.Arrivals;
import org.rehome.gateway.lane.Quiescence;
import org.rehome.gateway.route.Knowledge;

/// Turns the facts of all services into what the gateway knows, and tells those who act on changes.
public final class FactTables {
    private final Knowledge known;
    private final HeldOrders orders;
    private final Quiescence quiescence;
    private final Arrivals arrivals;
    private final Alignment alignment;
    private final Pairs pairs;
    private final Waiting waiting;
    private final GatewayMetrics metrics;
    private final Signal signal;
    private final Runnable linksChanged;
    private final Ledger ledger;
    private final Consumer<SlotEvent> slotChanged;

    /// Acts on what is said of pairs of domains, after the table has it.
    public interface Pairs {
        void changed(PairEvent event);

        void removed(String pair);

        void heard(PairAnswered answer);
    }

    /// @param linksChanged called when something has changed that links depend on
    /// @param slotChanged told what gateways say of slots, after the tables have it
    public FactTables(
            Knowledge known,
            HeldOrders orders,
            Quiescence quiescence,
            Arrivals arrivals,
            Alignment alignment,
            Pairs pairs,
            Waiting waiting,
            GatewayMetrics metrics,
            Signal signal,
            Runnable linksChanged,
            Consumer<SlotEvent> slotChanged,
            Ledger ledger) {
        this.known = known;
        this.orders = orders;
        this.quiescence = quiescence;
        this.arrivals = arrivals;
        this.alignment = alignment;
        this.pairs = pairs;
        this.waiting = waiting;
        this.metrics = metrics;
        this.signal = signal;
        this.linksChanged = linksChanged;
        this.ledger = ledger;
        this.slotChanged = slotChanged;
    }

    public Facts start(KafkaSettings settings) {
        return Facts.of(settings)
                .listen(Topics.USERS, new Users())
                .listen(Topics.POOLS, new PoolFacts())
                .listen(Topics.FEDERATION, new Federation())
                .listen(Topics.CAPTURES, new Captures())
                .listen(Topics.EDGES, new Edges())
                .listen(Topics.LEDGER, ledger)
                .start();
    }

    private final class Users implements FactListener<UserEvent> {
        @Override
        public void changed(UserEvent event) {
            switch (known.homes().apply(event)) {
                case STALE -> metrics.staleEpoch();
                case APPLIED -> applied(event);
            }
            signal.changed();
        }

        private void applied(UserEvent event) {
            switch (event) {
                case UserEvent.UserMoving move -> quiescence.moving(move.key());
                case UserEvent.UserHomed homed -> {
                    atHome(homed.key());
                    arrivals.homed(homed.key());
                }
            }
        }

        @Override
        public void removed(String key) {
            known.homes().removed(key);
            atHome(key);
            signal.changed();
        }

        private void atHome(String user) {
            quiescence.homed(user);
            waiting.changed(user);
        }
    }

    private final class PoolFacts implements FactListener<PoolEvent> {
        @Override
        public void changed(PoolEvent event) {
            switch (event) {
                case PoolEvent.PoolRegistered pool -> registered(pool);
                case PoolEvent.DomainHomed domain -> known.domains().changed(domain);
                case PoolEvent.PolicyChanged policy -> known.policies().changed(policy);
            }
            linksChanged.run();
            waiting.changed();
            signal.changed();
        }

        @Override
        public void removed(String key) {
            if (!known.pools().removed(key) && !known.domains().removed(key)) {
                known.policies().removed(key);
            }
            linksChanged.run();
            waiting.changed();
            signal.changed();
        }
    }

    private void registered(PoolEvent.PoolRegistered pool) {
        Optional<PoolEvent.PoolRegistered> before = known.pools().find(pool.pool());
        known.pools().changed(pool);
        if (before.isPresent() && !Objects.equals(before.get().clientAddress(), pool.clientAddress())) {
            // the clients of users who have moved there are sent elsewhere
            alignment.all(user -> true);
        }
    }

    private final class Federation implements FactListener<FederationEvent> {
        @Override
        public void changed(FederationEvent event) {
            switch (event) {
                case FederationEvent.PartnerEvent partner -> {
                    known.partners().changed(partner);
                    linksChanged.run();
                }
                case FederationEvent.ContactAdded contact -> known.contacts().added(contact);
                case FederationEvent.HeldOrder order -> orders.changed(order);
                case FederationEvent.PairEvent pair -> {
                    if (known.ways().changed(pair)) {
                        linksChanged.run();
                        pairs.changed(pair);
                    }
                }
                case FederationEvent.PairQuiesced quiesced -> known.ways().quiesced(quiesced);
                case FederationEvent.PairAnswered answered -> pairs.heard(answered);
                case FederationEvent.SwitchReported report -> known.reports().changed(report);
                case FederationEvent.StragglerSeen seen -> {
                    known.stragglers().changed(seen);
                    // nobody waits for it
                    return;
                }
                case FederationEvent.PartnerProbeOrdered order -> known.probes().ordered(order);
                case FederationEvent.PoolProbed report -> known.probes().reported(report);
                case FederationEvent.PresenceRepairOrdered order ->
                    known.repairs().ordered(order);
                case FederationEvent.PresenceRepairReported report ->
                    known.repairs().reported(report);
                case FederationEvent.LinkOpened _, FederationEvent.LinkLost _ -> {
                    // every gateway knows its own links; those of others are for people to read
                }
            }
            waiting.changed();
            signal.changed();
        }

        @Override
        public void removed(String key) {
            Optional<String> pair = known.ways().removed(key);
            if (pair.isPresent()) {
                linksChanged.run();
                pairs.removed(pair.get());
            } else if (known.reports().removed(key)
                    || known.repairs().removed(key)
                    || known.probes().removed(key)) {
                signal.changed();
            } else if (known.stragglers().removed(key)) {
                return;
            } else if (known.partners().removed(key)) {
                linksChanged.run();
            } else if (!orders.removed(key)) {
                known.contacts().removed(key);
            }
            waiting.changed();
            signal.changed();
        }
    }

    private final class Captures implements FactListener<CaptureEvent> {
        @Override
        public void changed(CaptureEvent event) {
            switch (event) {
                case SlotEvent slot -> {
                    known.slots().changed(slot);
                    slotChanged.accept(slot);
                    linksChanged.run();
                }
                case CaptureEvent.CaptureOpened open -> known.openCaptures().opened(open);
            }
            signal.changed();
        }

        @Override
        public void removed(String key) {
            known.openCaptures().removed(key);
            signal.changed();
        }
    }

    private final class Edges implements FactListener<EdgeEvent> {
        @Override
        public void changed(EdgeEvent event) {
            known.edges().changed(event);
            switch (event) {
                case EdgeEvent.EdgeStarted started -> known.certificates().started(started);
                case EdgeEvent.EdgeStopped stopped -> known.certificates().stopped(stopped);
                case EdgeEvent.CertificateActivated certificate ->
                    known.certificates().activated(certificate);
                case EdgeEvent.CertificateExpiring expiring -> {
                    // for operators
                }
                case EdgeEvent.PartnerConfirming pair -> known.confirmations().confirming(pair);
                case EdgeEvent.PartnerNotConfirming pair ->
                    known.confirmations().notConfirming(pair);
                case EdgeEvent.PartnerSpliced seen -> known.spliced().seen(seen);
                case EdgeEvent.PartnerProbed report -> known.probes().reported(report);
                case EdgeEvent.PartnerUnspliced _, EdgeEvent.PartnerStreamsEnded _ -> {
                    // the edges' reports have it
                }
            }
            linksChanged.run();
            waiting.changed();
            signal.changed();
        }

        @Override
        public void removed(String key) {
            known.edges().removed(key);
            known.spliced().removed(key);
            known.probes().removedReport(key);
            if (!known.confirmations().removed(key)) {
                known.certificates().removed(key);
            }
            linksChanged.run();
            waiting.changed();
            signal.changed();
        }
    }
}
