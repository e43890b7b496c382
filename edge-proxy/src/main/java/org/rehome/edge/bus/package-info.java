/// The edge on Kafka: facts in (`FactFeed`), the verdicts on outbound lanes (`OutboundLanes`) and the ways that they go
/// (`PairWays`), edge events out (`Announcements`), and the watch over which partners can confirm (`Confirmations`,
/// `ConfirmationPings`).
@NullMarked
package org.rehome.edge.bus;

import org.jspecify.annotations.NullMarked;
