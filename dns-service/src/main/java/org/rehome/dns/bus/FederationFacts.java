package org.rehome.dns.bus;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.rehome.backbone.facts.FactListener;
import org.rehome.backbone.facts.Facts;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.dns.cutover.FederationView;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.InvalidRecords;

/// Which partners are enabled and which edges are there.
final class FederationFacts {
    private static final Logger LOG = Logger.getLogger(FederationFacts.class);

    private final Map<String, Domain> enabled = new ConcurrentHashMap<>();
    private final Map<String, FederationView.Listener> edges = new ConcurrentHashMap<>();

    Facts.Builder listen(Facts.Builder facts) {
        return facts.listen(Topics.FEDERATION, new Partners()).listen(Topics.EDGES, new Edges());
    }

    FederationView view(boolean known) {
        return new FederationView(
                known,
                Map.copyOf(enabled).values().stream().collect(Collectors.toSet()),
                Map.copyOf(edges).values().stream().collect(Collectors.toSet()));
    }

    private final class Partners implements FactListener<FederationEvent> {
        @Override
        public void changed(FederationEvent event) {
            switch (event) {
                case FederationEvent.FederationEnabled now ->
                    enabled.put(now.key(), now.partner().domain());
                case FederationEvent.PartnerConfigured now -> enabled.remove(now.key());
                case FederationEvent.PartnerStaged now -> enabled.remove(now.key());
                case FederationEvent.FederationPaused now -> enabled.remove(now.key());
                case FederationEvent.FederationReturned now -> enabled.remove(now.key());
                case FederationEvent.PartnerSwitching now -> enabled.remove(now.key());
                case FederationEvent.SwitchReported _,
                        FederationEvent.PairEvent _,
                        FederationEvent.PairQuiesced _,
                        FederationEvent.PairAnswered _,
                        FederationEvent.StragglerSeen _,
                        FederationEvent.LinkOpened _,
                        FederationEvent.LinkLost _,
                        FederationEvent.ContactAdded _,
                        FederationEvent.HeldOrder _,
                        FederationEvent.PartnerProbeOrdered _,
                        FederationEvent.PoolProbed _,
                        FederationEvent.PresenceRepairOrdered _,
                        FederationEvent.PresenceRepairReported _ -> {}
            }
        }

        @Override
        public void removed(String key) {
            enabled.remove(key);
        }
    }

    private final class Edges implements FactListener<EdgeEvent> {
        @Override
        public void changed(EdgeEvent event) {
            switch (event) {
                case EdgeEvent.EdgeStarted started -> started(started);
                case EdgeEvent.EdgeStopped stopped -> edges.remove(stopped.key());
                case EdgeEvent.CertificateActivated _,
                        EdgeEvent.CertificateExpiring _,
                        EdgeEvent.PartnerConfirming _,
                        EdgeEvent.PartnerNotConfirming _,
                        EdgeEvent.PartnerSpliced _,
                        EdgeEvent.PartnerUnspliced _,
                        EdgeEvent.PartnerProbed _,
                        EdgeEvent.PartnerStreamsEnded _ -> {}
            }
        }

        private void started(EdgeEvent.EdgeStarted started) {
            try {
                DnsName host = DnsName.parse(started.host());
                boolean facade = Boolean.TRUE.equals(started.facade());
                edges.put(started.key(), new FederationView.Listener(host, started.port(), facade));
            } catch (InvalidRecords e) {
                // an edge that was given an address, or no name for DNS: no SRV record can name it
                edges.remove(started.key());
                LOG.warnf("edge cannot be a target of SRV records edge=%s error=%s", started.edge(), e.getMessage());
            }
        }

        @Override
        public void removed(String key) {
            edges.remove(key);
        }
    }
}
