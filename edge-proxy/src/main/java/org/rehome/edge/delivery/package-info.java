/// Delivery of outbound lanes: a window of stanzas goes out on the pair's stream, a ping behind it is the barrier, its
/// answer settles the window. `PairDelivery` is the place to read; streams and topics are behind interfaces.
@NullMarked
package org.rehome.edge.delivery;

import org.jspecify.annotations.NullMarked;
