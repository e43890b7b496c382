package org.rehome.gateway.bus;

import java.time.Duration;
import org.rehome.backbone.lane.LaneProducer;
import org.rehome.gateway.GatewayMetrics;
import org.rehome.gateway.lane.Lanes;
import org.rehome.gateway.link.Links;
import org.rehome.gateway.route.Router;

/// What deliveries work with.
///
/// @param returns takes the errors for partners
/// @param holdLimit how long a stanza waits for a moving user, or a pool may be away, before stanzas go back
public record DeliveryContext(
        Router router,
        Lanes lanes,
        Links links,
        LaneProducer returns,
        Announcer announcer,
        MoveTimes moveTimes,
        GatewayMetrics metrics,
        Signal signal,
        Duration holdLimit) {}
