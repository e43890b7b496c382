package org.rehome.gateway.link;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.link.Endpoint.Kind;
import org.rehome.gateway.link.PoolPlan.Wish;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.route.Knowledge;

/// Which streams there should be, from what is known. A pool that is not the legacy server has a capture stream for
/// every domain of every known partner, whatever its state. The legacy server has one only where its own federation
/// must not go on: for partners that are paused, and for those whose pairs go by the edges for everybody; before
/// that, its users' stanzas stay with the legacy gateway. A pool with a hook has no capture streams: its hook hands
/// over what is for any foreign domain. The legacy server's hook does so for partners that are paused, and for those
/// of which a pair was ever switched: from then on its users' stanzas pass the gateway whatever their way is, so that
/// no later one overtakes them.
final class LinkPlan {
    private static final Logger LOG = Logger.getLogger(LinkPlan.class);

    private LinkPlan() {}

    static Map<PoolName, PoolPlan> of(String gateway, Knowledge known) {
        Map<PoolName, PoolPlan> plan = new LinkedHashMap<>();
        for (PoolRegistered pool : known.pools().all()) {
            try {
                if (!pool.domains().isEmpty()) {
                    plan.put(pool.pool(), plan(gateway, pool, known));
                }
            } catch (InvalidAddress e) {
                // one pool's wrong name must not stop the others
                LOG.errorf("pool gets no link pool=%s error=%s", pool.pool(), e.getMessage());
            }
        }
        return plan;
    }

    private static PoolPlan plan(String gateway, PoolRegistered pool, Knowledge known) {
        Link link = pool.link();
        Domain first = pool.domains().getFirst();
        String name = link.injectionName() == null ? gateway + "." + first : link.injectionName();
        Endpoint injection = new Endpoint(
                pool.pool(), Kind.INJECTION, Domain.parse(name), link.host(), link.injectionPort(), link.secret());
        Map<Domain, Endpoint> captures = new HashMap<>();
        Map<Domain, Wish> wishes = new HashMap<>();
        for (Lifecycle partner : known.partners().all()) {
            for (Domain domain : Partners.domains(partner.settings())) {
                // a server refuses a component for a domain that it hosts
                if (pool.domains().contains(domain)) {
                    continue;
                }
                Integer port = link.capturePort();
                if (port == null) {
                    wishes.put(domain, wish(partner, domain, known));
                } else if (wanted(pool, partner, domain, known)) {
                    captures.put(
                            domain, new Endpoint(pool.pool(), Kind.CAPTURE, domain, link.host(), port, link.secret()));
                }
            }
        }
        // the hook of any other pool hands everything over
        return new PoolPlan(pool, injection, Jid.of(first), captures, pool.legacy() ? wishes : Map.of());
    }

    /// What the legacy server's hook is told of a partner's domain. Of one epoch only one thing may be said: a pair's
    /// is the time, and a partner's version a small number.
    private static Wish wish(Lifecycle partner, Domain domain, Knowledge known) {
        long switched = known.ways().epoch(domain);
        return new Wish(
                switched > 0 || partner instanceof Lifecycle.Paused, switched > 0 ? switched : partner.version());
    }

    private static boolean wanted(PoolRegistered pool, Lifecycle partner, Domain domain, Knowledge known) {
        return !pool.legacy()
                || switch (partner) {
                    case Lifecycle.Legacy _, Lifecycle.Staged _ -> false;
                    case Lifecycle.Enabled _, Lifecycle.Switching _ ->
                        pool.domains().stream()
                                .map(local -> known.ways().way(local, domain))
                                .anyMatch(way -> way.side() == Side.Edge && way.rollout() == null);
                    case Lifecycle.Paused _ -> true;
                };
    }
}
