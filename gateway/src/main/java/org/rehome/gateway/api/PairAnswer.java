package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.PairEvent;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.PairSwitching;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Way;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.partner.PairWays;

/// The way that stanzas take from a local domain to one of a partner's.
@Schema(name = "Pair")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PairAnswer(
        @Schema(examples = "example.test>partner1.test") String pair,
        @Schema(description = "By which side it leaves") Side by,

        @Schema(description = "By an edge: whose; left out: everybody's") @Nullable
        RolloutBody rollout,

        @Schema(description = "Its stanzas wait while it is switched", examples = "false")
        boolean switching,

        @Schema(
                description = "Why the last attempt to switch it went back",
                examples = "answered: partner1.test has not answered a ping that went to it by the legacy gateway")
        @Nullable
        String reason,

        @Schema(description = "How long its last switch has waited at each gate")
        List<WaitedAnswer> waited) {

    static PairAnswer of(Domain local, Domain partner, PairWays ways) {
        PairEvent last = ways.last(local, partner);
        Way way = PairWays.way(last);
        PairSwitched switched = last instanceof PairSwitched found ? found : null;
        return new PairAnswer(
                LaneStanza.outboundLane(local, partner),
                way.side(),
                RolloutBody.of(way.rollout()),
                last instanceof PairSwitching,
                switched == null ? null : switched.reason(),
                switched == null ? List.of() : WaitedAnswer.of(switched.waited()));
    }
}
