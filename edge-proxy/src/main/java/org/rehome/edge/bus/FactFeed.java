package org.rehome.edge.bus;

import org.jboss.logging.Logger;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.facts.FactListener;
import org.rehome.backbone.facts.Facts;
import org.rehome.backbone.lane.HeldOrders;
import org.rehome.backbone.ledger.Ledger;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.contracts.event.ConfirmationEvent;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.contracts.event.PoolEvent;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.LocalDomains;
import org.rehome.edge.partner.Partners;

/// Reads what the edge has to know of others: our own domains, the partners, what operators have ordered about held
/// stanzas, the edges, and what these were answered in its place.
public final class FactFeed {
    private static final Logger LOG = Logger.getLogger(FactFeed.class);
    private static final String PARTNER_KEY = "partner/";

    private FactFeed() {}

    /// Starts to read.
    ///
    /// @param changed told after each change of a partner or of our domains, and of an order; must not block
    public static Facts start(
            KafkaSettings kafka,
            Partners partners,
            HeldOrders orders,
            LocalDomains locals,
            EdgeDirectory edges,
            Confirmations confirmations,
            SplicedPairs spliced,
            ProbeOrders probes,
            Barriers barriers,
            Ledger ledger,
            Runnable changed) {
        return Facts.of(kafka)
                .listen(Topics.POOLS, new Pools(locals, changed))
                .listen(Topics.FEDERATION, new Federation(partners, orders, probes, changed))
                .listen(Topics.EDGES, new Edges(edges, confirmations, spliced, probes, changed))
                .listen(Topics.CONFIRMATIONS, new Answers(barriers))
                .listen(Topics.LEDGER, ledger)
                .start();
    }

    private record Pools(LocalDomains locals, Runnable changed) implements FactListener<PoolEvent> {
        @Override
        public void changed(PoolEvent event) {
            locals.change(event);
            changed.run();
        }

        @Override
        public void removed(String key) {
            locals.remove(key);
            changed.run();
        }
    }

    private record Federation(Partners partners, HeldOrders orders, ProbeOrders probes, Runnable changed)
            implements FactListener<FederationEvent> {
        @Override
        public void changed(FederationEvent event) {
            switch (event) {
                case FederationEvent.PartnerEvent partner -> {
                    partners.change(partner);
                    changed.run();
                }
                case FederationEvent.SwitchReported _,
                        FederationEvent.PairEvent _,
                        FederationEvent.PairQuiesced _,
                        FederationEvent.PairAnswered _,
                        FederationEvent.StragglerSeen _,
                        FederationEvent.PoolProbed _,
                        FederationEvent.PresenceRepairOrdered _,
                        FederationEvent.PresenceRepairReported _ -> {
                    // between gateways
                }
                case FederationEvent.LinkOpened opened -> {}
                case FederationEvent.LinkLost lost -> {}
                case FederationEvent.ContactAdded added -> {}
                case FederationEvent.PartnerProbeOrdered order -> {
                    probes.ordered(order);
                    changed.run();
                }
                case FederationEvent.HeldOrder order -> {
                    orders.changed(order);
                    changed.run();
                }
            }
        }

        @Override
        public void removed(String key) {
            // what was ordered so long ago concerns nothing any more
            if (!orders.removed(key) && key.startsWith(PARTNER_KEY)) {
                try {
                    partners.remove(Domain.parse(key.substring(PARTNER_KEY.length())));
                    changed.run();
                } catch (InvalidAddress e) {
                    throw new IllegalStateException("a tombstone for no domain: " + key, e);
                }
            }
        }
    }

    private record Edges(
            EdgeDirectory edges,
            Confirmations confirmations,
            SplicedPairs spliced,
            ProbeOrders probes,
            Runnable changed)
            implements FactListener<EdgeEvent> {
        @Override
        public void changed(EdgeEvent event) {
            edges.change(event);
            confirmations.change(event);
            spliced.change(event);
            probes.change(event);
            changed.run();
        }

        @Override
        public void removed(String key) {
            edges.remove(key);
        }
    }

    /// Answers that arrived at other edges, to pings of any.
    private record Answers(Barriers barriers) implements FactListener<ConfirmationEvent> {
        @Override
        public void changed(ConfirmationEvent event) {
            switch (event) {
                case ConfirmationEvent.PingAnswered(var edge, var id, var local, var partner, var by) -> {
                    if (barriers.answered(id, new DomainPair(local, partner))) {
                        LOG.debugf("ping answered at another edge partner=%s local=%s", partner, local);
                    }
                }
            }
        }

        @Override
        public void removed(String key) {
            // an answer is not taken back
        }
    }
}
