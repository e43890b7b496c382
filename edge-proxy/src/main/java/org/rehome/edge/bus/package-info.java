/// The edge on Kafka: facts in (`FactFeed`), outbound lanes in (`OutboundLanes`), edge events out (`Announcements`),
// and
/// the watch over which partners can confirm (`Confirmations`, `PartnerProbes`).
@NullMarked
package org.rehome.edge.bus;

import org.jspecify.annotations.NullMarked;
