package org.rehome.gateway.route;

import java.util.Optional;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Way;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.home.Access;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.RolloutShare;

/// Collects what is known about a stanza and lets {@link Routing} decide.
public final class Router {
    private final Knowledge known;

    public Router(Knowledge known) {
        this.known = known;
    }

    /// For a stanza that a pool sent to a partner's domain.
    public Decision outbound(PoolName pool, Jid from, Jid to, StanzaKind kind) {
        boolean loops = known.pools()
                .find(pool)
                .map(found -> found.legacy() && !found.link().hooked())
                .orElse(false);
        Origin origin = new Origin.Captured(pool, loops);
        Home home = home(from);
        Optional<Lifecycle> configured = known.partners().covering(to.domain());
        PartnerState partner = state(configured, from, to.domain());
        return decided(kind, origin, home, partner, configured, access(from, home), new Contacts.NotNeeded());
    }

    /// For a stanza that an edge took from a partner.
    public Decision inbound(Jid from, Jid to, StanzaKind kind) {
        Home home = home(to);
        Optional<Lifecycle> configured = known.partners().covering(from.domain());
        PartnerState partner = state(configured, to, from.domain());
        return decided(
                kind,
                new Origin.FromPartner(),
                home,
                partner,
                configured,
                access(to, home),
                contacts(configured, home, to, from));
    }

    /// For a stanza for an address of ours that a pool's hook has handed over: a colleague's, or a partner's that came
    /// by the server's own streams.
    public Decision handedOver(PoolName pool, Jid from, Jid to, StanzaKind kind) {
        Home home = home(to);
        Optional<Lifecycle> configured = known.partners().covering(from.domain());
        boolean closed = configured.map(Lifecycle::oldWayClosed).isPresent();
        Origin origin = isLocal(from.domain()) ? new Origin.HandedOver(pool) : new Origin.ViaLegacyGateway(closed);
        PartnerState partner = state(configured, to, from.domain());
        return decided(kind, origin, home, partner, configured, access(to, home), contacts(configured, home, to, from));
    }

    /// True for a domain of ours, or below one.
    public boolean isLocal(Domain domain) {
        return known.domains().find(domain).isPresent();
    }

    /// For an error that goes back to a local sender.
    public Route returned(Jid to) {
        return Routing.decideReturned(home(to));
    }

    /// Where an address of ours lives.
    public Home home(Jid address) {
        Optional<Home> user =
                address.hasLocalpart() ? known.homes().find(address).map(found -> (Home) found) : Optional.empty();
        return user.or(() -> known.domains().find(address.domain())).orElseGet(Home.Nowhere::new);
    }

    private Decision decided(
            StanzaKind kind,
            Origin origin,
            Home home,
            PartnerState partner,
            Optional<Lifecycle> configured,
            Access access,
            Contacts contacts) {
        Route route = Routing.decide(kind, origin, home, partner, access, contacts);
        return new Decision(route, origin, home, partner, configured, access, contacts);
    }

    /// The pair of domains whose way a stanza takes; empty when the partner is unknown, and there is one way only.
    public Optional<String> pair(Jid from, Jid to) {
        return known.partners()
                .covering(to.domain())
                .map(partner -> LaneStanza.outboundLane(localDomain(from), to.domain()));
    }

    /// Whether what this local user sends to a partner goes by the edges.
    public boolean goesByEdges(Jid from, Jid to) {
        return known.partners()
                .covering(to.domain())
                .filter(partner -> includes(
                        known.ways().way(localDomain(from), to.domain()),
                        from,
                        partner.settings().domain()))
                .isPresent();
    }

    private static boolean includes(Way way, Jid local, Domain partner) {
        return way.side() == Side.Edge
                && (way.rollout() == null || RolloutShare.includes(way.rollout(), local, partner));
    }

    /// Whether what came by the legacy gateway is an enabled partner's. An answer does not say so: the legacy
    /// server gives some in a partner's place.
    public boolean isStraggler(Jid from, Jid to, StanzaKind kind) {
        PartnerState partner = state(known.partners().covering(from.domain()), to, from.domain());
        return !kind.isAnswer() && (partner instanceof PartnerState.Enabled || partner instanceof PartnerState.Paused);
    }

    /// The local domain that an address belongs to.
    public Domain localDomain(Jid address) {
        return known.domains().find(address.domain()).map(Home.OfDomain::domain).orElse(address.domain());
    }

    private PartnerState state(Optional<Lifecycle> configured, Jid local, Domain domain) {
        return configured
                .<PartnerState>map(found -> switch (found) {
                    case Lifecycle.Legacy _ -> new PartnerState.Legacy();
                    case Lifecycle.Staged _ -> new PartnerState.Staged();
                    case Lifecycle.Enabled enabled -> enabled(enabled, local, domain);
                    case Lifecycle.Paused _ -> new PartnerState.Paused();
                    // until it has ended, a switch changes nothing but the ways of pairs
                    case Lifecycle.Switching(var event) ->
                        switch (event.to()) {
                            case Edge ->
                                event.before().state().equals("staged")
                                        ? new PartnerState.Staged()
                                        : new PartnerState.Legacy();
                            case Legacy -> enabled(found, local, domain);
                        };
                })
                .orElseGet(() ->
                        new PartnerState.Unknown(known.pools().legacyGateway().isPresent()));
    }

    private PartnerState enabled(Lifecycle partner, Jid local, Domain domain) {
        Way way = known.ways().way(localDomain(local), domain);
        Domain main = partner.settings().domain();
        boolean rolledOut = way.side() == Side.Edge ? includes(way, local, main) : isRolledOut(partner, local, main);
        return new PartnerState.Enabled(way.side() == Side.Edge, rolledOut);
    }

    private static boolean isRolledOut(Lifecycle partner, Jid local, Domain main) {
        return !(partner instanceof Lifecycle.Enabled enabled)
                || enabled.rollout() == null
                || RolloutShare.includes(enabled.rollout(), local, main);
    }

    private Access access(Jid address, Home home) {
        return switch (home) {
            case Home.Homed homed -> known.policies().access(homed.policy(), homed.pool());
            case Home.Moving moving -> known.policies().access(moving.policy(), moving.to());
            case Home.OfDomain domain
            when address.hasLocalpart() -> known.policies().access(null, domain.pool());
            case Home.OfDomain _, Home.Nowhere() -> new Access.NotAUser();
        };
    }

    private Contacts contacts(Optional<Lifecycle> configured, Home home, Jid user, Jid contact) {
        boolean asked = configured
                .filter(found -> found.settings().partnerType() == PartnerType.PublicUnverified)
                .isPresent();
        if (!asked || !(home instanceof Home.OfUser)) {
            return new Contacts.NotNeeded();
        }
        return known.contacts().has(user, contact) ? new Contacts.Added() : new Contacts.Missing();
    }
}
