package org.rehome.edge.partner;

import org.rehome.contracts.event.FederationEvent.Partner;

/// A partner as the gateway last told of it.
///
/// @param version the gateway's, rises with every change
public record KnownPartner(Partner settings, Standing standing, long version) {

    public NegotiationRules rules() {
        return NegotiationRules.of(settings);
    }

    /// True when its streams may end at this edge.
    public boolean admitted() {
        return switch (standing) {
            case ENTERING, ENABLED, PAUSED -> true;
            case LEGACY, LEAVING -> false;
        };
    }

    /// True when streams to it may be opened.
    public boolean reachable() {
        return admitted() || standing == Standing.LEAVING;
    }
}
