package org.rehome.gateway.route;

import java.util.Optional;
import org.rehome.gateway.home.Access;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.partner.Lifecycle;

/// A route and the facts that it was decided from.
///
/// @param configured the partner as configured; empty for an unknown one
public record Decision(
        Route route,
        Origin origin,
        Home home,
        PartnerState partner,
        Optional<Lifecycle> configured,
        Access access,
        Contacts contacts) {
    /// The same facts, and another route.
    public Decision with(Route other) {
        return new Decision(other, origin, home, partner, configured, access, contacts);
    }
}
