package org.rehome.gateway.partner;

import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Way;

/// Which way a pair's stanzas should take, by the partner's state.
public final class WantedWay {

    private WantedWay() {}

    /// @param confirming whether the pair confirms what an edge sends
    /// @param now the way that they take
    /// @param hasOldWay whether there is a legacy gateway: only then can a pair that no longer confirms go back
    public static Way of(Lifecycle partner, boolean confirming, Way now, boolean hasOldWay) {
        return switch (partner) {
            case Lifecycle.Legacy _, Lifecycle.Staged _ -> Way.LEGACY;
            case Lifecycle.Enabled enabled -> {
                if (confirming) {
                    yield new Way(Side.Edge, enabled.rollout());
                }
                yield hasOldWay || now.side() == Side.Legacy ? Way.LEGACY : new Way(Side.Edge, enabled.rollout());
            }
            // it is to go on as it was
            case Lifecycle.Paused _ -> now;
            case Lifecycle.Switching(var event) ->
                switch (event.to()) {
                    case Edge -> now;
                    case Legacy -> Way.LEGACY;
                };
        };
    }
}
