package org.rehome.gateway.link;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.link.Endpoint.Kind;
import org.rehome.gateway.link.PoolPlan.Wish;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.route.Knowledge;

/// Which streams there should be, from what is known. A pool that is not the legacy server has a capture stream for
/// every domain of every known partner, whatever its state. The legacy server has one only where its own federation
/// must not go on: for partners that are paused, and for those that are enabled for everybody and confirm; before
/// that, its users' stanzas stay with the legacy gateway. A pool with a hook has no capture streams: its hook hands
/// over what is for any foreign domain, the legacy server's what is for those same partners.
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
                boolean wanted = wanted(pool, partner, domain, known);
                // a server refuses a component for a domain that it hosts
                if (pool.domains().contains(domain)) {
                    continue;
                }
                Integer port = link.capturePort();
                if (port == null) {
                    wish(partner, wanted).ifPresent(wish -> wishes.put(domain, wish));
                } else if (wanted) {
                    captures.put(
                            domain, new Endpoint(pool.pool(), Kind.CAPTURE, domain, link.host(), port, link.secret()));
                }
            }
        }
        // the hook of any other pool hands everything over
        return new PoolPlan(pool, injection, Jid.of(first), captures, pool.legacy() ? wishes : Map.of());
    }

    /// What the legacy server's hook is told of a partner's domain. The partner's version is the epoch, so of one
    /// version only one thing may be said: while it is enabled and does not confirm, nothing, and what was said
    /// before holds.
    private static Optional<Wish> wish(Lifecycle partner, boolean wanted) {
        boolean mayChange = partner instanceof Lifecycle.Enabled enabled && enabled.rollout() == null;
        return mayChange && !wanted ? Optional.empty() : Optional.of(new Wish(wanted, partner.version()));
    }

    private static boolean wanted(PoolRegistered pool, Lifecycle partner, Domain domain, Knowledge known) {
        return !pool.legacy()
                || switch (partner) {
                    case Lifecycle.Legacy _, Lifecycle.Staged _ -> false;
                    case Lifecycle.Enabled enabled ->
                        enabled.rollout() == null
                                && pool.domains().stream().anyMatch(local -> known.confirmations()
                                        .confirms(
                                                local,
                                                domain,
                                                enabled.settings().domain()));
                    case Lifecycle.Paused _ -> true;
                };
    }
}
