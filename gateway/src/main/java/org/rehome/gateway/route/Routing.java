package org.rehome.gateway.route;

import static org.rehome.xmpp.stanza.StanzaErrorCondition.FORBIDDEN;
import static org.rehome.xmpp.stanza.StanzaErrorCondition.POLICY_VIOLATION;
import static org.rehome.xmpp.stanza.StanzaErrorCondition.RECIPIENT_UNAVAILABLE;
import static org.rehome.xmpp.stanza.StanzaErrorCondition.REMOTE_SERVER_NOT_FOUND;
import static org.rehome.xmpp.stanza.StanzaErrorCondition.REMOTE_SERVER_TIMEOUT;
import static org.rehome.xmpp.stanza.StanzaErrorCondition.SERVICE_UNAVAILABLE;

import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.home.Access;
import org.rehome.gateway.home.Home;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// The routing table as a function: no I/O, no clock, the same answer for the same facts.
public final class Routing {

    private Routing() {}

    /// Decides where a stanza goes.
    ///
    /// @param home of the local address: the sender's when a pool captured it, else the recipient's
    /// @param partner the one at the other end; not looked at between colleagues
    /// @param access what policy says of the local address
    public static Route decide(
            StanzaKind kind, Origin origin, Home home, PartnerState partner, Access access, Contacts contacts) {
        return switch (origin) {
            case Origin.Captured captured -> outbound(kind, captured, home, partner, access);
            case Origin.FromPartner() -> inbound(kind, home, partner, access, contacts);
            case Origin.ViaLegacyGateway(var closed) -> viaLegacyGateway(kind, home, partner, closed);
            case Origin.HandedOver(var pool) -> colleague(kind, home, pool);
        };
    }

    /// Decides for an error that goes back to a local sender: it asks nobody's policy or state, and is never
    /// answered.
    public static Route decideReturned(Home home) {
        return switch (home) {
            case Home.Homed homed -> new Route.ToPool(homed.pool(), Rule.RETURNED);
            case Home.Moving _ -> new Route.Hold(Rule.USER_MOVING);
            case Home.OfDomain domain -> new Route.ToPool(domain.pool(), Rule.RETURNED);
            case Home.Nowhere() -> new Route.Drop(Rule.NO_HOME.wire(), Rule.NO_HOME);
        };
    }

    private static Route outbound(
            StanzaKind kind, Origin.Captured from, Home home, PartnerState partner, Access access) {
        if (kind.isPresence() && !isHome(home, from.pool())) {
            return new Route.Drop(Rule.PRESENCE_FROM_OTHER_POOL.wire(), Rule.PRESENCE_FROM_OTHER_POOL);
        }
        return switch (partner) {
            case PartnerState.Unknown(var linked) ->
                linked
                        ? legacyGateway(kind, from, Rule.UNKNOWN_PARTNER)
                        : refused(kind, REMOTE_SERVER_NOT_FOUND, Rule.UNKNOWN_PARTNER);
            case PartnerState.Legacy(), PartnerState.Staged() -> legacyGateway(kind, from, Rule.LEGACY_PARTNER);
            case PartnerState.Enabled enabled
            when !enabled.rolledOut() -> legacyGateway(kind, from, Rule.NOT_ROLLED_OUT);
            case PartnerState.Enabled enabled
            when !enabled.confirming() -> legacyGateway(kind, from, Rule.NOT_CONFIRMING);
            case PartnerState.Enabled _ ->
                admits(access, home, kind)
                        ? new Route.ToEdge(Rule.PARTNER_ENABLED)
                        : refused(kind, FORBIDDEN, Rule.POLICY_REFUSES);
            case PartnerState.Paused() -> new Route.Hold(Rule.PARTNER_PAUSED);
        };
    }

    // what a server captured never goes to a legacy gateway on that same server
    private static Route legacyGateway(StanzaKind kind, Origin.Captured from, Rule rule) {
        return from.loops()
                ? refused(kind, REMOTE_SERVER_TIMEOUT, Rule.CAPTURED_ON_LEGACY)
                : new Route.ToLegacyGateway(rule);
    }

    private static Route inbound(StanzaKind kind, Home home, PartnerState partner, Access access, Contacts contacts) {
        return switch (partner) {
            case PartnerState.Unknown _, PartnerState.Legacy(), PartnerState.Staged() ->
                refused(kind, SERVICE_UNAVAILABLE, Rule.PARTNER_NOT_ENABLED);
            // what an edge took before the pause was accepted: it is delivered
            case PartnerState.Enabled _, PartnerState.Paused() -> fromEnabled(kind, home, access, contacts);
        };
    }

    private static Route fromEnabled(StanzaKind kind, Home home, Access access, Contacts contacts) {
        return switch (home) {
            case Home.Homed homed -> {
                if (access instanceof Access.Refused) {
                    yield refused(kind, SERVICE_UNAVAILABLE, Rule.POLICY_REFUSES);
                }
                // an answer was asked for by the local user
                if (contacts instanceof Contacts.Missing && !kind.isAnswer()) {
                    yield refused(kind, SERVICE_UNAVAILABLE, Rule.CONTACT_NOT_ADDED);
                }
                yield new Route.ToPool(homed.pool(), Rule.USER_HOMED);
            }
            case Home.Moving _, Home.OfDomain _, Home.Nowhere() -> toHome(kind, home, Rule.USER_HOMED);
        };
    }

    private static Route viaLegacyGateway(StanzaKind kind, Home home, PartnerState partner, boolean closed) {
        return switch (partner) {
            case PartnerState.Unknown _, PartnerState.Legacy(), PartnerState.Staged() ->
                toHome(kind, home, Rule.USER_HOMED);
            case PartnerState.Enabled _, PartnerState.Paused() ->
                // an answer was asked for by the local user, and the legacy server gives some in the partner's place
                closed && !kind.isAnswer()
                        ? refused(kind, POLICY_VIOLATION, Rule.OLD_WAY_CLOSED)
                        : toHome(kind, home, Rule.LEGACY_STRAGGLER);
        };
    }

    private static Route colleague(StanzaKind kind, Home home, PoolName handedOverBy) {
        boolean livesThere =
                switch (home) {
                    case Home.Homed homed -> homed.pool().equals(handedOverBy);
                    case Home.OfDomain domain -> domain.pool().equals(handedOverBy);
                    case Home.Moving _, Home.Nowhere() -> false;
                };
        return livesThere
                ? refused(kind, RECIPIENT_UNAVAILABLE, Rule.HANDED_OVER_IN_VAIN)
                : toHome(kind, home, Rule.COLLEAGUE);
    }

    private static Route toHome(StanzaKind kind, Home home, Rule whenHomed) {
        return switch (home) {
            case Home.Homed homed -> new Route.ToPool(homed.pool(), whenHomed);
            case Home.Moving _ -> new Route.Hold(Rule.USER_MOVING);
            case Home.OfDomain domain -> new Route.ToPool(domain.pool(), Rule.DOMAIN_ANSWERS);
            case Home.Nowhere() -> refused(kind, SERVICE_UNAVAILABLE, Rule.NO_HOME);
        };
    }

    // until she has arrived, a moving user is still where she came from
    private static boolean isHome(Home home, PoolName pool) {
        return switch (home) {
            case Home.Homed homed -> homed.pool().equals(pool);
            case Home.Moving moving -> moving.from().equals(pool);
            case Home.OfDomain domain -> domain.pool().equals(pool);
            case Home.Nowhere() -> false;
        };
    }

    // the answers of a server on behalf of an address that is no user's are the server's own
    private static boolean admits(Access access, Home home, StanzaKind kind) {
        return switch (access) {
            case Access.Admitted _, Access.NotAUser() -> true;
            case Access.Refused _ -> home instanceof Home.OfDomain && kind.isAnswer();
        };
    }

    private static Route refused(StanzaKind kind, StanzaErrorCondition condition, Rule rule) {
        return kind.mayBeAnsweredWithError()
                ? new Route.Return(condition, rule.wire(), rule)
                : new Route.Drop(rule.wire(), rule);
    }
}
