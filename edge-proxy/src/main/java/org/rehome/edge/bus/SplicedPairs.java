package org.rehome.edge.bus;

import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.EdgeEvent.PartnerSpliced;
import org.rehome.contracts.event.EdgeEvent.PartnerStreamsEnded;
import org.rehome.contracts.event.EdgeEvent.PartnerUnspliced;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.LocalDomains;

/// Tells all which partners come by the legacy gateway: each pair once, whichever edge sees it first. The topic is the
/// memory. Who a connection is from nobody has proven, so there is a bound. Any thread may use it.
public final class SplicedPairs {
    private static final Logger LOG = Logger.getLogger(SplicedPairs.class);
    private static final int MOST = 5_000;

    private final String edge;
    private final LocalDomains locals;
    private final InstantSource clock;
    private final Consumer<EdgeEvent> announce;
    private final Set<DomainPair> known = ConcurrentHashMap.newKeySet();
    private final Map<Domain, Long> unspliced = new ConcurrentHashMap<>();
    private final Map<Domain, Long> ended = new ConcurrentHashMap<>();

    public SplicedPairs(String edge, LocalDomains locals, InstantSource clock, Consumer<EdgeEvent> announce) {
        this.edge = edge;
        this.locals = locals;
        this.clock = clock;
        this.announce = announce;
    }

    /// Takes what an edge has announced.
    void change(EdgeEvent event) {
        switch (event) {
            case PartnerSpliced(var by, var partner, var local, var firstSeen) ->
                known.add(new DomainPair(local, partner));
            case PartnerUnspliced(var by, var partner, var version) -> {
                if (by.equals(edge)) {
                    unspliced.merge(partner, version, Math::max);
                }
            }
            case PartnerStreamsEnded(var by, var partner, var version) -> {
                if (by.equals(edge)) {
                    ended.merge(partner, version, Math::max);
                }
            }
            case EdgeEvent.EdgeStarted started -> {}
            case EdgeEvent.EdgeStopped stopped -> {}
            case EdgeEvent.CertificateActivated activated -> {}
            case EdgeEvent.CertificateExpiring expiring -> {}
            case EdgeEvent.PartnerConfirming confirming -> {}
            case EdgeEvent.PartnerNotConfirming notConfirming -> {}
            case EdgeEvent.PartnerProbed probed -> {}
        }
    }

    /// A connection of this pair is passed through.
    public void spliced(Domain partner, Domain local) {
        DomainPair pair = new DomainPair(local, partner);
        if (!locals.contains(local) || locals.contains(partner) || known.contains(pair)) {
            return;
        }
        if (known.size() >= MOST) {
            LOG.debugf("pair not announced, there are %d already partner=%s local=%s", MOST, partner, local);
        } else if (known.add(pair)) {
            announce.accept(new PartnerSpliced(edge, partner, local, clock.instant()));
        }
    }

    /// Nothing of the partner is passed through any more.
    public void unspliced(Domain partner, long version) {
        if (isNews(unspliced, partner, version)) {
            announce.accept(new PartnerUnspliced(edge, partner, version));
        }
    }

    /// No stream of the partner ends here any more.
    public void streamsEnded(Domain partner, long version) {
        if (isNews(ended, partner, version)) {
            announce.accept(new PartnerStreamsEnded(edge, partner, version));
        }
    }

    private static boolean isNews(Map<Domain, Long> said, Domain partner, long version) {
        Long before = said.put(partner, version);
        return before == null || before < version;
    }
}
