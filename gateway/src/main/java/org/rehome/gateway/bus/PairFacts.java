package org.rehome.gateway.bus;

import java.time.Duration;
import org.jboss.logging.Logger;
import org.rehome.contracts.event.FederationEvent.PairAnswered;
import org.rehome.contracts.event.FederationEvent.PairEvent;
import org.rehome.contracts.event.FederationEvent.PairQuiesced;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.PairSwitching;
import org.rehome.gateway.link.Links;
import org.rehome.gateway.partner.PairWays;

/// What this gateway does when a pair of domains is switched: its stanzas wait, and when those that were let pass are
/// durable and the legacy server hands over what comes, it says so.
public final class PairFacts implements FactTables.Pairs {
    private static final Logger LOG = Logger.getLogger(PairFacts.class);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final String gateway;
    private final PairWays ways;
    private final PairHolds holds;
    private final Links links;
    private final OldWay oldWay;
    private final Announcer announcer;

    public PairFacts(String gateway, PairWays ways, PairHolds holds, Links links, OldWay oldWay, Announcer announcer) {
        this.gateway = gateway;
        this.ways = ways;
        this.holds = holds;
        this.links = links;
        this.oldWay = oldWay;
        this.announcer = announcer;
    }

    @Override
    public void changed(PairEvent event) {
        String pair = PairWays.pair(event);
        switch (event) {
            case PairSwitching switching -> holds.hold(pair, () -> quiet(switching));
            case PairSwitched _ -> holds.release(pair);
        }
    }

    @Override
    public void removed(String pair) {
        holds.release(pair);
    }

    @Override
    public void heard(PairAnswered answer) {
        oldWay.heard(answer);
    }

    private void quiet(PairSwitching switching) {
        Thread.ofVirtual().name("pair-quiesced").start(() -> {
            try {
                while (isCurrent(switching) && !links.captures(switching.partner())) {
                    Thread.sleep(LOOK);
                }
                if (isCurrent(switching)) {
                    announcer.quiesced(
                            new PairQuiesced(switching.local(), switching.partner(), switching.epoch(), gateway));
                }
            } catch (InterruptedException e) {
                LOG.debugf("pair not said to be quiesced pair=%s", PairWays.pair(switching));
            }
        });
    }

    private boolean isCurrent(PairSwitching switching) {
        return switching.equals(ways.last(switching.local(), switching.partner()));
    }
}
