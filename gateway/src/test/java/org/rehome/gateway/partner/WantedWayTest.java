package org.rehome.gateway.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.event.FederationEvent.Before;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.FederationPaused;
import org.rehome.contracts.event.FederationEvent.FederationReturned;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerEvent;
import org.rehome.contracts.event.FederationEvent.PartnerStaged;
import org.rehome.contracts.event.FederationEvent.PartnerSwitching;
import org.rehome.contracts.event.FederationEvent.Rollout;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Stage;
import org.rehome.contracts.event.FederationEvent.Way;

@DisplayName("The way that a pair should take")
class WantedWayTest {
    private static final Partner PARTNER = Samples.partner("partner1.test");
    private static final Rollout ROLLOUT = new Rollout(List.of(), 10);

    private static Lifecycle state(String name) {
        PartnerEvent event =
                switch (name) {
                    case "staged" -> new PartnerStaged(PARTNER, 1);
                    case "enabled" -> new FederationEnabled(PARTNER, 1, null);
                    case "rolled out" -> new FederationEnabled(PARTNER, 1, null, ROLLOUT);
                    case "paused" -> new FederationPaused(PARTNER, 1, null, null);
                    case "entering" -> switching(Side.Edge, "staged");
                    case "leaving" -> switching(Side.Legacy, "enabled");
                    default -> new FederationReturned(PARTNER, 1, null);
                };
        return Lifecycle.of(event);
    }

    private static PartnerSwitching switching(Side to, String before) {
        Before was = new Before(before, null, null, null);
        return new PartnerSwitching(PARTNER, 1, to, Stage.Outbound, was, null, null, null, Instant.EPOCH);
    }

    private static Way way(String name) {
        return switch (name) {
            case "edge" -> new Way(Side.Edge, null);
            case "some" -> new Way(Side.Edge, ROLLOUT);
            default -> Way.LEGACY;
        };
    }

    @ParameterizedTest(name = "{0}, confirming: {1}, now by {2}, legacy gateway: {3}: by {4}")
    @CsvSource(delimiter = '|', textBlock = """
            returned   | true  | edge   | true  | legacy
            staged     | true  | edge   | true  | legacy
            enabled    | true  | legacy | true  | edge
            enabled    | true  | some   | true  | edge
            enabled    | false | legacy | true  | legacy
            enabled    | false | legacy | false | legacy
            enabled    | false | edge   | true  | legacy
            # there is no other way
            enabled    | false | edge   | false | edge
            enabled    | false | some   | false | edge
            rolled out | true  | legacy | true  | some
            rolled out | true  | edge   | true  | some
            rolled out | false | some   | true  | legacy
            paused     | true  | legacy | true  | legacy
            paused     | false | edge   | true  | edge
            paused     | true  | some   | true  | some
            entering   | true  | legacy | true  | legacy
            leaving    | true  | edge   | true  | legacy
            leaving    | true  | some   | true  | legacy
            """)
    void table(String partner, boolean confirming, String now, boolean hasOldWay, String wanted) {
        assertThat(WantedWay.of(state(partner), confirming, way(now), hasOldWay))
                .isEqualTo(way(wanted));
    }
}
